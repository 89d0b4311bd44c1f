// SPDX-License-Identifier: MIT
// Cuts an input in the way that its own first byte says, each piece in a heap block of its size.
#pragma once

#include "base/flow.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace gesso::fuzz {

// Feeds `bytes` in pieces whose sizes follow from `seed` until `feed` answers something but ok.
template <typename Feed>
core::Status feed_cut(core::Bytes bytes, uint32_t seed, const Feed &feed)
{
    core::Status status;
    for (size_t at = 0; at < bytes.size() && status.is_ok();) {
        seed = seed * 1664525u + 1013904223u;
        const size_t wanted = (seed >> 24) % 4 == 0 ? 1 + (seed >> 8) % 200 : 1 + (seed >> 8) % 5;
        const size_t size = std::min(wanted, bytes.size() - at);
        std::unique_ptr<uint8_t[]> block(new uint8_t[size]);
        std::memcpy(block.get(), bytes.data() + at, size);
        status = feed(core::Bytes(block.get(), size));
        at += size;
    }
    return status;
}

inline void require(bool is_true)
{
    if (!is_true)
        std::abort();
}

} // namespace gesso::fuzz
