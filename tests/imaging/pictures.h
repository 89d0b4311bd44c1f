// SPDX-License-Identifier: MIT
// Pictures for the imaging tests: drawn by rule, lent in every order, read back from files.
#pragma once

#include "base/pixels.h"
#include "decode/image_decoder.h"
#include "support/catch.h"

#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

namespace gesso::test {

using Buffer = std::vector<uint8_t>;
using Colour = std::array<uint8_t, 4>;
using Draw = std::function<Colour(uint32_t x, uint32_t y)>;

// Repeatable noise.
struct Noise {
    uint64_t state = 1;

    uint32_t next()
    {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<uint32_t>(state >> 33);
    }
    uint32_t below(uint32_t bound) { return next() % bound; }
};

inline core::Pixels drawn(uint32_t width, uint32_t height, const Draw &draw)
{
    core::Pixels pixels;
    REQUIRE(pixels.allocate(width, height).is_ok());
    for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t x = 0; x < width; ++x) {
            const Colour colour = draw(x, y);
            std::memcpy(pixels.row(y) + size_t{4} * x, colour.data(), 4);
        }
    }
    return pixels;
}

inline core::Pixels noisy(uint32_t width, uint32_t height, uint32_t seed, bool is_opaque = false)
{
    Noise noise{seed};
    return drawn(width, height, [&](uint32_t, uint32_t) {
        const uint32_t value = noise.next();
        const auto alpha = static_cast<uint8_t>(value % 3 == 0 ? 0 : value >> 24);
        return Colour{
            static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8),
            static_cast<uint8_t>(value >> 16), is_opaque ? uint8_t{255} : alpha};
    });
}

inline Colour at(const core::Pixels &pixels, uint32_t x, uint32_t y)
{
    Colour colour;
    std::memcpy(colour.data(), pixels.row(y) + size_t{4} * x, 4);
    return colour;
}

inline Buffer bytes_of(const core::Pixels &pixels)
{
    return {pixels.data(), pixels.data() + pixels.size()};
}

// The same picture in another memory layout, with room between the rows.
struct Lent {
    Buffer memory;
    core::PixelView view;
};

inline Lent lent(const core::Pixels &pixels, core::PixelOrder order, bool is_bottom_first)
{
    constexpr size_t kGap = 12;
    Lent out;
    const size_t stride = size_t{4} * pixels.width() + kGap;
    out.memory.assign(stride * pixels.height() - kGap, 0xEE);
    for (uint32_t y = 0; y < pixels.height(); ++y) {
        const uint32_t place = is_bottom_first ? pixels.height() - 1 - y : y;
        uint8_t *to = out.memory.data() + stride * place;
        std::memcpy(to, pixels.row(y), size_t{4} * pixels.width());
        for (uint32_t x = 0; order == core::PixelOrder::bgra && x < pixels.width(); ++x)
            std::swap(to[4 * x], to[4 * x + 2]);
    }
    out.view = pixels.view();
    out.view.order = order;
    out.view.stride = static_cast<ptrdiff_t>(is_bottom_first ? 0 - stride : stride);
    out.view.first_row = out.memory.data() + (is_bottom_first ? stride * (pixels.height() - 1) : 0);
    return out;
}

struct DecodedPicture final : core::RowSink {
    core::Status on_header(const core::ImageHeader &image, core::PixelTarget &out_target) override
    {
        header = image;
        GESSO_RETURN_IF_FAILED(pixels.allocate(image.width, image.height));
        out_target = pixels.target();
        return {};
    }
    core::Status on_rows(uint32_t, uint32_t) override { return {}; }

    core::ImageHeader header;
    core::Pixels pixels;
    core::Status status;
};

inline DecodedPicture decoded(core::Bytes file)
{
    DecodedPicture picture;
    core::ImageDecoder decoder({}, picture);
    picture.status = decoder.feed(file);
    if (picture.status.is_ok())
        picture.status = decoder.finish();
    return picture;
}

} // namespace gesso::test
