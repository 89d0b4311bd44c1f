// SPDX-License-Identifier: MIT
#include "scene/placeholder.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace viewer {

namespace {

constexpr int kSide = 256;

GLuint upload(int side, const std::vector<uint8_t> &pixels)
{
    GLuint texture = 0;
    gl.GenTextures(1, &texture);
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.TexImage2D(
        GL_TEXTURE_2D, 0, GL_SRGB8_ALPHA8, side, side, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    gl.GenerateMipmap(GL_TEXTURE_2D);
    return texture;
}

// Distance to the nearest line of a grid with that many cells.
int to_line(int at, int cells)
{
    const int cell = kSide / cells;
    return std::min(at % cell, cell - 1 - at % cell);
}

uint8_t grey_at(int x, int y, float tone)
{
    const bool is_dark = ((x * 4 / kSide) + (y * 4 / kSide)) % 2 != 0;
    float value = tone * (is_dark ? 0.93F : 1.0F);
    if (to_line(x, 4) < 1 || to_line(y, 4) < 1)
        value *= 0.86F;
    if (to_line(x, 1) < 2 || to_line(y, 1) < 2)
        value *= 0.72F;
    // A little unevenness: a plain grey hides how it is lit.
    const uint32_t noise =
        static_cast<uint32_t>(x * 73856093) ^ static_cast<uint32_t>(y * 19349663);
    value += static_cast<float>(noise % 17) / 17 * 0.012F;
    return static_cast<uint8_t>(std::clamp(value, 0.0F, 1.0F) * 255);
}

} // namespace

GLuint make_placeholder(float tone, bool is_see_through)
{
    std::vector<uint8_t> pixels;
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const uint8_t grey = is_see_through ? 225 : grey_at(x, y, tone);
            const int edge = std::min(std::min(x, y), kSide - 1 - std::max(x, y));
            const bool is_dash = edge < 5 && edge > 0 && (((x + y) / 16) % 2) == 0;
            const uint8_t inside = ((x + y) % 32) < 2 ? 60 : 28;
            const uint8_t alpha = is_dash ? 210 : inside;
            pixels.insert(pixels.end(), {grey, grey, grey, is_see_through ? alpha : uint8_t{255}});
        }
    }
    return upload(kSide, pixels);
}

GLuint make_white()
{
    return upload(1, {70, 70, 74, 255});
}

} // namespace viewer
