// SPDX-License-Identifier: MIT
#include "paint/preview.h"

#include "paint/field.h"

#include <array>

namespace loopback {

namespace {

struct Tap {
    size_t first;
    size_t second;
    float share;
};

// Which two small pixels a large one lies between; the picture's edges wrap.
std::vector<Tap> find_taps(int small, int large)
{
    std::vector<Tap> taps;
    for (int i = 0; i < large; ++i) {
        const float at =
            (static_cast<float>(i) + 0.5F) * static_cast<float>(small) / static_cast<float>(large) -
            0.5F;
        const float base = std::floor(at);
        const float share = at - base;
        taps.push_back(
            {static_cast<size_t>(wrap(static_cast<int>(base), small)),
             static_cast<size_t>(wrap(static_cast<int>(base) + 1, small)),
             share * share * (3 - 2 * share)});
    }
    return taps;
}

std::vector<float> with_noise(const Picture &picture, float grain, uint32_t seed)
{
    std::vector<float> out(picture.pixels.begin(), picture.pixels.end());
    const auto channels = static_cast<size_t>(picture.channels());
    for (size_t i = 0; i < out.size(); ++i) {
        const bool is_alpha = channels == 4 && i % 4 == 3;
        const float noise = random_of(seed, static_cast<uint32_t>(i)) - 0.5F;
        out[i] = is_alpha ? out[i] : std::clamp(out[i] + grain * noise, 0.0F, 255.0F);
    }
    return out;
}

} // namespace

Picture enlarge(const Picture &small, int width, int height, float grain, uint32_t seed)
{
    Picture out;
    out.width = width;
    out.height = height;
    out.has_alpha = small.has_alpha;
    out.pixels.resize(out.row_bytes() * static_cast<size_t>(height));
    const std::vector<float> from = with_noise(small, grain, seed);
    const std::vector<Tap> columns = find_taps(small.width, width);
    const std::vector<Tap> rows = find_taps(small.height, height);
    const auto channels = static_cast<size_t>(small.channels());
    const size_t stride = small.row_bytes();
    std::vector<float> line(stride);
    for (size_t y = 0; y < rows.size(); ++y) {
        for (size_t i = 0; i < stride; ++i) {
            line[i] = mix(
                from[rows[y].first * stride + i], from[rows[y].second * stride + i], rows[y].share);
        }
        uint8_t *to = out.pixels.data() + y * out.row_bytes();
        for (const Tap &tap : columns) {
            for (size_t c = 0; c < channels; ++c) {
                const float value =
                    mix(line[tap.first * channels + c], line[tap.second * channels + c], tap.share);
                *to++ = static_cast<uint8_t>(nearest(value));
            }
        }
    }
    return out;
}

} // namespace loopback
