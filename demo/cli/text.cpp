// SPDX-License-Identifier: MIT
#include "text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <vector>

namespace gesso_cli {

namespace {

// Bytes of the sequence that `lead` begins, 0 when it begins none.
size_t sequence_length(uint8_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

bool is_legal(char32_t value, size_t length)
{
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value >= kSmallest[length] && value <= 0x10FFFF && !is_surrogate;
}

bool can_be_printed(char32_t value)
{
    const bool is_control = value < 0x20 || (value >= 0x7F && value < 0xA0);
    const bool is_direction = value == 0x200E || value == 0x200F || value == 0x061C ||
                              (value >= 0x202A && value <= 0x202E) ||
                              (value >= 0x2066 && value <= 0x2069);
    const bool is_line_break = value == 0x2028 || value == 0x2029;
    return !is_control && !is_direction && !is_line_break;
}

} // namespace

CodePoint decode_utf8(std::string_view text, size_t at)
{
    const auto lead = static_cast<uint8_t>(text[at]);
    const size_t length = sequence_length(lead);
    if (length == 0 || length > text.size() - at) {
        return {};
    }
    char32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; ++i) {
        const auto next = static_cast<uint8_t>(text[at + i]);
        if ((next & 0xC0) != 0x80) {
            return {};
        }
        value = (value << 6) | (next & 0x3Fu);
    }
    return is_legal(value, length) ? CodePoint{value, length, true} : CodePoint{};
}

bool is_valid_utf8(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = decode_utf8(text, at);
        if (!point.is_valid) {
            return false;
        }
        at += point.length;
    }
    return true;
}

std::string printable(std::string_view text, size_t max_code_points)
{
    std::string out;
    size_t count = 0;
    for (size_t at = 0; at < text.size(); ++count) {
        if (count == max_code_points) {
            return out + "\u2026";
        }
        const CodePoint point = decode_utf8(text, at);
        if (!point.is_valid) {
            out += "\uFFFD";
        } else if (can_be_printed(point.value)) {
            out += text.substr(at, point.length);
        } else {
            out += ' ';
        }
        at += point.length;
    }
    return out;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n\v\f";
    const size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string to_lower(std::string_view text)
{
    std::string out(text);
    for (char &letter : out) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    }
    return out;
}

size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size(); ++j) {
            const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string minutes_text(uint64_t milliseconds)
{
    const uint64_t seconds = milliseconds / 1000;
    const std::string rest = std::to_string(seconds % 60);
    return std::to_string(seconds / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

std::string time_text(int64_t unix_seconds)
{
    constexpr int64_t kYear9999 = 253'402'300'799;
    if (unix_seconds < 0 || unix_seconds > kYear9999) {
        return {};
    }
    const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::array<char, 40> text{};
    std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u %02d:%02d UTC", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
    return text.data();
}

std::string bytes_text(uint64_t bytes)
{
    if (bytes < 1000) {
        return std::to_string(bytes) + " bytes";
    }
    const bool is_mega = bytes >= 1'000'000;
    const uint64_t tenths = bytes / (is_mega ? 100'000 : 100);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
           (is_mega ? " MB" : " KB");
}

} // namespace gesso_cli
