// SPDX-License-Identifier: MIT
#include "screenshot.h"

#include "scene/gl.h"

#include <stb_image_write.h>

#include <algorithm>
#include <vector>

namespace viewer {

namespace {

std::string
write_png(const std::string &path, int width, int height, int channels, const void *pixels)
{
    // Each row as what differs from the one above: nearly as small as the best choice for each row,
    // and quick enough for a film of every frame.
    stbi_write_force_png_filter = 2;
    const bool is_written =
        stbi_write_png(path.c_str(), width, height, channels, pixels, width * channels) != 0;
    return is_written ? "" : path + " could not be written";
}

} // namespace

std::string save_texture(const std::string &path, unsigned texture, int width, int height)
{
    std::vector<unsigned char> pixels(
        size_t{4} * static_cast<size_t>(width) * static_cast<size_t>(height));
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.PixelStorei(GL_PACK_ALIGNMENT, 1);
    gl.GetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    return write_png(path, width, height, 4, pixels.data());
}

std::string save_screenshot(const std::string &path, unsigned framebuffer, int width, int height)
{
    const size_t row = static_cast<size_t>(width) * 3;
    std::vector<unsigned char> pixels(row * static_cast<size_t>(height));
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
    gl.ReadBuffer(GL_COLOR_ATTACHMENT0);
    gl.PixelStorei(GL_PACK_ALIGNMENT, 1);
    gl.ReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
    for (size_t y = 0; y < static_cast<size_t>(height) / 2; ++y) {
        auto *top = pixels.data() + y * row;
        auto *bottom = pixels.data() + (static_cast<size_t>(height) - 1 - y) * row;
        std::swap_ranges(top, top + row, bottom);
    }
    return write_png(path, width, height, 3, pixels.data());
}

} // namespace viewer
