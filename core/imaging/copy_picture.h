// SPDX-License-Identifier: MIT
#pragma once

#include "base/pixels.h"

namespace gesso::core {

// Every pixel of a picture with four channels, bit for bit, in the target's order of bytes and
// rows.
void copy_picture(const PixelView &picture, const PixelTarget &target);

} // namespace gesso::core
