// SPDX-License-Identifier: MIT
// Pixels in memory, lent and owned: the vocabulary of imaging/, composite/ and whoever feeds them.
// 8 bits a channel, sRGB, straight alpha.
#pragma once

#include "base/flow.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace gesso::core {

// Somebody else's pixels, read only. Rows are counted from the top of the picture.
struct PixelView {
    const uint8_t *first_row = nullptr; // the top row, wherever in memory it lies
    ptrdiff_t stride = 0;               // bytes to the row below it; negative: bottom first
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t channels = 4; // 4, or 1 for a mask's coverage
    PixelOrder order = PixelOrder::rgba;

    bool is_empty() const { return !first_row || width == 0 || height == 0; }
    const uint8_t *row(uint32_t y) const { return first_row + static_cast<ptrdiff_t>(y) * stride; }
};

// Pixels of our own: RGBA (4 channels) or coverage (1), tight rows, top row first.
template <uint32_t kChannels>
class PixelBuffer {
public:
    // Takes the memory, uncleared. Fails without a size, above 2^31 pixels, or when there is none.
    Status allocate(uint32_t width, uint32_t height);
    void clear() { *this = {}; }

    uint32_t width() const { return width_; }
    uint32_t height() const { return height_; }
    size_t size() const { return size_t{width_} * height_ * kChannels; } // bytes
    uint8_t *data() { return bytes_.get(); }
    const uint8_t *data() const { return bytes_.get(); }
    uint8_t *row(uint32_t y) { return bytes_.get() + size_t{y} * width_ * kChannels; }
    const uint8_t *row(uint32_t y) const { return bytes_.get() + size_t{y} * width_ * kChannels; }

    // Lifetime: until the buffer is allocated anew or destroyed.
    PixelView view() const
    {
        const auto stride = static_cast<ptrdiff_t>(width_) * kChannels;
        return {bytes_.get(), stride, width_, height_, kChannels, PixelOrder::rgba};
    }
    // Where a decoder may write.
    PixelTarget target()
    {
        return {bytes_.get(), static_cast<ptrdiff_t>(width_) * kChannels, PixelOrder::rgba};
    }

private:
    std::unique_ptr<uint8_t[]> bytes_;
    uint32_t width_ = 0;
    uint32_t height_ = 0;
};

using Pixels = PixelBuffer<4>;
using Coverage = PixelBuffer<1>; // 255: change this; 0: keep; between: by that much

// Part of a picture. Of one that tiles, x + width and y + height may lie beyond its edge and mean
// the other side; x and y never do.
struct PixelRect {
    uint32_t x = 0;
    uint32_t y = 0;
    uint32_t width = 0;
    uint32_t height = 0;

    bool operator==(const PixelRect &) const = default;
};

// Reads `channels` and the rest of a view that came from outside: ok, or whose fault it is.
// `what` begins the message: "the mask".
Status check_view(const PixelView &view, const char *what);

} // namespace gesso::core
