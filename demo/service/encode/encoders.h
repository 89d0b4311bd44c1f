// SPDX-License-Identifier: MIT
// Pictures as files, and files as base64.
#pragma once

#include "paint/picture.h"

#include <string>
#include <string_view>

namespace loopback {

std::string encode_png(const Picture &picture);

// Quality 0 to 100; alpha is dropped.
std::string encode_jpeg(const Picture &picture, int quality);

// Empty where the build has no WebP.
std::string encode_webp(const Picture &picture, int quality);

std::string encode_base64(std::string_view bytes);

} // namespace loopback
