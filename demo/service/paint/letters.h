// SPDX-License-Identifier: MIT
// A small drawn alphabet for labels: capitals, digits and a little punctuation.
#pragma once

#include "paint/field.h"

#include <string_view>

namespace loopback {

struct TextBox {
    float center_x; // in units
    float center_y;
    float width;
    float height;
    float largest_letter; // the height of a letter at most, in units
};

// Where ink is, 0 to 1. Lines are broken between words and the letters made to fit the box.
Field draw_text(const Canvas &canvas, std::string_view text, const TextBox &box);

} // namespace loopback
