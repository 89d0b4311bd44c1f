// SPDX-License-Identifier: MIT
#include "base/pixels.h"

#include <new>
#include <string>

namespace gesso::core {

template <uint32_t kChannels>
Status PixelBuffer<kChannels>::allocate(uint32_t width, uint32_t height)
{
    clear();
    const uint64_t pixels = uint64_t{width} * height;
    if (pixels == 0 || pixels > uint64_t{1} << 31)
        return {
            StatusCode::invalid_argument,
            "a picture of " + std::to_string(width) + " x " + std::to_string(height) + " pixels"};
    bytes_.reset(new (std::nothrow) uint8_t[pixels * kChannels]);
    if (!bytes_) {
        return {
            StatusCode::out_of_memory, "no memory for a picture of " + std::to_string(width) +
                                           " x " + std::to_string(height) + " pixels"};
    }
    width_ = width;
    height_ = height;
    return {};
}

template class PixelBuffer<1>;
template class PixelBuffer<4>;

Status check_view(const PixelView &view, const char *what)
{
    const std::string name = what;
    if (view.is_empty())
        return {StatusCode::invalid_argument, name + " has no pixels"};
    if (view.channels != 1 && view.channels != 4)
        return {
            StatusCode::invalid_argument,
            name + " must have 4 channels or 1, not " + std::to_string(view.channels)};
    const uint64_t row = uint64_t{view.width} * view.channels;
    const auto stride = static_cast<uint64_t>(view.stride < 0 ? -view.stride : view.stride);
    if (stride < row && view.height > 1)
        return {
            StatusCode::invalid_argument, name + " has rows of " + std::to_string(stride) +
                                              " bytes, but its width needs " + std::to_string(row)};
    return {};
}

} // namespace gesso::core
