// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gesso::core {

// "image/png", "image/jpeg", "image/webp".
std::string_view media_type(ImageFormat format);

// "data:image/png;base64,".
std::string data_url_head(ImageFormat format);

// Characters of the whole URL, before any memory is taken for it.
uint64_t data_url_size(ImageFormat format, uint64_t bytes);

// With padding, without line breaks.
std::string to_base64(Bytes bytes);

} // namespace gesso::core
