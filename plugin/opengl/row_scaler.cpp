// SPDX-License-Identifier: MIT
#include "row_scaler.h"

#include "color_tables.h"

#include <algorithm>
#include <cmath>

namespace gesso::opengl {

void RowScaler::begin(const PixelRows &source, uint32_t divisor, bool is_bottom_first)
{
    source_ = source;
    divisor_ = divisor;
    is_bottom_first_ = is_bottom_first;
    width_ = std::max(source.width / divisor, 1U);
    height_ = std::max(source.height / divisor, 1U);
    rows_ = 0;
    pixels_.reset(new uint8_t[size_t{4} * width_ * height_]); // others may still hold the old ones
}

void RowScaler::clear()
{
    pixels_.reset();
    rows_ = width_ = height_ = 0;
}

PixelRows RowScaler::pixels() const
{
    return {pixels_.get(), uint64_t{4} * width_, width_, height_};
}

uint32_t RowScaler::step(uint32_t source_rows, uint32_t pixels)
{
    const uint32_t ready =
        source_rows >= source_.height ? height_ : std::min(source_rows / divisor_, height_);
    uint32_t spent = 0;
    while (rows_ < ready && (spent == 0 || spent < pixels)) {
        make_row();
        spent += source_.width * std::min(divisor_, source_.height);
    }
    return spent;
}

void RowScaler::make_row()
{
    const ColorTables &tables = color_tables();
    sums_.assign(size_t{4} * width_, 0);
    const uint32_t across = std::min(divisor_, source_.width);
    const uint32_t down = std::min(divisor_, source_.height);
    for (uint32_t i = 0; i < down; ++i) {
        const uint32_t y = rows_ * divisor_ + i;
        const uint8_t *from = source_.row(is_bottom_first_ ? source_.height - 1 - y : y);
        for (uint32_t x = 0; x < width_; ++x) {
            float *sum = sums_.data() + size_t{4} * x;
            for (uint32_t j = 0; j < across; ++j, from += 4) {
                const float alpha = from[3];
                sum[0] += tables.to_linear[from[0]] * alpha;
                sum[1] += tables.to_linear[from[1]] * alpha;
                sum[2] += tables.to_linear[from[2]] * alpha;
                sum[3] += alpha;
            }
        }
    }
    const uint32_t place = is_bottom_first_ ? height_ - 1 - rows_ : rows_;
    uint8_t *out = pixels_.get() + size_t{4} * width_ * place;
    const float count = static_cast<float>(across * down);
    for (uint32_t x = 0; x < width_; ++x, out += 4) {
        const float *sum = sums_.data() + size_t{4} * x;
        const float scale = sum[3] > 0 ? 65535 / sum[3] : 0;
        for (int channel = 0; channel < 3; ++channel) {
            const float light = std::min(sum[channel] * scale + 0.5F, 65535.0F);
            out[channel] = tables.to_bytes[static_cast<size_t>(light)];
        }
        out[3] = static_cast<uint8_t>(std::lround(sum[3] / count));
    }
    ++rows_;
}

} // namespace gesso::opengl
