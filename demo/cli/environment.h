// SPDX-License-Identifier: MIT
// The variables that people of the two services already have set.
#pragma once

#include <string_view>

namespace gesso_cli {

// Trimmed; blank counts as unset and is empty. Lives as long as the process.
std::string_view variable(const char *name);

// Whether a child process that needs no secret must not inherit it.
bool is_secret_variable(std::string_view name);

} // namespace gesso_cli
