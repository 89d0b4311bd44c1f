// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace viewer {

// The lower left corner first, as GL reads it. Empty, or why the file was not written.
// A texture's own bytes, 4 a pixel, its first row on top. Empty, or why not.
std::string save_texture(const std::string &path, unsigned texture, int width, int height);
std::string save_screenshot(const std::string &path, unsigned framebuffer, int width, int height);

} // namespace viewer
