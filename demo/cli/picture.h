// SPDX-License-Identifier: MIT
// A small opaque picture in memory, and the few things drawn into one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gesso_cli {

struct Colour {
    uint8_t red = 0, green = 0, blue = 0;
};

struct Picture {
    uint32_t width = 0;
    uint32_t height = 0;
    std::vector<uint8_t> rgb;

    Picture() = default;
    Picture(uint32_t w, uint32_t h, Colour fill);

    void set(uint32_t x, uint32_t y, Colour colour)
    {
        uint8_t *pixel = &rgb[(size_t{y} * width + x) * 3];
        pixel[0] = colour.red;
        pixel[1] = colour.green;
        pixel[2] = colour.blue;
    }
    // `other` must fit.
    void paste(const Picture &other, uint32_t left, uint32_t top);
};

// A built-in font of 5 x 7 dots, ASCII alone; anything else is a box. One character takes
// kLetterWidth * scale pixels. What does not fit is left out.
constexpr uint32_t kLetterWidth = 6;
constexpr uint32_t kLetterHeight = 7; // and two more below the line
void draw_text(
    Picture &picture, std::string_view text, uint32_t left, uint32_t top, uint32_t scale,
    Colour colour);

// As PNG bytes; empty when that failed.
std::string encode_png(const Picture &picture);

} // namespace gesso_cli
