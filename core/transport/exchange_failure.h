// SPDX-License-Identifier: MIT
// Turns what is known about a failed exchange into one status: whose fault, and what to do.
#pragma once

#include "base/flow.h"

#include <optional>

namespace gesso::core {

enum class FailedAt : uint8_t { connect, connect_timeout, handshake, certificate, line };

struct ExchangeFailure {
    FailedAt at = FailedAt::line;
    std::string where;    // host:port
    std::string address;  // numeric
    std::string detail;   // what the TLS library says, when it says something
    int system_error = 0; // errno, as a hint only: libraries in between may have changed it
    bool is_body_sent = false;
    bool is_reply_begun = false; // with a proper first line
    bool is_head_delivered = false;
    std::optional<uint64_t> expected_bytes;
    uint64_t body_bytes = 0; // of the reply
};

Status describe_failure(const ExchangeFailure &failure);

} // namespace gesso::core
