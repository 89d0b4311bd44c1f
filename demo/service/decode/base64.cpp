// SPDX-License-Identifier: MIT
#include "decode/decoders.h"

#include <array>

namespace loopback {

namespace {

int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

} // namespace

std::optional<std::string> decode_base64(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const size_t digits = text.size() - padding;
    std::string out;
    out.reserve(digits * 3 / 4);
    uint32_t group = 0;
    for (size_t i = 0; i < digits; ++i) {
        const int digit = digit_of(text[i]);
        if (digit < 0) {
            return std::nullopt;
        }
        group = group << 6 | static_cast<uint32_t>(digit);
        // Each digit after a group's first completes one more byte.
        if (i % 4 != 0) {
            out.push_back(static_cast<char>(group >> (6 - 2 * (i % 4)) & 0xFFU));
        }
    }
    return out;
}

} // namespace loopback
