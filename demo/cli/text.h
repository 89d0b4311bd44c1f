// SPDX-License-Identifier: MIT
// Text from people, files and services, made fit to check and to print.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gesso_cli {

struct CodePoint {
    char32_t value = 0xFFFD;
    size_t length = 1; // bytes taken
    bool is_valid = false;
};

// The code point at `at`, which must be inside `text`.
CodePoint decode_utf8(std::string_view text, size_t at);
bool is_valid_utf8(std::string_view text);

// One line for a terminal: no control characters, no escapes, no bidi overrides, at most
// `max_code_points` long; an ellipsis marks the cut.
std::string printable(std::string_view text, size_t max_code_points);

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);

// How many letters must change to turn one word into the other.
size_t edit_distance(std::string_view a, std::string_view b);

std::string minutes_text(uint64_t milliseconds); // "1:05"
std::string time_text(int64_t unix_seconds);     // "2026-11-21 13:05 UTC"; empty: out of range
std::string bytes_text(uint64_t bytes);          // "2.1 MB"

} // namespace gesso_cli
