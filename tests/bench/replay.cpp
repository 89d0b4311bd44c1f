// SPDX-License-Identifier: MIT
#include "bench/replay.h"

#include "bench/report.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <thread>

namespace gesso_bench {
namespace {

constexpr size_t kPiece = size_t{16} << 10;

sockaddr_in loopback(uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

bool send_all(int line, const std::string &bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        const ssize_t sent = send(line, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += static_cast<size_t>(sent);
    }
    return true;
}

void sleep_until(double moment)
{
    timespec until{};
    until.tv_sec = static_cast<time_t>(moment);
    until.tv_nsec = static_cast<long>((moment - static_cast<double>(until.tv_sec)) * 1e9);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
}

// Reads the head and the body of a request; its first line.
std::string read_request(int line)
{
    std::string text;
    std::array<char, 8192> piece{};
    size_t wanted = std::string::npos;
    while (text.size() < wanted) {
        const ssize_t got = recv(line, piece.data(), piece.size(), 0);
        if (got <= 0)
            break;
        text.append(piece.data(), static_cast<size_t>(got));
        const size_t end = text.find("\r\n\r\n");
        if (end == std::string::npos || wanted != std::string::npos)
            continue;
        const size_t length = text.find("Content-Length: ");
        wanted = end + 4;
        if (length < end)
            wanted += std::strtoul(text.c_str() + length + 16, nullptr, 10);
    }
    return text.substr(0, text.find("\r\n"));
}

std::string as_chunk(const std::string &body, size_t from, size_t size)
{
    char head[16];
    std::snprintf(head, sizeof head, "%zx\r\n", size);
    return head + body.substr(from, size) + "\r\n";
}

} // namespace

Replay::Replay(std::vector<Reply> replies) : replies_(std::move(replies))
{
    shared_ = static_cast<Shared *>(
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    must(shared_ != MAP_FAILED, "no shared memory");
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    must(
        bind(listener, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
            listen(listener, 1024) == 0 &&
            getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) == 0,
        "no listening socket");
    port_ = ntohs(address.sin_port);
    child_ = fork();
    must(child_ >= 0, "no child");
    if (child_ == 0)
        serve(listener);
    close(listener);
    // The child has its copy; this process is weighed without them.
    replies_.clear();
    replies_.shrink_to_fit();
}

Replay::~Replay()
{
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    munmap(shared_, sizeof(Shared));
}

std::string Replay::url(size_t reply, uint64_t bytes_per_second) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(reply) + "/" +
           std::to_string(bytes_per_second);
}

size_t Replay::connections() const
{
    return shared_->connections.load();
}

double Replay::sent_at(size_t connection, size_t event) const
{
    return shared_->sent[connection][event].load();
}

void Replay::serve(int listener)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "bench server"); // as profilers see it
    for (;;) {
        const int line = accept(listener, nullptr, nullptr);
        if (line < 0)
            continue;
        const size_t connection = shared_->connections.fetch_add(1);
        std::thread([this, line, connection] { answer(line, connection); }).detach();
    }
}

void Replay::answer(int line, size_t connection)
{
    const int on = 1;
    setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::string first = read_request(line);
    unsigned long reply = 0;
    unsigned long pace = 0;
    const size_t path = first.find('/');
    const bool is_ours =
        path != std::string::npos &&
        std::sscanf(first.c_str() + path, "/%lu/%lu", &reply, &pace) == 2 && // NOLINT(cert-err34-c)
        reply < replies_.size() && connection < kMaxConnections;
    if (is_ours)
        send_body(line, replies_[reply], pace, connection);
    shutdown(line, SHUT_WR);
    close(line);
}

void Replay::send_body(int line, const Reply &reply, uint64_t bytes_per_second, size_t connection)
{
    send_all(
        line, "HTTP/1.1 200 OK\r\nContent-Type: " + reply.type +
                  "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    const double start = wall_seconds();
    size_t event = 0;
    for (size_t at = 0; at < reply.body.size();) {
        size_t size = std::min(kPiece, reply.body.size() - at);
        const bool has_end = event < reply.ends.size() && reply.ends[event] <= at + size;
        if (has_end)
            size = reply.ends[event] - at;
        const std::string chunk = as_chunk(reply.body, at, size);
        if (bytes_per_second > 0)
            sleep_until(
                start + static_cast<double>(at + size) / static_cast<double>(bytes_per_second));
        if (has_end && event < kMaxEvents)
            shared_->sent[connection][event].store(wall_seconds());
        if (!send_all(line, chunk))
            return;
        event += has_end ? 1 : 0;
        at += size;
    }
    send_all(line, "0\r\n\r\n");
}

size_t receive_all(uint16_t port, size_t reply, uint64_t bytes_per_second)
{
    const int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    must(
        connect(line, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0,
        "no connection");
    send_all(
        line, "POST /" + std::to_string(reply) + "/" + std::to_string(bytes_per_second) +
                  "/images/generations HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    std::vector<char> piece(size_t{128} << 10);
    size_t all = 0;
    for (ssize_t got = 0; (got = recv(line, piece.data(), piece.size(), 0)) > 0;)
        all += static_cast<size_t>(got);
    close(line);
    return all;
}

} // namespace gesso_bench
