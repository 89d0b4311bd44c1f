// SPDX-License-Identifier: MIT
#include "os/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace gesso_cli {

namespace {

constexpr int kExitCode = 130;
std::atomic<int> interrupt_count{0};
static_assert(std::atomic<int>::is_always_lock_free, "it is changed by a signal handler");

void on_signal(int)
{
    if (interrupt_count.fetch_add(1) > 0) {
        ::_exit(kExitCode);
    }
}

} // namespace

void watch_for_interrupts()
{
    struct sigaction action {};
    action.sa_handler = on_signal; // without SA_RESTART: a read from a terminal ends
    sigemptyset(&action.sa_mask);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        ::sigaction(number, &action, nullptr);
    }
    for (const int number : {SIGPIPE, SIGXFSZ}) {
        std::signal(number, SIG_IGN);
    }
}

bool is_interrupted()
{
    return interrupt_count.load() > 0;
}

} // namespace gesso_cli
