// SPDX-License-Identifier: MIT
// Pixels to PNG, fast rather than small: cheap adaptive filters, the quickest deflate at hand.
#pragma once

#include "base/pixels.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

// Four channels become RGB when every pixel is opaque and RGBA with straight alpha otherwise, the
// colour under transparent pixels included; one channel becomes gray. No metadata of any kind, so
// equal pixels give equal bytes within one build. Memory: a few rows and 300 KiB beside what the
// sink keeps; what the sink answers ends the work, and it is asked every few rows, if need be with
// no bytes.
Status encode_png(const PixelView &picture, ByteSink &sink);
// The same into memory: limit_exceeded, and nothing in `out_file`, when it would outgrow
// `max_bytes`.
Status encode_png(const PixelView &picture, uint64_t max_bytes, std::vector<uint8_t> &out_file);

} // namespace gesso::core
