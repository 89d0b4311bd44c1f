// SPDX-License-Identifier: MIT
// Text that comes from outside, made fit for a log, a window and a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gesso::core {

// ASCII only, independent of the locale.
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower_ascii(std::string_view text);
std::string_view trim_ascii(std::string_view text);

bool is_valid_utf8(std::string_view text);

// `text` as valid UTF-8 without control characters, ANSI escapes, bidi overrides and line breaks,
// cut to at most `max_code_points` on a code-point border (an ellipsis marks the cut). Invalid
// bytes become U+FFFD.
std::string clean_text(std::string_view text, size_t max_code_points);

} // namespace gesso::core
