// SPDX-License-Identifier: MIT
// Whole HTTP replies as files for tests/faults/fault_server.py, made here byte by byte.
#pragma once

#include "support/png_writer.h"

#include <string>
#include <string_view>

namespace gesso_test {

inline std::string base64(std::string_view bytes)
{
    static constexpr char kAlphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve(bytes.size() / 3 * 4 + 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0);
        for (size_t k = 0; k < 4; ++k)
            text += i + k > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * k) & 63];
    }
    return text;
}

inline std::string noise_png(uint32_t width, uint32_t height, uint32_t seed, int level = 6)
{
    gesso::test::PngSpec spec;
    spec.width = width;
    spec.height = height;
    spec.colour = 2;
    spec.level = level;
    const gesso::test::Buffer png =
        gesso::test::write_png(spec, [seed](uint32_t x, uint32_t y, int c) {
            uint32_t h = x * 374761393u + y * 668265263u + static_cast<uint32_t>(c) * 97u + seed;
            h = (h ^ (h >> 13)) * 1274126177u;
            return (h >> 16) & 0xffu;
        });
    return {reinterpret_cast<const char *>(png.data()), png.size()};
}

inline std::string json_reply(const std::string &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string sse_reply(const std::string &events)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" +
           events;
}

inline std::string event(const char *type, const std::string &b64, int index = -1)
{
    const std::string name = std::string("image_generation.") + type;
    return "event: " + name + "\ndata: {\"type\":\"" + name + "\",\"b64_json\":\"" + b64 + "\"" +
           (index < 0 ? "" : ",\"partial_image_index\":" + std::to_string(index)) + "}\n\n";
}

} // namespace gesso_test
