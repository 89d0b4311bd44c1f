// SPDX-License-Identifier: MIT
// Which pixels of a level make a pixel of the next smaller one, along one axis.
#pragma once

#include <cstdint>
#include <vector>

namespace gesso::core {

// A box as wide as the reduction, softened by one half as wide: 1 7 7 1 sixteenths for a halving.
// No weight is negative, so that no colour appears that was not there. Weights sum to 1; a first
// pixel below 0 or a last one beyond the end lies outside: the caller says what is there.
class MipFilter {
public:
    static constexpr int32_t kPad = 2; // the most pixels that it reaches beyond either side
    static constexpr uint32_t kMaxTaps = 6;

    MipFilter() = default;
    MipFilter(uint32_t from, uint32_t to);

    [[nodiscard]] uint32_t taps() const { return taps_; }
    [[nodiscard]] int32_t first(uint32_t out) const { return firsts_[out]; }
    [[nodiscard]] const float *weights(uint32_t out) const
    {
        return weights_.data() + uint64_t{out} * taps_;
    }

private:
    uint32_t taps_ = 0;
    std::vector<int32_t> firsts_;
    std::vector<float> weights_;
};

} // namespace gesso::core
