// SPDX-License-Identifier: MIT
// What the last frames cost.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace viewer {

struct FrameCost {
    float frame_ms = 0;
    float gesso_us = 0;  // inside gesso_* calls
    float bridge_us = 0; // the texture bridge: copying and mips
    float upload_kib = 0;
};

class FrameHistory {
public:
    static constexpr size_t kFrames = 180;

    void add(const FrameCost &cost)
    {
        costs_[next_] = cost;
        next_ = (next_ + 1) % kFrames;
    }
    // 0 is the oldest.
    [[nodiscard]] const FrameCost &at(size_t index) const
    {
        return costs_[(next_ + index) % kFrames];
    }
    [[nodiscard]] const FrameCost &newest() const { return at(kFrames - 1); }
    [[nodiscard]] float highest(float FrameCost::*what) const
    {
        float most = 0;
        for (const FrameCost &cost : costs_)
            most = std::max(most, cost.*what);
        return most;
    }

private:
    std::array<FrameCost, kFrames> costs_{};
    size_t next_ = 0;
};

} // namespace viewer
