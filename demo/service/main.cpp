// SPDX-License-Identifier: MIT
// gesso-service: the loopback image service as a program.
#include "arguments.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

using loopback::Arguments;

constexpr int kParentSignal = SIGUSR1;

void print_line(const std::string &line)
{
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}

int fail(const std::string &message)
{
    std::fputs(("gesso-service: " + message + "\n").c_str(), stderr);
    return 1;
}

// Blocked in every thread and taken by the main one, so that no handler runs anywhere.
sigset_t block_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, kParentSignal}) {
        sigaddset(&signals, number);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

// The path of the file, or nothing. Only the authority's certificate is written, never a key.
std::string write_authority(const std::string &wanted_path, const std::string &pem)
{
    std::string path = wanted_path;
    if (path.empty()) {
        const char *folder = std::getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe)
        path = std::string(folder != nullptr ? folder : "/tmp") + "/gesso-ca-XXXXXX";
        const int descriptor = ::mkstemp(path.data());
        if (descriptor < 0) {
            return {};
        }
        ::close(descriptor);
    }
    std::FILE *file = std::fopen(path.c_str(), "wb");
    const bool is_written =
        file != nullptr && std::fwrite(pem.data(), 1, pem.size(), file) == pem.size();
    const bool is_closed = file != nullptr && std::fclose(file) == 0;
    return is_written && is_closed ? path : std::string();
}

// A thread of the parent may end without the parent: only a new parent's id tells.
class Lifetime {
public:
    Lifetime(const Arguments &arguments, pid_t parent)
        : watches_parent_(arguments.exits_with_parent), parent_(parent),
          idle_limit_(arguments.idle_exit_seconds)
    {}

    bool is_over(loopback::Server &server, uint64_t handled)
    {
        const auto now = std::chrono::steady_clock::now();
        if (server.open_connections() > 0 || handled != handled_) {
            handled_ = handled;
            last_use_ = now;
        }
        const bool is_idle = idle_limit_.count() > 0 && now - last_use_ > idle_limit_;
        return is_idle || (watches_parent_ && ::getppid() != parent_);
    }

private:
    bool watches_parent_;
    pid_t parent_;
    std::chrono::seconds idle_limit_;
    uint64_t handled_ = 0;
    std::chrono::steady_clock::time_point last_use_ = std::chrono::steady_clock::now();
};

void wait_for_end(
    const sigset_t &signals, Lifetime &lifetime, loopback::Server &server,
    const loopback::Service &service)
{
    const timespec look{0, 250'000'000};
    for (;;) {
        const int number = sigtimedwait(&signals, nullptr, &look);
        const bool is_told = number > 0 && number != kParentSignal;
        if (is_told || lifetime.is_over(server, service.handled())) {
            return;
        }
    }
}

int run(const Arguments &arguments, pid_t parent)
{
    const sigset_t signals = block_signals();
    if (arguments.exits_with_parent) {
        ::prctl(PR_SET_PDEATHSIG, kParentSignal);
    }
    std::unique_ptr<loopback::TlsServer> tls;
    std::string authority_path;
    if (arguments.is_tls) {
        tls = loopback::TlsServer::create();
        if (!tls) {
            return fail("OpenSSL made no certificate");
        }
        authority_path = write_authority(arguments.tls_authority_path, tls->authority_pem());
        if (authority_path.empty()) {
            return fail("the file for the authority cannot be written; choose another --tls-ca");
        }
    }
    loopback::Service service(arguments.service);
    if (!arguments.record_folder.empty() && !service.record_into(arguments.record_folder)) {
        return fail("the folder of --record cannot be made; choose another");
    }
    loopback::Server server(
        arguments.server, std::move(tls),
        [&service](const loopback::Request &request, loopback::Responder &responder) {
            service.handle(request, responder);
        });
    service.set_connection_counts([&server] {
        return loopback::ConnectionCounts{server.accepted(), server.sent_bytes()};
    });
    const uint16_t port = server.start([&service, &arguments](uint16_t bound) {
        service.set_base_url(
            std::string(arguments.is_tls ? "https" : "http") +
            "://127.0.0.1:" + std::to_string(bound));
    });
    if (port == 0) {
        return fail(
            "port " + std::to_string(arguments.server.port) +
            " on 127.0.0.1 cannot be had; choose another, or 0 for any");
    }
    if (arguments.is_tls) {
        print_line("ca " + authority_path);
    }
    print_line("listening " + service.base_url());
    Lifetime lifetime(arguments, parent);
    wait_for_end(signals, lifetime, server, service);
    server.stop();
    if (arguments.is_tls && arguments.tls_authority_path.empty()) {
        ::unlink(authority_path.c_str());
    }
    // Threads that did not end in time still refer to the objects above.
    std::_Exit(0);
}

} // namespace

int main(int count, char **values)
{
    const pid_t parent = ::getppid();
    std::string error;
    const auto arguments = loopback::parse_arguments(count, values, error);
    if (!arguments) {
        fail(error);
        return 2;
    }
    if (arguments->is_help_wanted) {
        print_line(loopback::help_text());
        return 0;
    }
    return run(*arguments, parent);
}
