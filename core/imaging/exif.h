// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

namespace gesso::core {

// The orientation (1 to 8) that an EXIF block names; 1 when it names none or makes no sense. The
// block is the TIFF part; JPEG's "Exif\0\0" before it, which some writers also put into PNG and
// WebP, is skipped.
int exif_orientation(Bytes block);

} // namespace gesso::core
