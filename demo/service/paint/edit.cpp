// SPDX-License-Identifier: MIT
#include "paint/edit.h"

#include "paint/field.h"
#include "paint/rows.h"
#include "paint/scale.h"

#include <array>

namespace loopback {

namespace {

using Tint = std::array<float, 3>;

constexpr float kTintShare = 0.4F;
constexpr float kShineThrough = 0.3F; // of the base, where a whole picture is edited

// The mean colour of all references, or nothing.
std::optional<Tint> tint_of(const std::vector<Picture> &references)
{
    if (references.empty()) {
        return std::nullopt;
    }
    Tint tint{};
    for (const Picture &picture : references) {
        const Picture pixel = scale_picture(picture, 1, 1);
        for (size_t c = 0; c < tint.size(); ++c) {
            tint[c] += static_cast<float>(pixel.pixels[c]) / static_cast<float>(references.size());
        }
    }
    return tint;
}

// What a service does to pixels that nobody asked it to change.
class Drift {
public:
    Drift(uint32_t seed, bool is_faithful) : seed_(seed), scale_(is_faithful ? 0.3F : 1.0F)
    {
        Dice dice(seed);
        for (size_t c = 0; c < gain_.size(); ++c) {
            gain_[c] = 1 - scale_ * dice.roll(0.025F, 0.05F);
            lift_[c] = scale_ * dice.roll(3, 9);
        }
    }

    [[nodiscard]] float change(uint8_t value, size_t channel, uint32_t pixel) const
    {
        const float noise =
            5 * scale_ * (random_of(seed_, pixel, static_cast<uint32_t>(channel)) - 0.5F);
        const float changed = gain_[channel] * static_cast<float>(value) + lift_[channel] + noise;
        const float rounded = std::floor(std::clamp(changed, 0.0F, 255.0F) + 0.5F);
        const bool is_same = rounded == static_cast<float>(value);
        return is_same ? rounded + (value < 128 ? 1.0F : -1.0F) : rounded;
    }

private:
    uint32_t seed_;
    float scale_;
    std::array<float, 3> gain_{};
    std::array<float, 3> lift_{};
};

// A preview of an early stage knows only the base's large shapes.
Picture base_at_stage(const PaintJob &job, const Picture &base)
{
    const int divisor = preview_divisor(job.coarseness);
    if (divisor == 1) {
        return scale_picture(base, job.width, job.height);
    }
    const Picture small =
        scale_picture(base, std::max(8, job.width / divisor), std::max(8, job.height / divisor));
    return scale_picture(small, job.width, job.height);
}

// Over white, as a picture without alpha shows what was transparent.
void flatten(Picture &picture)
{
    for (size_t i = 0; i + 3 < picture.pixels.size(); i += 4) {
        const float alpha = static_cast<float>(picture.pixels[i + 3]) / 255;
        for (size_t c = 0; c < 3; ++c) {
            const float value = mix(255, static_cast<float>(picture.pixels[i + c]), alpha);
            picture.pixels[i + c] = static_cast<uint8_t>(nearest(value));
        }
        picture.pixels[i + 3] = 255;
    }
}

struct Canvases {
    const Picture &texture; // RGB
    const Picture &base;    // RGBA
    const Picture *mask;    // RGBA
    std::optional<Tint> tint;
};

void paint_pixel(const Canvases &from, const Drift &drift, size_t pixel, Picture &out)
{
    const uint8_t *base = from.base.pixels.data() + pixel * 4;
    const uint8_t *texture = from.texture.pixels.data() + pixel * 3;
    const float clear = from.mask == nullptr
                            ? 1 - kShineThrough
                            : 1 - static_cast<float>(from.mask->pixels[pixel * 4 + 3]) / 255;
    uint8_t *to = out.pixels.data() + pixel * static_cast<size_t>(out.channels());
    for (size_t c = 0; c < 3; ++c) {
        float paint = texture[c];
        paint = from.tint ? mix(paint, (*from.tint)[c], kTintShare) : paint;
        const float kept = drift.change(base[c], c, static_cast<uint32_t>(pixel));
        to[c] = static_cast<uint8_t>(nearest(mix(kept, paint, clear)));
    }
    if (out.has_alpha) {
        to[3] = static_cast<uint8_t>(nearest(mix(base[3], 255, clear)));
    }
}

} // namespace

Picture paint_edit(const PaintJob &job, const EditSource &source)
{
    PaintJob texture_job = job;
    texture_job.is_transparent = false;
    const Picture texture = paint(texture_job);
    Picture base = base_at_stage(job, source.base);
    if (!job.is_transparent) {
        flatten(base);
    }
    std::optional<Picture> mask;
    if (source.mask) {
        mask = scale_picture(*source.mask, job.width, job.height);
    }
    const Canvases canvases{texture, base, mask ? &*mask : nullptr, tint_of(source.references)};
    const Drift drift(
        mix_bits(0x5eedU + static_cast<uint32_t>(job.index), static_cast<uint32_t>(job.width)),
        source.is_faithful);
    Picture out;
    out.width = job.width;
    out.height = job.height;
    out.has_alpha = job.is_transparent;
    out.pixels.resize(out.row_bytes() * static_cast<size_t>(out.height));
    for_each_row(out.height, [&](int y) {
        const auto width = static_cast<size_t>(out.width);
        for (size_t x = 0; x < width; ++x) {
            paint_pixel(canvases, drift, static_cast<size_t>(y) * width + x, out);
        }
    });
    return out;
}

} // namespace loopback
