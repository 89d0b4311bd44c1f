// SPDX-License-Identifier: MIT
#include "mip_chain.h"

#include "color_tables.h"

#include <algorithm>
#include <cstring>

namespace gesso::opengl {

namespace {

constexpr uint32_t kFull = 65535;
// Below half a step of an alpha byte the pixel is transparent.
constexpr uint32_t kLeastAlpha = kFull / 510 + 1;

uint32_t wrapped(int64_t index, uint32_t size)
{
    const int64_t rest = index % size;
    return static_cast<uint32_t>(rest < 0 ? rest + size : rest);
}

void to_linear(const uint8_t *pixels, uint32_t count, float *out)
{
    const float *light = color_tables().to_linear.data();
    for (uint32_t i = 0; i < count; ++i, pixels += 4, out += 4) {
        const float alpha = static_cast<float>(pixels[3]) * (1.0F / 255);
        out[0] = light[pixels[0]] * alpha;
        out[1] = light[pixels[1]] * alpha;
        out[2] = light[pixels[2]] * alpha;
        out[3] = alpha;
    }
}

void reduce_across(const MipFilter &filter, const float *padded, uint32_t width, float *out)
{
    const uint32_t taps = filter.taps();
    for (uint32_t x = 0; x < width; ++x, out += 4) {
        const float *from = padded + int64_t{4} * (filter.first(x) + MipFilter::kPad);
        const float *weights = filter.weights(x);
        float sum[4] = {0, 0, 0, 0};
        for (uint32_t tap = 0; tap < taps; ++tap, from += 4) {
            for (int channel = 0; channel < 4; ++channel)
                sum[channel] += weights[tap] * from[channel];
        }
        std::memcpy(out, sum, sizeof(sum));
    }
}

} // namespace

void MipChain::clear()
{
    levels_.clear();
    source_ = {};
    phase_ = Phase::idle;
}

void MipChain::begin(const PixelRows &level0)
{
    clear();
    source_ = level0;
    uint32_t width = level0.width;
    uint32_t height = level0.height;
    while (width > 1 || height > 1) {
        Level level;
        level.width = std::max(width / 2, 1U);
        level.height = std::max(height / 2, 1U);
        level.across = MipFilter(width, level.width);
        level.down = MipFilter(height, level.height);
        // Not cleared: the pages are touched as the slices get to them, not all in one frame.
        const size_t values = size_t{4} * level.width * level.height;
        level.light.reset(new uint16_t[values]);
        level.bytes.reset(new uint8_t[values]);
        width = level.width;
        height = level.height;
        levels_.push_back(std::move(level));
    }
    at_ = 0;
    row_ = 0;
    forget_rows();
    phase_ = levels_.empty() ? Phase::done : Phase::reduce;
}

void MipChain::forget_rows()
{
    for (WideRow &row : ring_)
        row.y = kNoRow;
}

PixelRows MipChain::level(uint32_t index) const
{
    const Level &level = levels_[index - 1];
    return {level.bytes.get(), uint64_t{4} * level.width, level.width, level.height};
}

uint32_t MipChain::step(uint32_t pixels)
{
    uint32_t spent = 0;
    while (spent < pixels && (phase_ == Phase::reduce || phase_ == Phase::resolve))
        spent += phase_ == Phase::reduce ? reduce_row() : resolve_row();
    return spent;
}

void MipChain::read_light(const Level &level, uint32_t y, float *out) const
{
    const uint16_t *from = level.light.get() + size_t{4} * level.width * y;
    for (uint32_t i = 0; i < level.width * 4; ++i)
        out[i] = static_cast<float>(from[i]) * (1.0F / kFull);
}

// Into padded_: row y of the level above, with its ends repeated beyond the other ends.
void MipChain::load_row(uint32_t y)
{
    const uint32_t width = at_ == 0 ? source_.width : levels_[at_ - 1].width;
    padded_.resize(size_t{4} * (width + 2 * MipFilter::kPad));
    float *body = padded_.data() + size_t{4} * MipFilter::kPad;
    if (at_ == 0)
        to_linear(source_.row(y), width, body);
    else
        read_light(levels_[at_ - 1], y, body);
    for (int32_t i = 0; i < MipFilter::kPad; ++i) {
        const uint32_t left = wrapped(i - MipFilter::kPad, width);
        const uint32_t right = wrapped(int64_t{width} + i, width);
        std::memcpy(padded_.data() + ptrdiff_t{4} * i, body + size_t{4} * left, 16);
        std::memcpy(body + 4 * (size_t{width} + i), body + size_t{4} * right, 16);
    }
}

const float *MipChain::reduced_across(int64_t y, uint32_t &cost)
{
    const uint32_t height = at_ == 0 ? source_.height : levels_[at_ - 1].height;
    // Placed by the unwrapped row: neighbours never take each other's place.
    WideRow &place = ring_[wrapped(y, static_cast<uint32_t>(ring_.size()))];
    if (place.y == y)
        return place.pixels.data();
    const Level &level = levels_[at_];
    load_row(wrapped(y, height));
    place.pixels.resize(size_t{4} * level.width);
    reduce_across(level.across, padded_.data(), level.width, place.pixels.data());
    place.y = y;
    cost += at_ == 0 ? source_.width : levels_[at_ - 1].width;
    return place.pixels.data();
}

uint32_t MipChain::reduce_row()
{
    Level &level = levels_[at_];
    const uint32_t values = level.width * 4;
    const uint32_t taps = level.down.taps();
    uint32_t cost = level.width;
    const float *rows[MipFilter::kMaxTaps];
    for (uint32_t tap = 0; tap < taps; ++tap)
        rows[tap] = reduced_across(int64_t{level.down.first(row_)} + tap, cost);
    const float *weights = level.down.weights(row_);
    uint16_t *out = level.light.get() + size_t{values} * row_;
    for (uint32_t i = 0; i < values; ++i) {
        float sum = 0;
        for (uint32_t tap = 0; tap < taps; ++tap)
            sum += weights[tap] * rows[tap][i];
        out[i] = static_cast<uint16_t>(std::min(sum * kFull + 0.5F, static_cast<float>(kFull)));
    }
    if (++row_ == level.height) {
        row_ = 0;
        forget_rows();
        if (++at_ == levels_.size()) {
            phase_ = Phase::resolve;
            --at_;
        }
    }
    return cost;
}

// From the smallest level up, so that a transparent pixel finds its colour in the level below.
uint32_t MipChain::resolve_row()
{
    Level &level = levels_[at_];
    const uint8_t *to_bytes = color_tables().to_bytes.data();
    const uint16_t *from = level.light.get() + size_t{4} * level.width * row_;
    uint8_t *out = level.bytes.get() + size_t{4} * level.width * row_;
    const Level *below = at_ + 1 < levels_.size() ? &levels_[at_ + 1] : nullptr;
    for (uint32_t x = 0; x < level.width; ++x, from += 4, out += 4) {
        const uint32_t alpha = from[3];
        out[3] = static_cast<uint8_t>((alpha * 255 + kFull / 2) / kFull);
        if (alpha == kFull) {
            for (int channel = 0; channel < 3; ++channel)
                out[channel] = to_bytes[from[channel]];
        } else if (alpha >= kLeastAlpha) {
            for (int channel = 0; channel < 3; ++channel) {
                const uint32_t light = (uint32_t{from[channel]} * kFull + alpha / 2) / alpha;
                out[channel] = to_bytes[std::min(light, kFull)];
            }
        } else if (below) {
            const uint32_t bx = std::min(x / 2, below->width - 1);
            const uint32_t by = std::min(row_ / 2, below->height - 1);
            std::memcpy(out, below->bytes.get() + size_t{4} * (size_t{by} * below->width + bx), 3);
        } else {
            std::memset(out, 0, 3);
        }
    }
    const uint32_t cost = level.width;
    if (++row_ == level.height) {
        row_ = 0;
        if (at_ == 0) {
            phase_ = Phase::done;
            for (Level &done : levels_)
                done.light.reset();
        } else {
            --at_;
        }
    }
    return cost;
}

} // namespace gesso::opengl
