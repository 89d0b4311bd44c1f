// SPDX-License-Identifier: MIT
#include "paint/surface.h"

#include "paint/rows.h"

namespace loopback {

namespace {

constexpr float kLightX = -0.50F;
constexpr float kLightY = -0.62F;
constexpr float kLightZ = 0.60F;
constexpr float kAmbient = 0.36F;

// How far each point lies below the line of light that its neighbours let past: 0 lit, 1 dark.
Field cast_shadows(const Surface &surface)
{
    constexpr int kSteps = 8;
    const Field &height = surface.height;
    Field shade(surface.canvas);
    const float reach = surface.shadow_reach * surface.canvas.pixels_per_unit;
    const float drop = kLightZ / std::hypot(kLightX, kLightY) / surface.canvas.pixels_per_unit;
    const float softness = 1.0F / (0.004F * surface.relief);
    for (int step = 1; step <= kSteps; ++step) {
        const float distance = reach * static_cast<float>(step * step) / float{kSteps * kSteps};
        const int dx = static_cast<int>(std::lround(kLightX * 1.27F * distance));
        const int dy = static_cast<int>(std::lround(kLightY * 1.27F * distance));
        if (dx == 0 && dy == 0) {
            continue;
        }
        const float fall = drop * distance;
        const int shift = wrap(dx, height.width);
        const int split = height.width - shift;
        for_each_row(height.height, [&](int y) {
            const float *own = height.row(y);
            const float *other = height.row(wrap(y + dy, height.height));
            float *out = shade.row(y);
            const auto darken = [&](int x, int from) {
                const float above = (other[from] - own[x] - fall) * softness;
                out[x] = std::max(out[x], std::min(above, 1.0F));
            };
            for (int x = 0; x < split; ++x) {
                darken(x, x + shift);
            }
            for (int x = split; x < height.width; ++x) {
                darken(x, x + shift - height.width);
            }
        });
    }
    return blur(shade, 1);
}

struct Lamp {
    float half_x, half_y, half_z;
};

Lamp make_lamp()
{
    const float length =
        std::sqrt(kLightX * kLightX + kLightY * kLightY + (kLightZ + 1) * (kLightZ + 1));
    return {kLightX / length, kLightY / length, (kLightZ + 1) / length};
}

float power32(float value)
{
    for (int i = 0; i < 5; ++i) {
        value *= value;
    }
    return value;
}

struct Light {
    float diffuse;
    float shine;
};

Light light_at(float slope_x, float slope_y, float gloss)
{
    static const Lamp kLamp = make_lamp();
    const float length = 1.0F / std::sqrt(slope_x * slope_x + slope_y * slope_y + 1);
    const float facing = (-slope_x * kLightX - slope_y * kLightY + kLightZ) * length;
    const float toward = (-slope_x * kLamp.half_x - slope_y * kLamp.half_y + kLamp.half_z) * length;
    return {std::max(0.0F, facing) / kLightZ, gloss * power32(std::max(0.0F, toward))};
}

// Bright light is bent over softly instead of being cut off.
float bend(float value)
{
    constexpr float kKnee = 0.75F;
    return value <= kKnee ? value : kKnee + (1 - kKnee) * (1 - 1 / (1 + (value - kKnee) * 2.5F));
}

} // namespace

Picture shade(const Surface &surface)
{
    const Canvas &canvas = surface.canvas;
    const Field &height = surface.height;
    const Field near = blur(height, Canvas::fit(0.004F * canvas.pixels_per_unit));
    const Field wide = blur(height, Canvas::fit(0.018F * canvas.pixels_per_unit));
    const Field shadows = cast_shadows(surface);
    Picture picture;
    picture.width = canvas.width;
    picture.height = canvas.height;
    picture.pixels.resize(picture.row_bytes() * static_cast<size_t>(canvas.height));
    const float steepness = 0.5F * canvas.pixels_per_unit * surface.relief;
    for_each_row(canvas.height, [&](int y) {
        const float *own = height.row(y);
        const float *up = height.row(wrap(y - 1, canvas.height));
        const float *down = height.row(wrap(y + 1, canvas.height));
        uint8_t *out = picture.pixels.data() + static_cast<size_t>(y) * picture.row_bytes();
        for (int x = 0; x < canvas.width; ++x) {
            const int left = x == 0 ? canvas.width - 1 : x - 1;
            const int right = x + 1 == canvas.width ? 0 : x + 1;
            const Light light = light_at(
                (own[right] - own[left]) * steepness, (down[x] - up[x]) * steepness, surface.gloss);
            const float depth = std::max(0.0F, near.row(y)[x] - own[x]) * 90.0F +
                                std::max(0.0F, wide.row(y)[x] - own[x]) * 55.0F;
            const float open = 1.0F / (1.0F + surface.crevice * depth);
            const float lit = 1 - surface.shadow * shadows.row(y)[x];
            const float amount = open * (kAmbient + (1 - kAmbient) * light.diffuse * lit);
            const float shine = light.shine * open * lit;
            const Color color = surface.color(y, x);
            out[0] = srgb_byte(bend(color.r * amount + shine));
            out[1] = srgb_byte(bend(color.g * amount + shine));
            out[2] = srgb_byte(bend(color.b * amount + shine));
            out += 3;
        }
    });
    return picture;
}

} // namespace loopback
