// SPDX-License-Identifier: MIT
// The PNGs that the PNG tests begin with.
#pragma once

#include "decode_harness.h"
#include "support/png_writer.h"

namespace gesso::test {

struct Kind {
    int colour;
    int depth;
};

inline constexpr Kind kKinds[] = {{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1},
                                  {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}};

inline PngSpec spec_of(Kind kind, uint32_t width, uint32_t height)
{
    PngSpec spec;
    spec.width = width;
    spec.height = height;
    spec.colour = kind.colour;
    spec.depth = kind.depth;
    if (kind.colour == 3)
        add_palette(spec, 1u << kind.depth, 0);
    return spec;
}

inline PngSpec small_rgb()
{
    return spec_of({2, 8}, 7, 6);
}

inline Buffer small_png()
{
    return write_png(small_rgb(), painted(8));
}

} // namespace gesso::test
