// SPDX-License-Identifier: MIT
// Wakes one waiting thread from any thread without a lock between them: the host thread that calls
// raise() can never wait for the thread that waits here.
#pragma once

#include <cstdint>

namespace gesso::core {

class WakeSignal {
public:
    WakeSignal();
    ~WakeSignal();
    WakeSignal(const WakeSignal &) = delete;
    WakeSignal &operator=(const WakeSignal &) = delete;

    // False when the system had no descriptor left; nothing else may be called then.
    bool is_open() const;
    // Any thread. Raised once or ten times before a wait: it returns once.
    void raise();
    // Returns when raised, or after `timeout_ms` (negative: never), whichever is first.
    void wait(int32_t timeout_ms);

private:
#if defined(_WIN32)
    void *event_ = nullptr;
#else
    int read_end_ = -1;
    int write_end_ = -1; // the same descriptor where the system has event counters
#endif
};

} // namespace gesso::core
