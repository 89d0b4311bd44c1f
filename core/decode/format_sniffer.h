// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <array>
#include <cstddef>

namespace gesso::core {

// Reads the format from the first bytes of an image, however they are cut.
class FormatSniffer {
public:
    // Keeps what it needs and returns how many bytes it took. Call until is_decided().
    size_t take(Bytes bytes);

    // A format was recognised, or it is certain that none will be.
    bool is_decided() const;
    ImageFormat format() const { return format_; }
    // The bytes taken: they belong to the image.
    Bytes taken() const { return {head_.data(), size_}; }

    // Why there is no image: names what the bytes look like, never the bytes.
    Status describe_foreign() const;
    // The same when no more bytes will come: they may be the beginning of an image.
    Status describe_end() const;

private:
    bool can_still_match() const;

    std::array<uint8_t, 64> head_{};
    size_t size_ = 0;
    ImageFormat format_ = ImageFormat::unknown;
};

} // namespace gesso::core
