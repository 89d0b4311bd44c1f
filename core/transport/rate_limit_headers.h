// SPDX-License-Identifier: MIT
// What a reply's header says of the service's pace (wire.md 6.3). Most image replies say nothing.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gesso::core {

struct RateLimits {
    uint32_t images_per_minute = 0; // 0: not said
    int64_t exhausted_for_ms = 0;   // nothing is left until then; 0: something is, or not said
};

// Nonsense counts as not said, and so does a wait of more than two minutes: that is a quota of a
// day, of which the refusal itself speaks more clearly.
RateLimits read_rate_limits(const ResponseHead &head);

// "12", "0.25" are seconds (Azure); "6m0s", "1h2m", "7.25s", "250ms" durations (OpenAI).
std::optional<int64_t> parse_reset_ms(std::string_view text);

} // namespace gesso::core
