// SPDX-License-Identifier: MIT
#include "paint/scale.h"

#include "paint/field.h"
#include "paint/rows.h"

namespace loopback {

namespace {

// Which of the source's lines make up one line of the result, and how much of each.
struct Blend {
    size_t first = 0;
    std::vector<float> shares;
};

Blend shrink(int source, int result, int i)
{
    const double step = static_cast<double>(source) / result;
    const double from = i * step;
    const double to = std::min<double>(from + step, source);
    Blend blend;
    blend.first = static_cast<size_t>(from);
    for (size_t at = blend.first; static_cast<double>(at) < to; ++at) {
        const double low = std::max(from, static_cast<double>(at));
        const double high = std::min(to, static_cast<double>(at + 1));
        blend.shares.push_back(static_cast<float>((high - low) / step));
    }
    return blend;
}

Blend grow(int source, int result, int i)
{
    const double at =
        std::clamp((i + 0.5) * source / result - 0.5, 0.0, static_cast<double>(source - 1));
    const auto first = static_cast<int>(at);
    const auto share = static_cast<float>(at - first);
    Blend blend;
    blend.first = static_cast<size_t>(first);
    blend.shares.push_back(1 - share);
    if (first + 1 < source) {
        blend.shares.push_back(share);
    }
    return blend;
}

std::vector<Blend> find_blends(int source, int result)
{
    std::vector<Blend> blends;
    blends.reserve(static_cast<size_t>(result));
    for (int i = 0; i < result; ++i) {
        blends.push_back(result < source ? shrink(source, result, i) : grow(source, result, i));
    }
    return blends;
}

} // namespace

Picture scale_picture(const Picture &picture, int width, int height)
{
    if (width == picture.width && height == picture.height) {
        return picture;
    }
    Picture out;
    out.width = width;
    out.height = height;
    out.has_alpha = picture.has_alpha;
    out.pixels.resize(out.row_bytes() * static_cast<size_t>(height));
    const std::vector<Blend> columns = find_blends(picture.width, width);
    const std::vector<Blend> rows = find_blends(picture.height, height);
    const auto channels = static_cast<size_t>(picture.channels());
    const size_t stride = picture.row_bytes();
    for_each_row(height, [&](int y) {
        const Blend &row = rows[static_cast<size_t>(y)];
        std::vector<float> line(stride, 0.0F);
        for (size_t k = 0; k < row.shares.size(); ++k) {
            const uint8_t *from = picture.pixels.data() + (row.first + k) * stride;
            for (size_t i = 0; i < stride; ++i) {
                line[i] += row.shares[k] * static_cast<float>(from[i]);
            }
        }
        uint8_t *to = out.pixels.data() + static_cast<size_t>(y) * out.row_bytes();
        for (const Blend &column : columns) {
            for (size_t c = 0; c < channels; ++c) {
                float sum = 0;
                for (size_t k = 0; k < column.shares.size(); ++k) {
                    sum += column.shares[k] * line[(column.first + k) * channels + c];
                }
                *to++ = static_cast<uint8_t>(nearest(std::clamp(sum, 0.0F, 255.0F)));
            }
        }
    });
    return out;
}

} // namespace loopback
