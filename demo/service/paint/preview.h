// SPDX-License-Identifier: MIT
// A small picture made large again: how a preview looks before the detail has come.
#pragma once

#include "paint/picture.h"

namespace loopback {

// `grain` is the height of the noise in steps of a byte; the same seed gives the same noise.
Picture enlarge(const Picture &small, int width, int height, float grain, uint32_t seed);

} // namespace loopback
