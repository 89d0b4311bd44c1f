// SPDX-License-Identifier: MIT
// A finished picture: straight alpha, sRGB, top row first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace loopback {

struct Picture {
    int width = 0;
    int height = 0;
    bool has_alpha = false;
    std::vector<uint8_t> pixels; // RGBA, or RGB where has_alpha is false

    [[nodiscard]] int channels() const { return has_alpha ? 4 : 3; }
    [[nodiscard]] size_t row_bytes() const
    {
        return static_cast<size_t>(width) * static_cast<size_t>(channels());
    }
};

struct PaintJob {
    std::string prompt;
    std::string model;
    int index = 0; // which of n
    int width = 0;
    int height = 0;
    bool is_transparent = false;
    float saturation = 1;
    int coarseness = 0; // 0 the final picture; each step halves the detail
};

// The same job gives the same picture, everywhere and always. A coarser one shows the same scene.
Picture paint(const PaintJob &job);

// How many times smaller the picture is that a preview of that coarseness is enlarged from.
int preview_divisor(int coarseness);

} // namespace loopback
