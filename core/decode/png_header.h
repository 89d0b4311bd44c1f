// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <cstdint>

namespace gesso::core {

inline constexpr uint32_t kPngHeaderBytes = 13;

enum class PngColour : uint8_t { gray = 0, rgb = 2, palette = 3, gray_alpha = 4, rgba = 6 };

// IHDR.
struct PngHeader {
    uint32_t width = 0;
    uint32_t height = 0;
    uint8_t bit_depth = 0;
    PngColour colour = PngColour::gray;
    bool is_interlaced = false;

    uint32_t channels() const;
    bool has_alpha_channel() const
    {
        return colour == PngColour::gray_alpha || colour == PngColour::rgba;
    }
    // Bytes of a row of `pixels` pixels, without its filter byte.
    uint64_t row_bytes(uint32_t pixels) const;
    // Bytes that the image data inflates to: filter bytes and all passes.
    uint64_t inflated_bytes() const;
};

// `bytes` are the payload of IHDR, kPngHeaderBytes long. The size is not checked here.
Status parse_png_header(Bytes bytes, PngHeader &out_header);

} // namespace gesso::core
