// SPDX-License-Identifier: MIT
#include "platform/system_clock.h"

#include <chrono>

namespace gesso::core {

namespace {

class SystemClock final : public Clock {
public:
    int64_t now_ms() override
    {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }

    int64_t unix_seconds() override
    {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::seconds>(now).count();
    }
};

} // namespace

std::unique_ptr<Clock> make_system_clock()
{
    return std::make_unique<SystemClock>();
}

} // namespace gesso::core
