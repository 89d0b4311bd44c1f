// SPDX-License-Identifier: MIT
// Every limit and clock on one screen, with its default. Each is enforced before memory is taken.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gesso::core {

inline constexpr uint64_t kMiB = uint64_t{1} << 20;

// "No limit" for a clock. Zero is never stored: it means "default" at the C boundary only.
inline constexpr uint32_t kNoLimitMs = UINT32_MAX;

struct Limits {
    uint32_t max_requests = 1024; // outputs of requests not released; a group of n counts n
    uint32_t max_in_flight = 4;   // exchanges at once, one worker thread each
    uint32_t max_detached = 8;    // extra workers for requests that nobody watches any more

    uint64_t header_bytes = 256u << 10;   // HTTP header block, all 1xx included
    uint64_t response_bytes = 512 * kMiB; // body of one reply
    // 64 MiB + 1 must arrive (contract of the official SDKs, faults.md finding 12); an
    // incompressible 4096 x 4096 RGBA image takes 85.3 MiB of base64.
    uint64_t event_bytes = 128 * kMiB;
    uint32_t json_depth = 64;
    uint32_t small_value_bytes = 64u << 10; // any JSON string that is not an image
    uint32_t events_per_reply = 1000;
    uint32_t partials_per_reply = 64;
    uint32_t error_body_bytes = 64u << 10; // body kept of a reply that is not 2xx

    uint32_t image_side = 16384;                 // pixels
    uint64_t image_pixels = 64ull * 1000 * 1000; // width x height
    uint64_t image_bytes = 512 * kMiB;           // all live RGBA pixels of a client
    uint64_t rescue_bytes = 64 * kMiB;           // encoded finals that could not be saved

    uint32_t prompt_bytes = 1u << 20;
};

// Milliseconds. kNoLimitMs = none.
struct Clocks {
    uint32_t connect_ms = 10'000;     // TCP and TLS together, each address
    uint32_t first_byte_ms = 300'000; // request sent until the first header byte
    uint32_t idle_ms = 180'000;       // between bytes, once they flow
    uint32_t total_ms = 600'000;      // one attempt, all of the above together
};

} // namespace gesso::core
