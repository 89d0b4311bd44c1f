// SPDX-License-Identifier: MIT
#pragma once

#include "base/pixels.h"

namespace gesso::core {

// Turns and mirrors a picture into the position that EXIF's orientation (1 to 8) asks for; others
// are taken for 1. 5 to 8 exchange width and height.
Status orient(const PixelView &picture, int orientation, Pixels &out_picture);

} // namespace gesso::core
