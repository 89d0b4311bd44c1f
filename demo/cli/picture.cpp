// SPDX-License-Identifier: MIT
#include "picture.h"

#include "text.h"

#include <algorithm>
#include <array>

namespace gesso_cli {

namespace {

constexpr uint64_t kBox = 0x1F11111111111F;

// Seven rows of five dots from the top, a byte each; the lowest bit is the right-most dot.
constexpr std::array<uint64_t, 95> kGlyphs = {
    0x00000000000000, 0x04040404040004, 0x0A0A0A00000000, 0x0A0A1F0A1F0A0A, // space ! " #
    0x040F140E051E04, 0x18190204081303, 0x0C12140815120D, 0x04040800000000, // $ % & '
    0x02040808080402, 0x08040202020408, 0x00150E1F0E1500, 0x0004041F040400, // ( ) * +
    0x00000000040408, 0x0000001F000000, 0x00000000000C0C, 0x00010204081000, // , - . /
    0x0E11131519110E, 0x040C040404040E, 0x0E11010204081F, 0x1F02040201110E, // 0 1 2 3
    0x02060A121F0202, 0x1F101E0101110E, 0x0608101E11110E, 0x1F010204080808, // 4 5 6 7
    0x0E11110E11110E, 0x0E11110F01020C, 0x000C0C000C0C00, 0x000C0C000C0408, // 8 9 : ;
    0x02040810080402, 0x00001F001F0000, 0x08040201020408, 0x0E110102040004, // < = > ?
    0x0E11171517100E, 0x0E11111F111111, 0x1E11111E11111E, 0x0E11101010110E, // @ A B C
    0x1C12111111121C, 0x1F10101E10101F, 0x1F10101E101010, 0x0E11101711110F, // D E F G
    0x1111111F111111, 0x0E04040404040E, 0x0702020202120C, 0x11121418141211, // H I J K
    0x1010101010101F, 0x111B1515111111, 0x11191915131311, 0x0E11111111110E, // L M N O
    0x1E11111E101010, 0x0E11111115120D, 0x1E11111E141211, 0x0F10100E01011E, // P Q R S
    0x1F040404040404, 0x1111111111110E, 0x11111111110A04, 0x1111111515150A, // T U V W
    0x11110A040A1111, 0x1111110A040404, 0x1F01020408101F, 0x0E08080808080E, // X Y Z [
    0x00100804020100, 0x0E02020202020E, 0x040A1100000000, 0x0000000000001F, // backslash ] ^ _
    0x08040200000000, 0x00000E010F110F, 0x10101E1111111E, 0x00000E1010110E, // ` a b c
    0x01010F1111110F, 0x00000E111F100E, 0x0609081C080808, 0x0F1111110F010E, // d e f g
    0x10101619111111, 0x04000C0404040E, 0x0200060202120C, 0x10101214181412, // h i j k
    0x0C04040404040E, 0x00001A15151111, 0x00001619111111, 0x00000E1111110E, // l m n o
    0x1E1111111E1010, 0x0F1111110F0101, 0x00001619101010, 0x00000E100E011E, // p q r s
    0x08081C08080906, 0x0000111111130D, 0x00001111110A04, 0x0000111115150A, // t u v w
    0x0000110A040A11, 0x111111110F010E, 0x00001F0204081F, 0x02040408040402, // x y z {
    0x04040404040404, 0x08040402040408, 0x00000815020000,                   // | } ~
};

// Latin letters with accents are shown without them.
char32_t without_accent(char32_t letter)
{
    constexpr std::string_view kPlain =
        "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";
    return letter >= 0xC0 && letter <= 0xFF ? static_cast<char32_t>(kPlain[letter - 0xC0]) : letter;
}

// Letters that reach below the line are drawn two dots lower.
uint32_t depth_of(char32_t letter)
{
    return letter == 'g' || letter == 'p' || letter == 'q' || letter == 'y' ? 2 : 0;
}

uint64_t glyph_of(char32_t letter)
{
    return letter >= 0x20 && letter < 0x7F ? kGlyphs[letter - 0x20] : kBox;
}

void draw_dot(Picture &picture, uint32_t left, uint32_t top, uint32_t scale, Colour colour)
{
    for (uint32_t y = top; y < std::min(top + scale, picture.height); ++y) {
        for (uint32_t x = left; x < std::min(left + scale, picture.width); ++x) {
            picture.set(x, y, colour);
        }
    }
}

void draw_glyph(
    Picture &picture, uint64_t glyph, uint32_t left, uint32_t top, uint32_t scale, Colour colour)
{
    for (uint32_t dot = 0; dot < 56; ++dot) {
        const uint32_t row = dot / 8;
        const uint32_t column = dot % 8;
        const uint64_t bits = glyph >> ((kLetterHeight - 1 - row) * 8);
        if (column < 5 && ((bits >> (4 - column)) & 1) != 0) {
            draw_dot(picture, left + column * scale, top + row * scale, scale, colour);
        }
    }
}

} // namespace

Picture::Picture(uint32_t w, uint32_t h, Colour fill) : width(w), height(h)
{
    rgb.resize(size_t{w} * h * 3);
    for (uint32_t y = 0; y < h; ++y) {
        for (uint32_t x = 0; x < w; ++x) {
            set(x, y, fill);
        }
    }
}

void Picture::paste(const Picture &other, uint32_t left, uint32_t top)
{
    const size_t row_bytes = size_t{other.width} * 3;
    for (uint32_t y = 0; y < other.height; ++y) {
        const uint8_t *from = &other.rgb[y * row_bytes];
        std::copy_n(from, row_bytes, &rgb[(size_t{top + y} * width + left) * 3]);
    }
}

void draw_text(
    Picture &picture, std::string_view text, uint32_t left, uint32_t top, uint32_t scale,
    Colour colour)
{
    for (size_t at = 0; at < text.size() && left < picture.width;) {
        const CodePoint point = decode_utf8(text, at);
        const char32_t letter = without_accent(point.value);
        const uint32_t lower = depth_of(letter) * scale;
        draw_glyph(picture, glyph_of(letter), left, top + lower, scale, colour);
        left += kLetterWidth * scale;
        at += point.length;
    }
}

} // namespace gesso_cli
