// SPDX-License-Identifier: MIT
#pragma once

#include "base/limits.h"
#include "base/status.h"

#include <cstdint>

namespace gesso::core {

// Whether an image may have this many pixels: malformed when a side is zero, limit_exceeded with
// the claimed size and the limit when it is too large. Called before a pixel is allocated.
Status check_image_size(uint64_t width, uint64_t height, const Limits &limits);

} // namespace gesso::core
