// SPDX-License-Identifier: MIT
// Waits for the first line of a reply and looks at it before the HTTP library does. The library
// matches that line with a recursive regular expression, so that a line of some thousand
// characters overflows a worker's stack; and it takes "103 Early Hints" for the answer.
#pragma once

#include "base/status.h"

#include <cstddef>
#include <cstdint>

namespace gesso::core {

// The unread beginning of a reply, decrypted.
struct ReplySource {
    struct Seen {
        size_t size = 0;
        bool is_closed = false; // no more will come
        bool is_border = false; // no more can be shown before these are taken
    };

    // Waits for more than `known` bytes, a while at most, and shows what is there.
    virtual Seen peek(char *out, size_t size, size_t known) = 0;
    virtual void skip(size_t size) = 0;
    // Asked when bytes have arrived during the upload: are they a reply, or the line's own affairs?
    virtual bool has_reply() = 0;
    virtual bool is_stopped() = 0;

protected:
    ~ReplySource() = default;
};

// Returns ok with the source at the beginning of a final status line of harmless length, interim
// replies skipped; or ok and `out_is_closed` when the connection ended first. Skips at most
// `max_interim_bytes`.
Status wait_for_reply(ReplySource &source, uint64_t max_interim_bytes, bool &out_is_closed);

} // namespace gesso::core
