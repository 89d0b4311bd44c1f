// SPDX-License-Identifier: MIT
// Writes any PNG: every colour type, depth, filter, interlace and IDAT split, right or wrong on
// purpose. Shares no line with the decoder it tests.
#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gesso::test {

using Buffer = std::vector<uint8_t>;

struct PngSpec {
    uint32_t width = 1;
    uint32_t height = 1;
    int depth = 8;
    int colour = 6; // 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA
    bool is_interlaced = false;
    int filter = -1;             // -1: row y uses filter y modulo 5
    int level = 6;               // of zlib
    size_t image_data_piece = 0; // bytes an IDAT; 0: all in one
    Buffer palette;              // PLTE
    Buffer transparency;         // tRNS

    int channels() const { return colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1; }
};

// The sample of channel c at (x, y), below 2^depth.
using Samples = std::function<uint32_t(uint32_t x, uint32_t y, int c)>;

inline void put32(Buffer &out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<uint8_t>(value >> shift));
}

inline void put_chunk(Buffer &out, std::string_view type, const Buffer &payload)
{
    put32(out, static_cast<uint32_t>(payload.size()));
    const size_t from = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), payload.begin(), payload.end());
    put32(
        out,
        static_cast<uint32_t>(crc32(0, out.data() + from, static_cast<uInt>(out.size() - from))));
}

inline Buffer zlib_packed(const Buffer &bytes, int level = 6)
{
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    Buffer packed(size);
    if (compress2(packed.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), level) !=
        Z_OK)
        std::abort();
    packed.resize(size);
    return packed;
}

inline Buffer png_signature()
{
    return {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
}

inline Buffer png_header_payload(const PngSpec &spec)
{
    Buffer payload;
    put32(payload, spec.width);
    put32(payload, spec.height);
    payload.push_back(static_cast<uint8_t>(spec.depth));
    payload.push_back(static_cast<uint8_t>(spec.colour));
    payload.insert(payload.end(), {0, 0, static_cast<uint8_t>(spec.is_interlaced)});
    return payload;
}

// One pass, or the whole image: the pixels at x0 + i * dx, y0 + j * dy, filtered row by row.
inline void
put_pass(Buffer &out, const PngSpec &spec, const Samples &samples, std::array<uint32_t, 4> pass)
{
    const auto [x0, y0, dx, dy] = pass;
    if (x0 >= spec.width || y0 >= spec.height)
        return;
    const uint32_t columns = (spec.width - x0 + dx - 1) / dx;
    const size_t bits = size_t(spec.channels()) * size_t(spec.depth);
    const size_t unit = bits < 8 ? 1 : bits / 8;
    const size_t row_bytes = (columns * bits + 7) / 8;
    Buffer above(row_bytes);
    uint32_t index = 0;
    for (uint32_t y = y0; y < spec.height; y += dy, ++index) {
        Buffer row(row_bytes);
        size_t bit = 0;
        for (uint32_t i = 0; i < columns; ++i) {
            for (int c = 0; c < spec.channels(); ++c) {
                const uint32_t value = samples(x0 + i * dx, y, c);
                for (int b = spec.depth - 1; b >= 0; --b, ++bit)
                    row[bit / 8] |= static_cast<uint8_t>(((value >> b) & 1) << (7 - bit % 8));
            }
        }
        const int filter = spec.filter >= 0 ? spec.filter : static_cast<int>(index % 5);
        out.push_back(static_cast<uint8_t>(filter));
        for (size_t i = 0; i < row_bytes; ++i) {
            const int a = i >= unit ? row[i - unit] : 0;
            const int b = above[i];
            const int c = i >= unit ? above[i - unit] : 0;
            const int p = a + b - c;
            const int pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
            const int nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            const int guesses[] = {0, a, b, (a + b) / 2, nearest};
            const int guess = filter < 5 ? guesses[filter] : 0;
            out.push_back(static_cast<uint8_t>(row[i] - guess));
        }
        above = row;
    }
}

// What the image data inflates to.
inline Buffer filtered_rows(const PngSpec &spec, const Samples &samples)
{
    Buffer raw;
    if (!spec.is_interlaced) {
        put_pass(raw, spec, samples, {0, 0, 1, 1});
        return raw;
    }
    const std::array<uint32_t, 4> passes[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8},
                                              {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2},
                                              {0, 1, 1, 2}};
    for (const auto &pass : passes)
        put_pass(raw, spec, samples, pass);
    return raw;
}

// Signature, IHDR, PLTE, tRNS, `extra` (whole chunks), IDAT, IEND around a given zlib stream.
inline Buffer png_around(const PngSpec &spec, const Buffer &stream, const Buffer &extra = {})
{
    Buffer out = png_signature();
    put_chunk(out, "IHDR", png_header_payload(spec));
    if (!spec.palette.empty())
        put_chunk(out, "PLTE", spec.palette);
    if (!spec.transparency.empty())
        put_chunk(out, "tRNS", spec.transparency);
    out.insert(out.end(), extra.begin(), extra.end());
    const size_t piece = spec.image_data_piece ? spec.image_data_piece : stream.size();
    for (size_t at = 0; at < stream.size(); at += piece) {
        const auto from = stream.begin() + static_cast<ptrdiff_t>(at);
        const auto size = static_cast<ptrdiff_t>(std::min(piece, stream.size() - at));
        put_chunk(out, "IDAT", Buffer(from, from + size));
    }
    put_chunk(out, "IEND", {});
    return out;
}

inline Buffer write_png(const PngSpec &spec, const Samples &samples)
{
    return png_around(spec, zlib_packed(filtered_rows(spec, samples), spec.level));
}

// The pixels a reader must produce: straight RGBA8, 16 bits by their high byte, gray scaled to the
// full range.
inline Buffer expected_rgba(const PngSpec &spec, const Samples &samples)
{
    const auto key = [&](size_t c) {
        return uint32_t(spec.transparency[2 * c] << 8 | spec.transparency[2 * c + 1]);
    };
    const auto to8 = [&](uint32_t value) {
        return static_cast<uint8_t>(
            spec.depth == 16 ? value >> 8 : value * 255 / ((1u << spec.depth) - 1));
    };
    Buffer out;
    for (uint32_t y = 0; y < spec.height; ++y) {
        for (uint32_t x = 0; x < spec.width; ++x) {
            uint32_t v[4] = {};
            for (int c = 0; c < spec.channels(); ++c)
                v[c] = samples(x, y, c);
            const bool has_key = !spec.transparency.empty();
            switch (spec.colour) {
            case 0:
            case 4: {
                const bool is_clear = spec.colour == 0 && has_key && v[0] == key(0);
                const uint8_t alpha =
                    spec.colour == 4 ? to8(v[1]) : static_cast<uint8_t>(is_clear ? 0 : 255);
                out.insert(out.end(), {to8(v[0]), to8(v[0]), to8(v[0]), alpha});
                break;
            }
            case 3: {
                const uint8_t *entry = spec.palette.data() + size_t(3) * v[0];
                const uint8_t alpha =
                    v[0] < spec.transparency.size() ? spec.transparency[v[0]] : 255;
                out.insert(out.end(), {entry[0], entry[1], entry[2], alpha});
                break;
            }
            case 2: {
                const bool is_clear = has_key && v[0] == key(0) && v[1] == key(1) && v[2] == key(2);
                const auto alpha = static_cast<uint8_t>(is_clear ? 0 : 255);
                out.insert(out.end(), {to8(v[0]), to8(v[1]), to8(v[2]), alpha});
                break;
            }
            default:
                out.insert(out.end(), {to8(v[0]), to8(v[1]), to8(v[2]), to8(v[3])});
            }
        }
    }
    return out;
}

// Samples that look like a picture to a filter: smooth, with some grain.
inline Samples painted(int depth, uint32_t seed = 1)
{
    return [depth, seed](uint32_t x, uint32_t y, int c) {
        uint32_t h = (x * 73856093u) ^ (y * 19349663u) ^ (uint32_t(c) * 83492791u) ^ seed;
        h = (h ^ (h >> 13)) * 0x5bd1e995u;
        h ^= h >> 15;
        const uint32_t max = (1u << depth) - 1;
        const uint32_t smooth = (x * 3 + y * 5 + uint32_t(c) * 40) * (max / 255 + 1);
        return (smooth + h % (max / 8 + 2)) & max;
    };
}

// A palette of `colours` entries with a tRNS of `clear` entries, put into `spec`.
inline void add_palette(PngSpec &spec, uint32_t colours, uint32_t clear)
{
    for (uint32_t i = 0; i < colours; ++i) {
        spec.palette.push_back(static_cast<uint8_t>(i * 7 + 3));
        spec.palette.push_back(static_cast<uint8_t>(255 - i * 5));
        spec.palette.push_back(static_cast<uint8_t>(i * 31));
    }
    for (uint32_t i = 0; i < clear; ++i)
        spec.transparency.push_back(static_cast<uint8_t>(i * 17));
}

} // namespace gesso::test
