// SPDX-License-Identifier: MIT
#include "paint/cutouts.h"

#include "paint/letters.h"
#include "paint/rows.h"

namespace loopback {

namespace {

struct Point {
    float x;
    float y;
};

// In units, from the middle of the picture.
Point from_middle(const Canvas &canvas, int x, int y)
{
    return {
        (static_cast<float>(x) + 0.5F) / canvas.pixels_per_unit - canvas.units_x / 2,
        (static_cast<float>(y) + 0.5F) / canvas.pixels_per_unit - canvas.units_y / 2};
}

float depth_in_box(Point p, float half_width, float half_height, float radius)
{
    const float qx = std::abs(p.x) - half_width + radius;
    const float qy = std::abs(p.y) - half_height + radius;
    return radius - std::hypot(std::max(qx, 0.0F), std::max(qy, 0.0F)) -
           std::min(std::max(qx, qy), 0.0F);
}

// Of a five-pointed star.
float depth_in_star(Point p, float radius)
{
    constexpr float kFifth = 1.25663706F;
    const float turn = std::atan2(p.x, -p.y);
    const float folded = turn - kFifth * std::round(turn / kFifth);
    const float length = std::hypot(p.x, p.y);
    const float x = length * std::cos(folded);
    const float y = std::abs(length * std::sin(folded));
    // The edge runs from a point at `radius` to a notch at 0.45 of it, a tenth of a turn on.
    const float notch_x = 0.45F * radius * std::cos(kFifth / 2);
    const float notch_y = 0.45F * radius * std::sin(kFifth / 2);
    const float ex = notch_x - radius;
    const float ey = notch_y;
    return ((x - radius) * ey - y * ex) / std::hypot(ex, ey) * -1.0F;
}

void recolor(Surface &surface, int y, int x, const Color &color, float share)
{
    const Color mixed = mix(surface.color(y, x), color, share);
    surface.set(y, x, surface.height.row(y)[x], mixed);
}

} // namespace

Field cut_sign(Surface &surface, const Scene &scene, const std::string &label)
{
    const Canvas &canvas = scene.canvas;
    const float half_width = canvas.units_x * 0.44F;
    const float half_height = std::min(canvas.units_y * 0.36F, half_width * 0.8F);
    const Field wobble = make_noise(canvas, Frequency(22), 3, 0.5F, mix_bits(scene.seed, 81));
    const TextBox box{
        canvas.units_x / 2, canvas.units_y / 2, half_width * 1.56F, half_height * 1.4F, 0.16F};
    const Field ink = draw_text(canvas, label, box);
    const Color paint = srgb(0xe9dfc6);
    const Color bolt = srgb(0x4a4644);
    Field depth(canvas);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const Point p = from_middle(canvas, x, y);
            const float w = wobble.row(y)[x];
            const float d = depth_in_box(p, half_width, half_height, 0.03F) + 0.0025F * w;
            const Point corner{
                std::abs(p.x) - half_width + 0.045F, std::abs(p.y) - half_height + 0.045F};
            const float head = clamp01(1 - std::hypot(corner.x, corner.y) / 0.014F);
            const float frame = smooth(0.0035F, 0.0015F, std::abs(d - 0.024F));
            depth.row(y)[x] = d;
            const float worn = smooth(-0.55F, -0.15F, w);
            recolor(surface, y, x, paint, 0.9F * worn * std::max(ink.row(y)[x], 0.8F * frame));
            recolor(surface, y, x, bolt, smooth(0.0F, 0.1F, head));
            surface.height.row(y)[x] +=
                0.014F * smooth(0.0F, 0.012F, d) + 0.006F * std::sqrt(head * (2 - head));
        }
    });
    return depth;
}

Field cut_sticker(Surface &surface, const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    constexpr float kRadius = 0.44F;
    const Color rim = srgb(0xf4f1ea);
    const Color star = srgb(0xf3d46b);
    const float pixel = 1.0F / canvas.pixels_per_unit;
    Field depth(canvas);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const Point p = from_middle(canvas, x, y);
            const float d = kRadius - std::hypot(p.x, p.y);
            const float in_star = depth_in_star(p, 0.27F);
            const float in_outline = in_star + 0.016F;
            depth.row(y)[x] = d;
            recolor(surface, y, x, rim, smooth(0.040F + pixel, 0.040F - pixel, d));
            recolor(surface, y, x, rim, smooth(-pixel, pixel, in_outline));
            recolor(surface, y, x, star, smooth(-pixel, pixel, in_star));
            surface.height.row(y)[x] = 0.1F * surface.height.row(y)[x] +
                                       0.012F * smooth(0.0F, 0.02F, d) +
                                       0.010F * smooth(0.0F, 0.03F, in_star);
        }
    });
    surface.gloss = 0.25F;
    return depth;
}

Field cut_leaf(Surface &surface, const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field cloud = make_noise(canvas, Frequency(7), 5, 0.6F, mix_bits(scene.seed, 82));
    const Field grain = make_noise(canvas, Frequency(90), 3, 0.7F, mix_bits(scene.seed, 83));
    const Ramp green = scene.look.dyed({0x1f3a14, 0x33591f, 0x4c7a2a, 0x6f9c3a, 0x9abd58});
    const Color rib = green.at(1.0F) * 1.15F;
    const float lean = -0.6F + 0.5F * random_of(scene.seed, 84);
    const float cosine = std::cos(lean);
    const float sine = std::sin(lean);
    Field depth(canvas);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const Point p = from_middle(canvas, x, y);
            const float along = (p.x * cosine + p.y * sine) / 0.86F + 0.5F;
            const float bend = 0.05F * std::sin(3.0F * along);
            const float across = p.y * cosine - p.x * sine - bend;
            const float t = clamp01((along - 0.10F) / 0.90F);
            const float side = std::abs(across);
            const float teeth = 0.006F * std::abs(std::sin(t * 60.0F));
            const float half = 0.25F * std::pow(std::sin(3.14159F * std::pow(t, 0.75F)), 0.85F);
            const float blade =
                half - teeth * smooth(0.0F, 0.05F, half) - side - 0.01F * smooth(0.01F, 0.0F, half);
            const float stem =
                along > 0.0F && along < 0.98F ? 0.010F * (1.1F - along) - side : -0.05F;
            const float midrib = smooth(0.012F * (1.1F - t), 0.0F, side);
            const float lines = t * 11.0F - side * 16.0F;
            const float to_line = std::abs(lines - std::round(lines)) / 16.0F;
            const float vein = smooth(0.0045F, 0.0F, to_line) * smooth(0.02F, 0.05F, half);
            const float veins = std::max(midrib, 0.65F * vein);
            const float c = cloud.row(y)[x];
            const float swell = smooth(0.0F, 0.03F, to_line);
            const Color color = green.at(0.45F + 0.30F * c + 0.12F * grain.row(y)[x]);
            surface.set(
                y, x,
                0.010F * smooth(0.0F, 0.03F, blade) + 0.006F * swell + 0.004F * midrib +
                    0.0006F * grain.row(y)[x],
                mix(color, rib, 0.6F * veins));
            depth.row(y)[x] = std::max(blade, stem);
        }
    });
    surface.gloss = 0.10F;
    surface.crevice = 0.5F;
    return depth;
}

Field cut_splash(Surface &surface, const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field wobble = make_noise(canvas, Frequency(7), 4, 0.5F, mix_bits(scene.seed, 85));
    const Color paint = scene.look.dye.value_or(srgb(0x9c1f2a));
    Dice dice(mix_bits(scene.seed, 86));
    struct Drop {
        Point at;
        float radius;
    };
    std::vector<Drop> drops{{{0, 0}, 0.20F}};
    for (int i = 0; i < 46; ++i) {
        const float angle = dice.roll(0, 6.2832F);
        const float away = 0.12F + 0.32F * dice.roll();
        const float radius = 0.052F * (1 - 1.6F * (away - 0.12F)) * dice.roll(0.25F, 1.0F);
        drops.push_back({{away * std::cos(angle), away * std::sin(angle)}, radius});
    }
    Field depth(canvas);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const Point p = from_middle(canvas, x, y);
            float pull = 0;
            for (const Drop &drop : drops) {
                const float dx = p.x - drop.at.x;
                const float dy = p.y - drop.at.y;
                const float ratio = drop.radius * drop.radius / (dx * dx + dy * dy + 1e-6F);
                pull += ratio * ratio;
            }
            const float d =
                0.06F * (1 - 1 / std::sqrt(std::sqrt(pull) + 1e-6F)) + 0.006F * wobble.row(y)[x];
            depth.row(y)[x] = d;
            const float thick = smooth(0.0F, 0.03F, d);
            surface.set(
                y, x, 0.012F * thick + 0.003F * wobble.row(y)[x] * thick,
                paint * (0.85F + 0.3F * wobble.row(y)[x]));
        }
    });
    surface.gloss = 0.35F;
    return depth;
}

Field cut_patch(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field wobble = make_noise(canvas, Frequency(3), 6, 0.55F, mix_bits(scene.seed, 87));
    Field depth(canvas);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const Point p = from_middle(canvas, x, y);
            depth.row(y)[x] =
                depth_in_box(p, 0.41F * canvas.units_x, 0.41F * canvas.units_y, 0.22F) +
                0.075F * wobble.row(y)[x] - 0.01F;
        }
    });
    return depth;
}

void apply_alpha(Picture &picture, const Field &depth, float pixels_per_unit)
{
    constexpr float kMargin = 6; // pixels of true colour beyond the edge, for filtering
    std::vector<uint8_t> out(picture.pixels.size() / 3 * 4);
    for (size_t i = 0; i < depth.values.size(); ++i) {
        const float pixels = depth.values[i] * pixels_per_unit;
        const bool is_far = pixels < -kMargin;
        for (size_t channel = 0; channel < 3; ++channel) {
            out[4 * i + channel] = is_far ? uint8_t{128} : picture.pixels[3 * i + channel];
        }
        out[4 * i + 3] = static_cast<uint8_t>(nearest(255.0F * smooth(-1.2F, 1.2F, pixels)));
    }
    picture.pixels = std::move(out);
    picture.has_alpha = true;
}

} // namespace loopback
