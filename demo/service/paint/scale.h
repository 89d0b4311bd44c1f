// SPDX-License-Identifier: MIT
// A picture in another size; its edges do not wrap.
#pragma once

#include "paint/picture.h"

namespace loopback {

// Averages where it gets smaller, interpolates where it gets larger.
Picture scale_picture(const Picture &picture, int width, int height);

} // namespace loopback
