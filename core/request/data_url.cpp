// SPDX-License-Identifier: MIT
#include "request/data_url.h"

#include <cstddef>

namespace gesso::core {

namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint64_t base64_size(uint64_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

} // namespace

std::string_view media_type(ImageFormat format)
{
    switch (format) {
    case ImageFormat::png:
        return "image/png";
    case ImageFormat::jpeg:
        return "image/jpeg";
    case ImageFormat::webp:
        return "image/webp";
    case ImageFormat::unknown:
        break;
    }
    return "application/octet-stream";
}

std::string data_url_head(ImageFormat format)
{
    return "data:" + std::string(media_type(format)) + ";base64,";
}

uint64_t data_url_size(ImageFormat format, uint64_t bytes)
{
    return data_url_head(format).size() + base64_size(bytes);
}

std::string to_base64(Bytes bytes)
{
    std::string text(static_cast<size_t>(base64_size(bytes.size())), '=');
    size_t out = 0;
    size_t in = 0;
    for (; in + 3 <= bytes.size(); in += 3) {
        const uint32_t group =
            uint32_t{bytes[in]} << 16 | uint32_t{bytes[in + 1]} << 8 | bytes[in + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            text[out++] = kDigits[(group >> shift) & 63];
    }
    const size_t left = bytes.size() - in; // 0, 1 or 2; they fill left + 1 digits
    if (left > 0) {
        const uint32_t second = left == 2 ? bytes[in + 1] : 0;
        const uint32_t group = uint32_t{bytes[in]} << 16 | second << 8;
        for (size_t i = 0; i <= left; ++i)
            text[out++] = kDigits[(group >> (18 - 6 * i)) & 63];
    }
    return text;
}

} // namespace gesso::core
