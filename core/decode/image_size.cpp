// SPDX-License-Identifier: MIT
#include "decode/image_size.h"

#include <string>

namespace gesso::core {

Status check_image_size(uint64_t width, uint64_t height, const Limits &limits)
{
    if (width == 0 || height == 0)
        return {StatusCode::malformed, "the image says that it has no pixels"};
    const std::string claim = "the image says that it has " + std::to_string(width) + " x " +
                              std::to_string(height) + " pixels; the limit is ";
    if (width > limits.image_side || height > limits.image_side)
        return {
            StatusCode::limit_exceeded,
            claim + std::to_string(limits.image_side) + " a side (limits.image_side)"};
    if (width * height > limits.image_pixels)
        return {
            StatusCode::limit_exceeded,
            claim + std::to_string(limits.image_pixels) + " in all (limits.image_pixels)"};
    return {};
}

} // namespace gesso::core
