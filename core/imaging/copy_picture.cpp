// SPDX-License-Identifier: MIT
#include "imaging/copy_picture.h"

#include <cstring>

namespace gesso::core {

void copy_picture(const PixelView &picture, const PixelTarget &target)
{
    for (uint32_t y = 0; y < picture.height; ++y) {
        const uint8_t *from = picture.row(y);
        uint8_t *to = target.first_row + target.stride * static_cast<ptrdiff_t>(y);
        if (picture.order == target.order) {
            std::memcpy(to, from, size_t{4} * picture.width);
            continue;
        }
        // Only written, never read: the target may be write-combined memory.
        for (uint32_t x = 0; x < picture.width; ++x, from += 4, to += 4) {
            to[0] = from[2];
            to[1] = from[1];
            to[2] = from[0];
            to[3] = from[3];
        }
    }
}

} // namespace gesso::core
