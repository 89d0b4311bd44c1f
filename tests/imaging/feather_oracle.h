// SPDX-License-Identifier: MIT
// What imaging/mask.h says about weights, tried against every pixel by brute force.
#pragma once

#include "pictures.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace gesso::test {

// Discs and boxes, hard or soft.
inline core::Coverage random_coverage(uint32_t width, uint32_t height, Noise &noise)
{
    core::Coverage coverage;
    REQUIRE(coverage.allocate(width, height).is_ok());
    std::fill_n(coverage.data(), coverage.size(), uint8_t{0});
    const uint32_t shapes = 1 + noise.below(3);
    const uint32_t kind = noise.below(4);
    for (uint32_t shape = 0; shape < shapes; ++shape) {
        const int cx = static_cast<int>(noise.below(width));
        const int cy = static_cast<int>(noise.below(height));
        const int radius = static_cast<int>(noise.below(std::max(width, height)));
        for (uint32_t y = 0; y < height; ++y) {
            for (uint32_t x = 0; x < width; ++x) {
                const int dx = static_cast<int>(x) - cx;
                const int dy = static_cast<int>(y) - cy;
                const bool is_in = kind == 0 ? std::max(std::abs(dx), std::abs(dy)) <= radius
                                             : dx * dx + dy * dy <= radius * radius;
                if (is_in)
                    coverage.row(y)[x] =
                        static_cast<uint8_t>(kind == 2 ? 1 + noise.below(255) : 255);
            }
        }
    }
    if (kind == 3)
        coverage.data()[noise.below(static_cast<uint32_t>(coverage.size()))] = 200;
    return coverage;
}

inline double distance_to_clear(const core::Coverage &coverage, uint32_t x, uint32_t y, bool wrap)
{
    double least = 1e9;
    for (uint32_t v = 0; v < coverage.height(); ++v) {
        for (uint32_t u = 0; u < coverage.width(); ++u) {
            if (coverage.row(v)[u] != 0)
                continue;
            double dx = std::abs(double(u) - double(x));
            double dy = std::abs(double(v) - double(y));
            if (wrap) {
                dx = std::min(dx, coverage.width() - dx);
                dy = std::min(dy, coverage.height() - dy);
            }
            least = std::min(least, std::hypot(dx, dy));
        }
    }
    return least;
}

inline std::string first_wrong_weight(
    const core::Coverage &coverage, uint32_t feather, bool wrap, const core::Coverage &weights)
{
    for (uint32_t y = 0; y < coverage.height(); ++y) {
        for (uint32_t x = 0; x < coverage.width(); ++x) {
            const double distance = distance_to_clear(coverage, x, y, wrap);
            double share = feather == 0 ? 1 : std::min(1.0, (distance - 0.5) / feather);
            if (coverage.row(y)[x] == 0)
                share = 0;
            const long expected = std::lround(coverage.row(y)[x] * share);
            if (weights.row(y)[x] != expected)
                return "at " + std::to_string(x) + ", " + std::to_string(y) + ": " +
                       std::to_string(weights.row(y)[x]) + " for " + std::to_string(expected);
        }
    }
    return "";
}

} // namespace gesso::test
