// SPDX-License-Identifier: MIT
// Pixels in memory as the bridge reads them: four bytes each, alpha last, sRGB, straight alpha.
#pragma once

#include <cstdint>

namespace gesso::opengl {

struct PixelRows {
    const uint8_t *pixels = nullptr; // the row that comes first in memory
    uint64_t stride = 0;
    uint32_t width = 0;
    uint32_t height = 0;

    [[nodiscard]] const uint8_t *row(uint32_t y) const { return pixels + y * stride; }
};

} // namespace gesso::opengl
