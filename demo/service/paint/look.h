// SPDX-License-Identifier: MIT
// The words of a prompt that change how a material looks: a colour, and what the weather did.
#pragma once

#include "paint/color.h"

#include <optional>
#include <string>
#include <vector>

namespace loopback {

struct Look {
    std::optional<Color> dye;
    float moss = 0; // each 0 to 1
    float snow = 0;
    float dirt = 0;
    float wet = 0;
    float brightness = 1;

    // The ramp's lights and darks in the colour that was asked for.
    [[nodiscard]] Ramp dyed(const Ramp &ramp) const;
};

Look look_of(const std::vector<std::string> &words);

} // namespace loopback
