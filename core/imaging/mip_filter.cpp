// SPDX-License-Identifier: MIT
#include "imaging/mip_filter.h"

#include <algorithm>
#include <cmath>

namespace gesso::core {

namespace {

// Area of the filter left of t, in a trapezoid around 0 of area 1 that is flat within `scale` / 4
// and ends at 3/4 of `scale`.
double area_until(double t, double scale)
{
    const double flat = scale / 4;
    const double end = 3 * scale / 4;
    const double height = 1 / scale;
    const double slope = end - flat;
    if (t <= -end)
        return 0;
    if (t >= end)
        return 1;
    if (t < -flat)
        return height * (t + end) * (t + end) / (2 * slope);
    if (t <= flat)
        return 0.5 + height * t;
    return 1 - height * (end - t) * (end - t) / (2 * slope);
}

} // namespace

MipFilter::MipFilter(uint32_t from, uint32_t to)
{
    if (from == to) {
        taps_ = 1;
        weights_.assign(to, 1);
        for (uint32_t out = 0; out < to; ++out)
            firsts_.push_back(static_cast<int32_t>(out));
        return;
    }
    const double scale = static_cast<double>(from) / to;
    taps_ = std::min(kMaxTaps, static_cast<uint32_t>(std::ceil(1.5 * scale)) + 1);
    if (from % to == 0)
        taps_ = 2 * (from / to);
    firsts_.resize(to);
    weights_.resize(uint64_t{to} * taps_);
    for (uint32_t out = 0; out < to; ++out) {
        const double center = (out + 0.5) * scale;
        firsts_[out] = static_cast<int32_t>(std::floor(center - 0.75 * scale + 1e-9));
        float *weights = weights_.data() + uint64_t{out} * taps_;
        for (uint32_t tap = 0; tap < taps_; ++tap) {
            const double left = firsts_[out] + static_cast<double>(tap) - center;
            weights[tap] =
                static_cast<float>(area_until(left + 1, scale) - area_until(left, scale));
        }
    }
}

} // namespace gesso::core
