// SPDX-License-Identifier: MIT
// What a reply's header says about its length, read by our own rules: the HTTP library accepts
// lengths that are none and guesses between two.
#pragma once

#include "base/flow.h"

#include <optional>

namespace gesso::core {

struct ReplyFraming {
    std::optional<uint64_t> length; // Content-Length
    bool is_chunked = false;
};

// protocol_error when the header is contradictory or asks for a decoding that was not offered.
Status read_framing(const ResponseHead &head, ReplyFraming &out_framing);

// A reply of another kind than an answer: interim or redirecting. Redirects are never followed;
// the message names the other host only.
Status check_reply_status(const ResponseHead &head);

} // namespace gesso::core
