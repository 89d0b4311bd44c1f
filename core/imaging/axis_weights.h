// SPDX-License-Identifier: MIT
// Which samples of one axis make a sample of another size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gesso::core {

// Area average where the axis shrinks, Catmull-Rom where it grows, itself where neither. Every
// index lies within the axis: what reaches beyond its ends is folded to the other side (`wrap`) or
// to the end itself. The weights of one sample sum to 1.
class AxisWeights {
public:
    AxisWeights(uint32_t from, uint32_t to, bool wrap);

    uint32_t taps() const { return taps_; } // of every sample; unused ones weigh 0
    const uint32_t *indices(uint32_t sample) const
    {
        return indices_.data() + size_t{sample} * taps_;
    }
    const float *weights(uint32_t sample) const { return weights_.data() + size_t{sample} * taps_; }

private:
    void add(uint32_t sample, uint32_t tap, int64_t index, double weight);
    void shrink();
    void grow();

    const int64_t from_;
    const uint32_t to_;
    const bool wrap_;
    uint32_t taps_ = 1;
    std::vector<uint32_t> indices_;
    std::vector<float> weights_;
};

} // namespace gesso::core
