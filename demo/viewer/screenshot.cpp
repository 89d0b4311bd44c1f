// SPDX-License-Identifier: MIT
#include "screenshot.h"

#include "scene/gl.h"

#include <stb_image_write.h>

#include <algorithm>
#include <vector>

namespace viewer {

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
    const bool is_written =
        stbi_write_png(path.c_str(), width, height, 3, pixels.data(), width * 3) != 0;
    return is_written ? "" : path + " could not be written";
}

} // namespace viewer
