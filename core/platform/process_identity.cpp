// SPDX-License-Identifier: MIT
#include "platform/process_identity.h"

#include <pthread.h>

#include <atomic>

namespace gesso::core {

namespace {

std::atomic<uint64_t> generation{1};

// Runs in the child between fork() and its return: async-signal-safe only.
void count_fork()
{
    generation.fetch_add(1, std::memory_order_relaxed);
}

bool watch_forks()
{
    return pthread_atfork(nullptr, nullptr, count_fork) == 0;
}

} // namespace

uint64_t process_generation()
{
    static const bool is_watching = watch_forks();
    static_cast<void>(is_watching);
    return generation.load(std::memory_order_relaxed);
}

} // namespace gesso::core
