// SPDX-License-Identifier: MIT
// The smaller levels of a texture.
#pragma once

#include "base/pixels.h"

#include <atomic>
#include <vector>

namespace gesso::core {

// Level 1 and up: half, quarter, ... down to 1 x 1, an odd side rounded down. Filtered in linear
// light, weighted by alpha; pixels that end up transparent get the colour around them from the next
// smaller level, so that no foreign colour bleeds in when the texture is sampled between pixels.
// `wrap`: the picture tiles, so its edges are neighbours; else they are repeated outwards.
// Setting `stop` ends the work with `cancelled`; it may be null.
Status make_mips(
    const PixelView &level0, bool wrap, const std::atomic<bool> *stop,
    std::vector<Pixels> &out_levels);

} // namespace gesso::core
