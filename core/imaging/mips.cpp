// SPDX-License-Identifier: MIT
#include "imaging/mips.h"

#include "imaging/mip_filter.h"
#include "imaging/srgb.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace gesso::core {

namespace {

constexpr uint32_t kFull = 65535;
// Below half a step of an alpha byte the pixel is transparent.
constexpr uint32_t kLeastAlpha = kFull / 510 + 1;

// Linear, premultiplied, in 1/65535, four values a pixel.
struct LightLevel {
    uint32_t width = 0;
    uint32_t height = 0;
    std::unique_ptr<uint16_t[]> values;

    uint16_t *row(uint32_t y) const { return values.get() + size_t{4} * width * y; }
};

void load_bytes(const PixelView &view, uint32_t y, float *out)
{
    const float *light = srgb_tables().to_linear.data();
    const uint8_t *from = view.row(y);
    const int red = view.order == PixelOrder::rgba ? 0 : 2;
    for (uint32_t x = 0; x < view.width; ++x, from += 4, out += 4) {
        const float alpha = static_cast<float>(from[3]) * (1.0F / 255);
        out[0] = light[from[red]] * alpha;
        out[1] = light[from[1]] * alpha;
        out[2] = light[from[2 - red]] * alpha;
        out[3] = alpha;
    }
}

void load_light(const LightLevel &level, uint32_t y, float *out)
{
    const uint16_t *from = level.row(y);
    for (size_t i = 0; i < size_t{4} * level.width; ++i)
        out[i] = static_cast<float>(from[i]) * (1.0F / kFull);
}

void reduce_across(const MipFilter &filter, const float *padded, uint32_t width, float *out)
{
    const uint32_t taps = filter.taps();
    for (uint32_t x = 0; x < width; ++x, out += 4) {
        const float *from = padded + ptrdiff_t{4} * (filter.first(x) + MipFilter::kPad);
        const float *weights = filter.weights(x);
        float sum[4] = {0, 0, 0, 0};
        for (uint32_t tap = 0; tap < taps; ++tap, from += 4) {
            for (int channel = 0; channel < 4; ++channel)
                sum[channel] += weights[tap] * from[channel];
        }
        std::memcpy(out, sum, sizeof(sum));
    }
}

class MipMaker {
public:
    MipMaker(const PixelView &level0, bool wrap, const std::atomic<bool> *stop)
        : source_(level0), wrap_(wrap), stop_(stop)
    {}

    Status run(std::vector<Pixels> &out_levels)
    {
        GESSO_RETURN_IF_FAILED(allocate(out_levels));
        for (size_t level = 0; level < levels_.size(); ++level)
            GESSO_RETURN_IF_FAILED(reduce(level));
        // From the smallest level up, so that a transparent pixel finds its colour in the next.
        for (size_t level = levels_.size(); level-- > 0;) {
            const Pixels *below = level + 1 < levels_.size() ? &out_levels[level + 1] : nullptr;
            GESSO_RETURN_IF_FAILED(resolve(levels_[level], below, out_levels[level]));
        }
        return {};
    }

private:
    // A row of the level above, reduced across, waiting to be reduced down.
    static constexpr int64_t kNoRow = INT64_MIN;
    struct WideRow {
        int64_t y = kNoRow;
        std::vector<float> values;
    };

    Status allocate(std::vector<Pixels> &out_levels)
    {
        uint32_t width = source_.width;
        uint32_t height = source_.height;
        while (width > 1 || height > 1) {
            width = std::max(width / 2, 1U);
            height = std::max(height / 2, 1U);
            GESSO_RETURN_IF_FAILED(out_levels.emplace_back().allocate(width, height));
            LightLevel &level = levels_.emplace_back();
            level.width = width;
            level.height = height;
            level.values.reset(new uint16_t[size_t{4} * width * height]);
        }
        return {};
    }

    Status check_stop() const
    {
        if (stop_ && stop_->load(std::memory_order_relaxed))
            return {StatusCode::cancelled, "the job was released"};
        return {};
    }

    uint32_t width_above(size_t level) const
    {
        return level == 0 ? source_.width : levels_[level - 1].width;
    }
    uint32_t height_above(size_t level) const
    {
        return level == 0 ? source_.height : levels_[level - 1].height;
    }

    // The row or column that stands for one beyond the edge.
    uint32_t folded(int64_t index, uint32_t size) const
    {
        if (!wrap_)
            return static_cast<uint32_t>(std::clamp<int64_t>(index, 0, int64_t{size} - 1));
        const int64_t rest = index % size;
        return static_cast<uint32_t>(rest < 0 ? rest + size : rest);
    }

    // Into padded_: row y of the level above, with what lies beyond its ends.
    void load_row(size_t level, uint32_t y)
    {
        const uint32_t width = width_above(level);
        padded_.resize(size_t{4} * (width + 2 * MipFilter::kPad));
        float *body = padded_.data() + size_t{4} * MipFilter::kPad;
        if (level == 0)
            load_bytes(source_, y, body);
        else
            load_light(levels_[level - 1], y, body);
        for (int32_t i = 0; i < MipFilter::kPad; ++i) {
            const uint32_t left = folded(i - MipFilter::kPad, width);
            const uint32_t right = folded(int64_t{width} + i, width);
            std::memcpy(padded_.data() + ptrdiff_t{4} * i, body + size_t{4} * left, 16);
            std::memcpy(body + 4 * (size_t{width} + i), body + size_t{4} * right, 16);
        }
    }

    // Row y of the level above, which may lie beyond either end.
    const float *row_across(size_t level, const MipFilter &across, int64_t y)
    {
        // Placed by the row before folding: neighbours never take each other's place.
        const auto places = static_cast<int64_t>(ring_.size());
        WideRow &row = ring_[static_cast<size_t>(((y % places) + places) % places)];
        if (row.y == y)
            return row.values.data();
        load_row(level, folded(y, height_above(level)));
        row.values.resize(size_t{4} * levels_[level].width);
        reduce_across(across, padded_.data(), levels_[level].width, row.values.data());
        row.y = y;
        return row.values.data();
    }

    Status reduce(size_t level)
    {
        const LightLevel &out = levels_[level];
        const MipFilter across(width_above(level), out.width);
        const MipFilter down(height_above(level), out.height);
        for (WideRow &row : ring_)
            row.y = kNoRow;
        std::array<const float *, MipFilter::kMaxTaps> rows{};
        for (uint32_t y = 0; y < out.height; ++y) {
            GESSO_RETURN_IF_FAILED(check_stop());
            for (uint32_t tap = 0; tap < down.taps(); ++tap)
                rows[tap] = row_across(level, across, int64_t{down.first(y)} + tap);
            const float *weights = down.weights(y);
            uint16_t *to = out.row(y);
            for (size_t i = 0; i < size_t{4} * out.width; ++i) {
                float sum = 0;
                for (uint32_t tap = 0; tap < down.taps(); ++tap)
                    sum += weights[tap] * rows[tap][i];
                to[i] =
                    static_cast<uint16_t>(std::min(sum * kFull + 0.5F, static_cast<float>(kFull)));
            }
        }
        return {};
    }

    Status resolve(const LightLevel &level, const Pixels *below, Pixels &out) const
    {
        for (uint32_t y = 0; y < level.height; ++y) {
            GESSO_RETURN_IF_FAILED(check_stop());
            resolve_row(level, below, y, out.row(y));
        }
        return {};
    }

    static void resolve_row(const LightLevel &level, const Pixels *below, uint32_t y, uint8_t *out)
    {
        const uint8_t *to_bytes = srgb_tables().to_bytes.data();
        const uint16_t *from = level.row(y);
        for (uint32_t x = 0; x < level.width; ++x, from += 4, out += 4) {
            const uint32_t alpha = from[3];
            out[3] = static_cast<uint8_t>((alpha * 255 + kFull / 2) / kFull);
            if (alpha >= kLeastAlpha) {
                for (int channel = 0; channel < 3; ++channel) {
                    const uint32_t light = (uint32_t{from[channel]} * kFull + alpha / 2) / alpha;
                    out[channel] = to_bytes[std::min(light, kFull)];
                }
            } else if (below) {
                const uint32_t below_x = std::min(x / 2, below->width() - 1);
                const uint32_t below_y = std::min(y / 2, below->height() - 1);
                std::memcpy(out, below->row(below_y) + size_t{4} * below_x, 3);
            } else {
                std::memset(out, 0, 3);
            }
        }
    }

    const PixelView source_;
    const bool wrap_;
    const std::atomic<bool> *stop_;
    std::vector<LightLevel> levels_;
    std::vector<float> padded_; // one row of the level above, with what lies beyond its ends
    std::array<WideRow, MipFilter::kMaxTaps + 2> ring_;
};

} // namespace

Status make_mips(
    const PixelView &level0, bool wrap, const std::atomic<bool> *stop,
    std::vector<Pixels> &out_levels)
{
    out_levels.clear();
    GESSO_RETURN_IF_FAILED(check_view(level0, "the picture"));
    if (level0.channels != 4)
        return {StatusCode::invalid_argument, "mips are made of pictures with 4 channels"};
    Status status = MipMaker(level0, wrap, stop).run(out_levels);
    if (!status.is_ok())
        out_levels.clear();
    return status;
}

} // namespace gesso::core
