// SPDX-License-Identifier: MIT
#include "encode/encoders.h"

namespace loopback {

std::string encode_base64(std::string_view bytes)
{
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    size_t to = 0;
    for (size_t from = 0; from < bytes.size(); from += 3) {
        const size_t count = bytes.size() - from < 3 ? bytes.size() - from : 3;
        uint32_t group = 0;
        for (size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < count ? static_cast<uint8_t>(bytes[from + i]) : 0U);
        }
        for (size_t i = 0; i <= count; ++i) {
            out[to + i] = kDigits[group >> (18 - 6 * i) & 63U];
        }
        to += 4;
    }
    return out;
}

} // namespace loopback
