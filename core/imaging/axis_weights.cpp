// SPDX-License-Identifier: MIT
#include "imaging/axis_weights.h"

#include <algorithm>
#include <cmath>

namespace gesso::core {

namespace {

// Keys' cubic with a = -1/2.
double catmull_rom(double t)
{
    t = std::abs(t);
    if (t >= 2)
        return 0;
    if (t >= 1)
        return ((-0.5 * t + 2.5) * t - 4) * t + 2;
    return (1.5 * t - 2.5) * t * t + 1;
}

} // namespace

AxisWeights::AxisWeights(uint32_t from, uint32_t to, bool wrap) : from_(from), to_(to), wrap_(wrap)
{
    if (to < from)
        taps_ = (from + to - 1) / to + 1;
    else if (to > from)
        taps_ = 4;
    indices_.resize(size_t{to} * taps_);
    weights_.resize(size_t{to} * taps_);
    if (to < from) {
        shrink();
    } else if (to > from) {
        grow();
    } else {
        for (uint32_t sample = 0; sample < to; ++sample)
            add(sample, 0, sample, 1);
    }
}

void AxisWeights::add(uint32_t sample, uint32_t tap, int64_t index, double weight)
{
    if (wrap_)
        index = ((index % from_) + from_) % from_;
    else
        index = std::clamp(index, int64_t{0}, from_ - 1);
    const size_t place = size_t{sample} * taps_ + tap;
    indices_[place] = static_cast<uint32_t>(index);
    weights_[place] = static_cast<float>(weight);
}

void AxisWeights::shrink()
{
    const double scale = static_cast<double>(from_) / to_;
    for (uint32_t sample = 0; sample < to_; ++sample) {
        const double begin = sample * scale;
        const double end = std::min((sample + 1) * scale, static_cast<double>(from_));
        const auto first = static_cast<int64_t>(begin);
        for (uint32_t tap = 0; tap < taps_; ++tap) {
            const auto left = static_cast<double>(first + tap);
            const double shared = std::min(end, left + 1) - std::max(begin, left);
            add(sample, tap, first + tap, std::max(shared, 0.0) / scale);
        }
    }
}

void AxisWeights::grow()
{
    const double scale = static_cast<double>(from_) / to_;
    for (uint32_t sample = 0; sample < to_; ++sample) {
        const double center = (sample + 0.5) * scale - 0.5;
        const auto first = static_cast<int64_t>(std::floor(center)) - 1;
        for (uint32_t tap = 0; tap < 4; ++tap)
            add(sample, tap, first + tap, catmull_rom(center - static_cast<double>(first + tap)));
    }
}

} // namespace gesso::core
