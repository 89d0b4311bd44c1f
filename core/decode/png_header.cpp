// SPDX-License-Identifier: MIT
#include "decode/png_header.h"

namespace gesso::core {

namespace {

uint32_t big_endian(const uint8_t *bytes)
{
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

bool is_legal(uint8_t colour, uint8_t depth)
{
    switch (colour) {
    case 0:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
        return depth == 8 || depth == 16;
    default:
        return false;
    }
}

// The seven passes of Adam7: where each begins and how far its pixels are apart.
struct Pass {
    uint8_t x, y, dx, dy;
};
constexpr Pass kAdam7[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                           {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

} // namespace

uint32_t PngHeader::channels() const
{
    switch (colour) {
    case PngColour::gray:
    case PngColour::palette:
        return 1;
    case PngColour::gray_alpha:
        return 2;
    case PngColour::rgb:
        return 3;
    case PngColour::rgba:
        break;
    }
    return 4;
}

uint64_t PngHeader::row_bytes(uint32_t pixels) const
{
    return (uint64_t{pixels} * channels() * bit_depth + 7) / 8;
}

uint64_t PngHeader::inflated_bytes() const
{
    if (!is_interlaced)
        return height * (1 + row_bytes(width));
    uint64_t bytes = 0;
    for (const Pass &pass : kAdam7) {
        const uint32_t columns = (width + pass.dx - 1 - pass.x) / pass.dx;
        const uint32_t rows = (height + pass.dy - 1 - pass.y) / pass.dy;
        if (columns > 0)
            bytes += rows * (1 + row_bytes(columns));
    }
    return bytes;
}

Status parse_png_header(Bytes bytes, PngHeader &out_header)
{
    out_header.width = big_endian(bytes.data());
    out_header.height = big_endian(bytes.data() + 4);
    out_header.bit_depth = bytes[8];
    const uint8_t colour = bytes[9];
    if (!is_legal(colour, out_header.bit_depth))
        return {
            StatusCode::malformed,
            "the PNG's header is damaged: no such combination of colour type and bit depth"};
    if (bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1)
        return {
            StatusCode::malformed,
            "the PNG's header is damaged: unknown compression, filter or interlace method"};
    out_header.colour = static_cast<PngColour>(colour);
    out_header.is_interlaced = bytes[12] == 1;
    return {};
}

} // namespace gesso::core
