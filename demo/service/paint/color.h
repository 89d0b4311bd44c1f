// SPDX-License-Identifier: MIT
// Colours in linear light, and ramps of them.
#pragma once

#include "paint/field.h"

#include <array>
#include <cstdint>
#include <initializer_list>

namespace loopback {

struct Color {
    float r = 0;
    float g = 0;
    float b = 0;
};

inline Color operator*(const Color &color, float factor)
{
    return {color.r * factor, color.g * factor, color.b * factor};
}

inline Color mix(const Color &a, const Color &b, float t)
{
    return {mix(a.r, b.r, t), mix(a.g, b.g, t), mix(a.b, b.b, t)};
}

inline float brightness(const Color &color)
{
    return 0.2126F * color.r + 0.7152F * color.g + 0.0722F * color.b;
}

// From the familiar 0xRRGGBB.
Color srgb(uint32_t code);

// 0 to 1 in linear light to a byte.
uint8_t srgb_byte(float linear);

// Evenly spaced colours with soft changes between them.
class Ramp {
public:
    Ramp(std::initializer_list<uint32_t> codes);

    // The same ramp with `change` made to every colour.
    template <class Change>
    [[nodiscard]] Ramp changed(const Change &change) const
    {
        Ramp out = *this;
        for (Color &step : out.steps_) {
            step = change(step);
        }
        return out;
    }

    [[nodiscard]] const Color &at(float t) const
    {
        return steps_[static_cast<size_t>(nearest(clamp01(t) * static_cast<float>(kSteps - 1)))];
    }

private:
    static constexpr size_t kSteps = 256;
    std::array<Color, kSteps> steps_{};
};

inline float brightness_of_middle(const Ramp &ramp)
{
    return brightness(ramp.at(0.5F));
}

} // namespace loopback
