// SPDX-License-Identifier: MIT
// Feeds a parser the same bytes in every way a network may cut them, always from heap blocks of
// exactly the size of the piece, so that a sanitizer sees a read past its end.
#pragma once

#include "base/flow.h"

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gesso::tests {

using Feed = std::function<core::Status(core::Bytes)>;

inline core::Status feed_block(std::string_view piece, const Feed &feed)
{
    std::unique_ptr<uint8_t[]> block(new uint8_t[piece.size()]);
    if (!piece.empty())
        std::memcpy(block.get(), piece.data(), piece.size());
    return feed(core::Bytes(block.get(), piece.size()));
}

inline core::Status feed_in_pieces(std::string_view bytes, size_t piece_size, const Feed &feed)
{
    core::Status status;
    for (size_t at = 0; at < bytes.size() && status.is_ok(); at += piece_size)
        status = feed_block(bytes.substr(at, piece_size), feed);
    return status;
}

inline core::Status feed_with_cut(std::string_view bytes, size_t cut, const Feed &feed)
{
    const core::Status status = feed_block(bytes.substr(0, cut), feed);
    return status.is_ok() ? feed_block(bytes.substr(cut), feed) : status;
}

// What `run` reports when it is handed a function that feeds everything, cut in one way.
using FeedAll = std::function<core::Status(const Feed &)>;

// Every way: whole, byte by byte, in threes, and in two at every position.
inline std::vector<FeedAll> every_cut(std::string_view bytes)
{
    std::vector<FeedAll> ways;
    ways.push_back([bytes](const Feed &feed) { return feed_block(bytes, feed); });
    ways.push_back([bytes](const Feed &feed) { return feed_in_pieces(bytes, 1, feed); });
    ways.push_back([bytes](const Feed &feed) { return feed_in_pieces(bytes, 3, feed); });
    for (size_t cut = 1; cut < bytes.size(); ++cut)
        ways.push_back([bytes, cut](const Feed &feed) { return feed_with_cut(bytes, cut, feed); });
    return ways;
}

} // namespace gesso::tests
