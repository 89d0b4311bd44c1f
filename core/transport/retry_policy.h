// SPDX-License-Identifier: MIT
// Whether an attempt is repeated, when, and what it may have cost. A pure function of what is
// known: an image POST is paid for each time, so by itself it is repeated only where nothing was
// bought.
#pragma once

#include "base/billed.h"
#include "base/flow.h"

#include <optional>

namespace gesso::core {

struct RetrySettings {
    uint32_t max_retries = 2;
    bool retry_maybe_billed = false; // also 5xx, at the risk of paying twice
};

struct AttemptOutcome {
    uint32_t attempt = 0;               // 0 is the first one; those that cost no retry not counted
    uint32_t failures_in_a_row = 0;     // of the service, as its other requests know by now
    bool is_first_limit = false;        // a 429 that nobody could have foreseen
    Status status;                      // of the exchange, or of what the reply turned out to be
    const ResponseHead *head = nullptr; // null when no reply began
    bool is_body_started = false;
    bool is_body_sent = false;
    int64_t body_sent_at_ms = 0; // both monotonic; the second is when the head arrived
    int64_t answered_at_ms = 0;
    bool has_envelope = false;      // the reply was the provider's JSON error envelope
    bool is_billing = false;        // ... about money: waiting does not help
    bool is_content_filter = false; // ... about the prompt: neither does
    bool has_image_bytes = false;
    std::optional<double> said_wait_s; // "retry after N seconds" in the error's text
};

// What a failure says of the service as a whole, whatever becomes of the request.
enum class Trouble : uint8_t {
    none,
    rate_limit,  // its other requests would be refused as well
    unreachable, // they could not be sent either
};

struct RetryDecision {
    bool is_retry = false;
    bool is_free = false; // the retry is not counted
    int64_t wait_ms = 0;  // before the retry; when the service asked for too long, what it asked
    bool is_told = false; // the wait is the service's, not our back-off
    Trouble trouble = Trouble::none;
    int64_t hold_ms = 0; // how long the service's other requests wait for it
    Billed billed = Billed::no;
    const char *reason = ""; // for a log
};

// `unix_now` is in seconds; 0 <= random < 1. `billed` never says `yes`: whether a picture arrived
// whole is known to the caller only.
RetryDecision decide_retry(
    const AttemptOutcome &outcome, const RetrySettings &settings, int64_t unix_now, double random);

// How long the service asks to wait (retry-after-ms, then Retry-After as seconds or as a date), or
// nothing when it does not or not sensibly. Independent of locale and time zone.
std::optional<int64_t> asked_wait_ms(const ResponseHead &head, int64_t unix_now);

// The wait before retry number `attempt` + 1 when nobody says: 0.5 s doubled each time, at most
// 8 s, less up to a quarter.
int64_t back_off_ms(uint32_t attempt, double random);
// Where the host takes the risk of paying twice, a service in trouble gets twice the time to
// recover: 1, 2, 4, 8, 16 s.
int64_t long_back_off_ms(uint32_t attempt, double random);

} // namespace gesso::core
