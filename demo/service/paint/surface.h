// SPDX-License-Identifier: MIT
// What a material makes: heights and colours. Light is baked on afterwards, the same for all.
#pragma once

#include "paint/color.h"
#include "paint/field.h"
#include "paint/picture.h"

namespace loopback {

struct Surface {
    explicit Surface(const Canvas &its_canvas)
        : canvas(its_canvas), height(canvas), red(canvas), green(canvas), blue(canvas)
    {}

    void set(int y, int x, float its_height, const Color &color)
    {
        height.row(y)[x] = its_height;
        red.row(y)[x] = color.r;
        green.row(y)[x] = color.g;
        blue.row(y)[x] = color.b;
    }
    [[nodiscard]] Color color(int y, int x) const
    {
        return {red.row(y)[x], green.row(y)[x], blue.row(y)[x]};
    }

    Canvas canvas;
    Field height; // in units
    Field red;    // linear light
    Field green;
    Field blue;
    float gloss = 0;     // 0 chalk, 1 polished
    float relief = 1;    // how strongly slopes catch the light
    float shadow = 0.5F; // how dark a cast shadow is
    float crevice = 1;   // how dark hollows are
    float shadow_reach = 0.03F;
};

// Light from the upper left, hollows darkened, short shadows.
Picture shade(const Surface &surface);

} // namespace loopback
