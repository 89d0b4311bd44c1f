// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace gesso::core {

// Time is handed in, so that tests move an hour of retries in a millisecond. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    // Monotonic milliseconds since an arbitrary start, never affected by clock changes.
    virtual int64_t now_ms() = 0;
    // Seconds since 1970-01-01 UTC, for dates in headers and file names only.
    virtual int64_t unix_seconds() = 0;
};

} // namespace gesso::core
