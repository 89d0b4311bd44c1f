// SPDX-License-Identifier: MIT
// The smaller levels of a texture, made a slice at a time from its complete level 0. Pure work on
// memory: no GL, no thread, so that it can run in a job as well as in a frame.
//
// Filtered in linear light with wrapping, weighted by alpha; pixels that end up transparent get the
// colour around them from the next smaller level, so that no foreign colour bleeds in when the
// texture is sampled between pixels.
#pragma once

#include "mip_filter.h"
#include "pixel_rows.h"

#include <array>
#include <memory>
#include <vector>

namespace gesso::opengl {

class MipChain {
public:
    // The pixels must stay as they are until is_done().
    void begin(const PixelRows &level0);
    void clear();
    // Computes about `pixels` pixels, at least one row. Returns how many.
    uint32_t step(uint32_t pixels);

    [[nodiscard]] bool is_done() const { return phase_ == Phase::done; }
    // Levels besides level 0; known after begin.
    [[nodiscard]] uint32_t count() const { return static_cast<uint32_t>(levels_.size()); }
    // Level 1 and up, once done: tight rows.
    [[nodiscard]] PixelRows level(uint32_t index) const;

private:
    enum class Phase { idle, reduce, resolve, done };

    struct Level {
        uint32_t width = 0, height = 0;
        std::unique_ptr<uint16_t[]> light; // linear, premultiplied, in 1/65535
        std::unique_ptr<uint8_t[]> bytes;  // sRGB, straight
        MipFilter across, down;
    };

    // A row of the level above, reduced across, waiting to be reduced down.
    static constexpr int64_t kNoRow = INT64_MIN;
    struct WideRow {
        int64_t y = kNoRow;
        std::vector<float> pixels;
    };

    void forget_rows();
    uint32_t reduce_row();
    uint32_t resolve_row();
    // Row y, which may lie beyond either end, unless it is at hand; adds what that cost.
    const float *reduced_across(int64_t y, uint32_t &cost);
    void load_row(uint32_t y);
    void read_light(const Level &level, uint32_t y, float *out) const;

    PixelRows source_;
    std::vector<Level> levels_;
    Phase phase_ = Phase::idle;
    size_t at_ = 0;             // level under work
    uint32_t row_ = 0;          // its next row
    std::vector<float> padded_; // one row of the level above, with wrapped ends
    std::array<WideRow, MipFilter::kMaxTaps + 2> ring_;
};

} // namespace gesso::opengl
