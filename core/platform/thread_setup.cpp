// SPDX-License-Identifier: MIT
#include "platform/thread_setup.h"

#include <pthread.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace gesso::core {

namespace {

void name_thread(const char *name)
{
#if defined(__linux__)
    std::array<char, 16> kept{};
    std::strncpy(kept.data(), name, kept.size() - 1);
    pthread_setname_np(pthread_self(), kept.data());
#else
    static_cast<void>(name);
#endif
}

} // namespace

void prepare_worker_thread(const char *name)
{
    sigset_t blocked;
    sigfillset(&blocked);
    // Blocking these would turn a crash into undefined behaviour instead of a report.
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
        sigdelset(&blocked, signal);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
    name_thread(name);
}

void finish_worker_thread()
{
    sigset_t drained;
    sigemptyset(&drained);
    sigaddset(&drained, SIGPIPE);
    sigaddset(&drained, SIGXFSZ);
    sigset_t pending;
    const timespec no_wait{};
    while (sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGPIPE) == 1 || sigismember(&pending, SIGXFSZ) == 1)) {
        if (sigtimedwait(&drained, nullptr, &no_wait) < 0 && errno != EINTR)
            return;
    }
}

} // namespace gesso::core
