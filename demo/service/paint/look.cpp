// SPDX-License-Identifier: MIT
#include "paint/look.h"

#include "paint/words.h"

#include <array>
#include <string_view>

namespace loopback {

namespace {

struct NamedColor {
    std::string_view words;
    uint32_t code;
};

constexpr std::array<NamedColor, 16> kColors{{
    {"red crimson scarlet", 0xa03228},
    {"orange amber", 0xc66a24},
    {"yellow", 0xd6b23c},
    {"gold golden", 0xc39a3f},
    {"green emerald", 0x4c8238},
    {"olive", 0x6d6d36},
    {"teal turquoise", 0x2f8a86},
    {"cyan", 0x4fb3c9},
    {"blue", 0x34609c},
    {"navy", 0x20325c},
    {"purple violet", 0x694396},
    {"pink magenta", 0xcf7396},
    {"brown", 0x6d482d},
    {"black ebony", 0x2b2b2d},
    {"white", 0xe6e4df},
    {"grey gray silver concrete cement", 0x8c8c8a},
}};

} // namespace

Look look_of(const std::vector<std::string> &words)
{
    Look look;
    for (const NamedColor &color : kColors) {
        if (has_any(words, color.words)) {
            look.dye = srgb(color.code);
        }
    }
    look.moss = has_any(words, "moss mossy overgrown") ? 1.0F : 0.0F;
    look.snow = has_any(words, "snow snowy frosted wintry winter") ? 1.0F : 0.0F;
    look.dirt = has_any(words, "old dirty worn weathered grimy ancient aged ruined abandoned")
                    ? 1.0F
                    : 0.0F;
    look.wet = has_any(words, "wet damp rainy rain puddle soaked") ? 1.0F : 0.0F;
    look.brightness = has_any(words, "dark night gloomy")         ? 0.5F
                      : has_any(words, "bright light pale sunny") ? 1.3F
                                                                  : 1.0F;
    return look;
}

Ramp Look::dyed(const Ramp &ramp) const
{
    if (!dye) {
        return ramp;
    }
    constexpr float kStrength = 0.88F;
    const Color color = *dye;
    const float middle = brightness_of_middle(ramp);
    return ramp.changed([&](const Color &step) {
        const float share = std::min(loopback::brightness(step) / middle, 3.0F);
        return mix(step, color * share, kStrength);
    });
}

} // namespace loopback
