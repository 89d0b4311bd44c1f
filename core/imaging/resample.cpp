// SPDX-License-Identifier: MIT
#include "imaging/resample.h"

#include "imaging/axis_weights.h"
#include "imaging/srgb.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

namespace gesso::core {

namespace {

// Of `most` equal steps from 0 to 1 the one nearest to `value`; std::lround would be a call a
// pixel.
uint32_t nearest_step(float value, uint32_t most)
{
    const float steps = std::clamp(value, 0.0F, 1.0F) * static_cast<float>(most) + 0.5F;
    return static_cast<uint32_t>(steps);
}

// Between bytes and what is summed up: linear light or the sRGB values themselves, 0 to 1.
class ColourScale {
public:
    explicit ColourScale(bool is_linear) : is_linear_(is_linear)
    {
        for (size_t i = 0; i < values_.size(); ++i)
            values_[i] =
                is_linear ? srgb_tables().to_linear[i] : static_cast<float>(i) * (1.0F / 255);
    }

    float value(uint8_t byte) const { return values_[byte]; }
    uint8_t byte(float value) const
    {
        return is_linear_ ? srgb_tables().to_bytes[nearest_step(value, 65535)]
                          : static_cast<uint8_t>(nearest_step(value, 255));
    }

private:
    const bool is_linear_;
    std::array<float, 256> values_{};
};

void copy_pixel(const PixelView &picture, const uint8_t *from, uint8_t *to)
{
    std::memcpy(to, from, 4);
    if (picture.order == PixelOrder::bgra)
        std::swap(to[0], to[2]);
}

// One resampling of a picture of kChannels. Rows are reduced across once, when the first row of the
// result asks for them, and kept in a ring as long as a later one may.
template <uint32_t kChannels>
class Resampler {
public:
    Resampler(const PixelView &picture, uint32_t width, uint32_t height, bool wrap)
        : picture_(picture), width_(width),
          scale_(kChannels == 4 && (width < picture.width || height < picture.height)),
          across_(picture.width, width, wrap), down_(picture.height, height, wrap),
          source_(size_t{picture.width} * kChannels), sums_(size_t{width} * kChannels),
          ring_(down_.taps() + 4)
    {
        // With wrapping, the first and the last rows of the result share rows of the source that
        // the ring has lost in between; they are then made twice.
        for (Row &row : ring_)
            row.values.resize(size_t{width} * kChannels);
    }

    void make_row(uint32_t y, uint8_t *to)
    {
        std::fill(sums_.begin(), sums_.end(), 0.0F);
        for (uint32_t tap = 0; tap < down_.taps(); ++tap) {
            const float weight = down_.weights(y)[tap];
            if (weight == 0)
                continue;
            const float *row = row_across(down_.indices(y)[tap]);
            for (size_t i = 0; i < sums_.size(); ++i)
                sums_[i] += weight * row[i];
        }
        for (uint32_t x = 0; x < width_; ++x)
            store(x, y, to + size_t{x} * kChannels);
    }

private:
    struct Row {
        uint64_t y = UINT64_MAX;
        std::vector<float> values;
    };

    void load(uint32_t y)
    {
        const uint8_t *from = picture_.row(y);
        float *to = source_.data();
        const int red = picture_.order == PixelOrder::rgba ? 0 : 2;
        for (uint32_t x = 0; x < picture_.width; ++x, from += kChannels, to += kChannels) {
            if constexpr (kChannels == 1) {
                to[0] = scale_.value(from[0]);
            } else {
                const float alpha = static_cast<float>(from[3]) * (1.0F / 255);
                to[0] = scale_.value(from[red]) * alpha;
                to[1] = scale_.value(from[1]) * alpha;
                to[2] = scale_.value(from[2 - red]) * alpha;
                to[3] = alpha;
            }
        }
    }

    const float *row_across(uint32_t y)
    {
        Row &row = ring_[y % ring_.size()];
        if (row.y == y)
            return row.values.data();
        load(y);
        float *to = row.values.data();
        for (uint32_t x = 0; x < width_; ++x, to += kChannels) {
            const uint32_t *indices = across_.indices(x);
            const float *weights = across_.weights(x);
            std::array<float, kChannels> sum{};
            for (uint32_t tap = 0; tap < across_.taps(); ++tap) {
                const float *from = source_.data() + size_t{indices[tap]} * kChannels;
                for (uint32_t channel = 0; channel < kChannels; ++channel)
                    sum[channel] += weights[tap] * from[channel];
            }
            std::copy(sum.begin(), sum.end(), to);
        }
        row.y = y;
        return row.values.data();
    }

    void store(uint32_t x, uint32_t y, uint8_t *to) const
    {
        const float *sum = sums_.data() + size_t{x} * kChannels;
        if constexpr (kChannels == 1) {
            to[0] = scale_.byte(sum[0]);
        } else {
            to[3] = static_cast<uint8_t>(nearest_step(sum[3], 255));
            if (to[3] == 0) {
                // Nothing to see here, but a colour all the same: the nearest pixel's.
                const uint32_t tap = across_.taps() / 2;
                const uint8_t *row = picture_.row(down_.indices(y)[down_.taps() / 2]);
                copy_pixel(picture_, row + size_t{4} * across_.indices(x)[tap], to);
                to[3] = 0;
                return;
            }
            for (int channel = 0; channel < 3; ++channel)
                to[channel] = scale_.byte(sum[channel] / sum[3]);
        }
    }

    const PixelView &picture_;
    const uint32_t width_;
    const ColourScale scale_;
    const AxisWeights across_;
    const AxisWeights down_;
    std::vector<float> source_; // one row of the picture
    std::vector<float> sums_;   // one row of the result
    std::vector<Row> ring_;
};

template <uint32_t kChannels>
Status check_channels(const PixelView &view, const char *what)
{
    GESSO_RETURN_IF_FAILED(check_view(view, what));
    if (view.channels == kChannels)
        return {};
    return {
        StatusCode::invalid_argument, std::string(what) + " must have " +
                                          std::to_string(kChannels) + " channels, not " +
                                          std::to_string(view.channels)};
}

template <uint32_t kChannels>
Status crop_any(const PixelView &view, const PixelRect &rect, PixelBuffer<kChannels> &out)
{
    GESSO_RETURN_IF_FAILED(check_channels<kChannels>(view, "the picture"));
    if (rect.x >= view.width || rect.y >= view.height || rect.width > view.width ||
        rect.height > view.height)
        return {StatusCode::invalid_argument, "a rectangle outside the picture"};
    GESSO_RETURN_IF_FAILED(out.allocate(rect.width, rect.height));
    const uint32_t right = std::min(rect.width, view.width - rect.x); // before it goes round
    const size_t right_bytes = size_t{right} * kChannels;
    for (uint32_t y = 0; y < rect.height; ++y) {
        const uint32_t from_y = static_cast<uint32_t>((uint64_t{rect.y} + y) % view.height);
        const uint8_t *from = view.row(from_y);
        uint8_t *to = out.row(y);
        std::memcpy(to, from + size_t{rect.x} * kChannels, right_bytes);
        std::memcpy(to + right_bytes, from, size_t{rect.width - right} * kChannels);
        for (uint32_t x = 0; kChannels == 4 && view.order == PixelOrder::bgra && x < rect.width;
             ++x)
            std::swap(to[4 * size_t{x}], to[4 * size_t{x} + 2]);
    }
    return {};
}

template <uint32_t kChannels>
Status resample_any(
    const PixelView &view, uint32_t width, uint32_t height, bool wrap, PixelBuffer<kChannels> &out)
{
    GESSO_RETURN_IF_FAILED(check_channels<kChannels>(view, "the picture"));
    if (width == view.width && height == view.height)
        return crop_any(view, {0, 0, width, height}, out);
    GESSO_RETURN_IF_FAILED(out.allocate(width, height));
    Resampler<kChannels> resampler(view, width, height, wrap);
    for (uint32_t y = 0; y < height; ++y)
        resampler.make_row(y, out.row(y));
    return {};
}

} // namespace

Status
resample(const PixelView &picture, uint32_t width, uint32_t height, bool wrap, Pixels &out_picture)
{
    return resample_any(picture, width, height, wrap, out_picture);
}

Status resample(
    const PixelView &coverage, uint32_t width, uint32_t height, bool wrap, Coverage &out_coverage)
{
    return resample_any(coverage, width, height, wrap, out_coverage);
}

Status crop(const PixelView &picture, const PixelRect &rect, Pixels &out_picture)
{
    return crop_any(picture, rect, out_picture);
}

Status crop(const PixelView &coverage, const PixelRect &rect, Coverage &out_coverage)
{
    return crop_any(coverage, rect, out_coverage);
}

} // namespace gesso::core
