// SPDX-License-Identifier: MIT
// Images that are decoded from one block of memory, through stb_image.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

// Decodes `encoded`, whose size and format the caller has checked, and reports it as one band.
// `header` must agree with what stb_image finds.
Status decode_whole_image(Bytes encoded, const ImageHeader &header, RowSink &sink);

// Adds `bytes` to `buffer` unless that would outgrow `limit`: then limit_exceeded.
Status append_encoded(std::vector<uint8_t> &buffer, Bytes bytes, uint64_t limit);

} // namespace gesso::core
