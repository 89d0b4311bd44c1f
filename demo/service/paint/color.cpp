// SPDX-License-Identifier: MIT
#include "paint/color.h"

#include <vector>

namespace loopback {

namespace {

float to_linear(float value)
{
    return value <= 0.04045F ? value / 12.92F : std::pow((value + 0.055F) / 1.055F, 2.4F);
}

float to_srgb(float value)
{
    return value <= 0.0031308F ? value * 12.92F : 1.055F * std::pow(value, 1.0F / 2.4F) - 0.055F;
}

constexpr size_t kTableSize = 8192;

} // namespace

Color srgb(uint32_t code)
{
    const auto part = [code](unsigned shift) {
        return to_linear(static_cast<float>(code >> shift & 0xFFU) / 255.0F);
    };
    return {part(16), part(8), part(0)};
}

uint8_t srgb_byte(float linear)
{
    static const std::vector<uint8_t> kTable = [] {
        std::vector<uint8_t> made(kTableSize);
        for (size_t i = 0; i < kTableSize; ++i) {
            const float value = static_cast<float>(i) / static_cast<float>(kTableSize - 1);
            made[i] = static_cast<uint8_t>(nearest(to_srgb(value) * 255.0F));
        }
        return made;
    }();
    return kTable[static_cast<size_t>(
        nearest(clamp01(linear) * static_cast<float>(kTableSize - 1)))];
}

Ramp::Ramp(std::initializer_list<uint32_t> codes)
{
    std::vector<Color> colors;
    for (const uint32_t code : codes) {
        colors.push_back(srgb(code));
    }
    for (size_t i = 0; i < kSteps; ++i) {
        const float at = static_cast<float>(i) / static_cast<float>(kSteps - 1) *
                         static_cast<float>(colors.size() - 1);
        const size_t first = std::min(static_cast<size_t>(at), colors.size() - 1);
        const size_t second = std::min(first + 1, colors.size() - 1);
        steps_[i] =
            mix(colors[first], colors[second], smooth(0, 1, at - static_cast<float>(first)));
    }
}

} // namespace loopback
