// SPDX-License-Identifier: MIT
#include "os/child_process.h"

#include "environment.h"
#include "os/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <string_view>
#include <system_error>

namespace gesso_cli {

namespace {

constexpr size_t kMaxLine = size_t{64} << 10;

std::vector<char *> pointers_to(const std::vector<std::string> &texts)
{
    std::vector<char *> out;
    out.reserve(texts.size() + 1);
    for (const std::string &text : texts) {
        out.push_back(const_cast<char *>(text.c_str()));
    }
    out.push_back(nullptr);
    return out;
}

std::vector<char *> environment_without_secrets()
{
    std::vector<char *> out;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (!is_secret_variable(text.substr(0, text.find('=')))) {
            out.push_back(*entry);
        }
    }
    out.push_back(nullptr);
    return out;
}

// Without an `output` (-1) the child is on its own: nothing of it is seen, no group is shared.
int spawn(const std::vector<std::string> &arguments, int output, pid_t &out_process)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (output >= 0) {
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        sigaddset(&defaults, number);
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    const int place = output >= 0 ? POSIX_SPAWN_SETPGROUP : POSIX_SPAWN_SETSID;
    posix_spawnattr_setflags(&attributes, static_cast<short>(place | POSIX_SPAWN_SETSIGDEF));

    const std::vector<char *> argv = pointers_to(arguments);
    const std::vector<char *> env = environment_without_secrets();
    const int error =
        ::posix_spawn(&out_process, argv[0], &actions, &attributes, argv.data(), env.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

// Whether the process has ended (and is collected) within that time.
bool has_ended_within(pid_t process, std::chrono::milliseconds limit, int *out_status = nullptr)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    do {
        if (::waitpid(process, out_status, WNOHANG) != 0) {
            return true;
        }
        const timespec pause{0, 2'000'000};
        ::nanosleep(&pause, nullptr);
    } while (std::chrono::steady_clock::now() < deadline);
    return false;
}

int milliseconds_until(std::chrono::steady_clock::time_point deadline)
{
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<int64_t>(left.count(), 0));
}

} // namespace

std::string launch(const std::vector<std::string> &arguments, std::chrono::milliseconds patience)
{
    pid_t process = 0;
    const int error = spawn(arguments, -1, process);
    if (error != 0) {
        return std::generic_category().message(error);
    }
    int status = 0;
    const bool has_ended = has_ended_within(process, patience, &status);
    if (!has_ended || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        return {};
    }
    return arguments[0] + " failed" +
           (WIFEXITED(status) ? " with " + std::to_string(WEXITSTATUS(status)) : std::string());
}

std::unique_ptr<ChildProcess>
ChildProcess::start(const std::vector<std::string> &arguments, std::string &out_reason)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        out_reason = std::generic_category().message(errno);
        return nullptr;
    }
    pid_t process = 0;
    const int error = spawn(arguments, pipe[1], process);
    ::close(pipe[1]);
    if (error != 0) {
        ::close(pipe[0]);
        out_reason = std::generic_category().message(error);
        return nullptr;
    }
    return std::unique_ptr<ChildProcess>(new ChildProcess(process, pipe[0]));
}

ChildProcess::~ChildProcess()
{
    ::kill(process_, SIGTERM);
    if (!has_ended_within(process_, std::chrono::milliseconds(1000))) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    ::close(output_);
}

ChildProcess::Read
ChildProcess::read_line(std::chrono::steady_clock::time_point deadline, std::string &out_line)
{
    for (;;) {
        const size_t end = pending_.find('\n');
        if (end != std::string::npos) {
            out_line = pending_.substr(0, end);
            pending_.erase(0, end + 1);
            return Read::line;
        }
        if (is_interrupted()) {
            return Read::interrupted;
        }
        pollfd wanted{output_, POLLIN, 0};
        const int ready = ::poll(&wanted, 1, milliseconds_until(deadline));
        if (ready == 0) {
            return Read::too_late;
        }
        if (ready < 0) {
            continue;
        }
        std::array<char, 4096> buffer{};
        const ssize_t got = ::read(output_, buffer.data(), buffer.size());
        if ((got <= 0 && errno != EINTR) || got == 0 || pending_.size() > kMaxLine) {
            return Read::ended;
        }
        pending_.append(buffer.data(), static_cast<size_t>(std::max<ssize_t>(got, 0)));
    }
}

} // namespace gesso_cli
