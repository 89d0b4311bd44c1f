// SPDX-License-Identifier: MIT
// What the files of every system have in common.
#pragma once

#include "base/status.h"

#include <functional>
#include <string>
#include <string_view>

namespace gesso::core {

// "Could not <what> '<path>': <reason>"
Status file_failure(const char *what, const std::string &path, const std::string &reason);

// A system call would end such a path at its NUL and so act on another file.
bool is_usable_path(const std::string &path);

// `make_one` for each folder on the way to `path` and for itself, outermost first. The part before
// `first`, a drive or a share, is not made.
Status make_each_folder(
    const std::string &path, size_t first, std::string_view separators,
    const std::function<Status(const std::string &)> &make_one);

} // namespace gesso::core
