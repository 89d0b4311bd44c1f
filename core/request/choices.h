// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"

#include <span>
#include <string>
#include <string_view>

namespace gesso::core {

using Choices = std::span<const std::string_view>;

bool is_listed(std::string_view value, Choices choices);

// "a, b or c".
std::string list_text(Choices choices);

// Whether `value` is empty or one of `choices`; a family without choices does not take the field.
Status
check_choice(const char *field, std::string_view value, Choices choices, std::string_view family);

} // namespace gesso::core
