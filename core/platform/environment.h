// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace gesso::core {

// The variable's value, or nothing when it is unset or blank.
std::optional<std::string> environment_variable(const char *name);

} // namespace gesso::core
