// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace viewer {

// The lower left corner first, as GL reads it. Empty, or why the file was not written.
std::string save_screenshot(const std::string &path, unsigned framebuffer, int width, int height);

} // namespace viewer
