// SPDX-License-Identifier: MIT
#include "imaging/orient.h"

#include <cstring>
#include <utility>

namespace gesso::core {

namespace {

void put_pixel(const uint8_t *from, uint32_t channels, PixelOrder order, uint8_t *to)
{
    if (channels == 1) {
        to[0] = to[1] = to[2] = from[0];
        to[3] = 255;
        return;
    }
    std::memcpy(to, from, 4);
    if (order == PixelOrder::bgra)
        std::swap(to[0], to[2]);
}

} // namespace

Status orient(const PixelView &picture, int orientation, Pixels &out_picture)
{
    GESSO_RETURN_IF_FAILED(check_view(picture, "the picture"));
    if (orientation < 1 || orientation > 8)
        orientation = 1;
    // Of each pixel of the result: is the source's column taken from its row, and is either axis
    // read backwards?
    const bool is_transposed = orientation >= 5;
    const bool is_x_backwards =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool is_y_backwards =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    const uint32_t width = is_transposed ? picture.height : picture.width;
    const uint32_t height = is_transposed ? picture.width : picture.height;
    GESSO_RETURN_IF_FAILED(out_picture.allocate(width, height));
    for (uint32_t y = 0; y < height; ++y) {
        uint8_t *to = out_picture.row(y);
        for (uint32_t x = 0; x < width; ++x, to += 4) {
            uint32_t from_x = is_transposed ? y : x;
            uint32_t from_y = is_transposed ? x : y;
            if (is_x_backwards)
                from_x = picture.width - 1 - from_x;
            if (is_y_backwards)
                from_y = picture.height - 1 - from_y;
            const uint8_t *from = picture.row(from_y) + size_t{from_x} * picture.channels;
            put_pixel(from, picture.channels, picture.order, to);
        }
    }
    return {};
}

} // namespace gesso::core
