// SPDX-License-Identifier: MIT
// Pictures and coverage at another size.
#pragma once

#include "base/pixels.h"

#include <cstdint>

namespace gesso::core {

// Area average where it shrinks, Catmull-Rom where it grows, each axis by itself; colour counts by
// its alpha. A picture that shrinks is averaged in linear light (no darkening of fine detail); one
// that grows is interpolated on sRGB values, where overshoot looks the same on dark and bright.
// The same size is copied bit for bit. `wrap`: the edges are neighbours of the opposite ones.
Status
resample(const PixelView &picture, uint32_t width, uint32_t height, bool wrap, Pixels &out_picture);
// One channel.
Status resample(
    const PixelView &coverage, uint32_t width, uint32_t height, bool wrap, Coverage &out_coverage);

// Part of a picture, bit for bit; a rectangle that goes round the edge continues on the other side.
Status crop(const PixelView &picture, const PixelRect &rect, Pixels &out_picture);
Status crop(const PixelView &coverage, const PixelRect &rect, Coverage &out_coverage);

} // namespace gesso::core
