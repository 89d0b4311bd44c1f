// SPDX-License-Identifier: MIT
// Shows a file in the program that this system has for it.
#pragma once

#include <string>

namespace gesso_cli {

// Starts it and waits for it no longer than a moment: a viewer may stay open for hours. Its output
// goes nowhere and it inherits no secret. What went wrong, or nothing.
std::string open_in_viewer(const std::string &path);

} // namespace gesso_cli
