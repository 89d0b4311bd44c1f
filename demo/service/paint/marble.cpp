// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"
#include "paint/words.h"

namespace loopback {

namespace {

// How far from a grout line, in units; large where the slab is whole.
float tile_edge(const Canvas &canvas, int x, int y, int tiles_x, int tiles_y)
{
    const float u = (static_cast<float>(x) + 0.5F) / static_cast<float>(canvas.width) *
                    static_cast<float>(tiles_x);
    const float v = (static_cast<float>(y) + 0.5F) / static_cast<float>(canvas.height) *
                    static_cast<float>(tiles_y);
    const float du = std::min(u - std::floor(u), std::ceil(u) - u) * canvas.units_x /
                     static_cast<float>(tiles_x);
    const float dv = std::min(v - std::floor(v), std::ceil(v) - v) * canvas.units_y /
                     static_cast<float>(tiles_y);
    return std::min(du, dv);
}

} // namespace

Surface paint_marble(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field warp_x = make_noise(canvas, Frequency(2), 7, 0.58F, mix_bits(scene.seed, 1));
    const Field warp_y = make_noise(canvas, Frequency(2), 7, 0.58F, mix_bits(scene.seed, 2));
    const Field broad = make_ridges(canvas, Frequency(2.6F), 1, 0.4F, mix_bits(scene.seed, 3));
    const Field thin = make_ridges(canvas, Frequency(6), 1, 0.5F, mix_bits(scene.seed, 4));
    const Field cloud = make_noise(canvas, Frequency(3), 6, 0.55F, mix_bits(scene.seed, 5));
    const Field grain = make_noise(canvas, Frequency(120), 3, 0.7F, mix_bits(scene.seed, 6));
    const bool is_dark = has_any(scene.words, "black dark night onyx");
    const bool is_tiled = has_any(scene.words, "tile tiles tiled floor");
    const Ramp base = is_dark
                          ? Ramp{0x0d0e10, 0x17191c, 0x25282c, 0x33373c}
                          : scene.look.dyed(Ramp{0xb9b9ba, 0xd6d5d3, 0xe8e6e2, 0xf3f1ed, 0xf8f6f2});
    const Color vein = is_dark ? srgb(0xd8d2c4) : srgb(0x6b6d73);
    const Color gold = is_dark ? srgb(0xb08d4f) : srgb(0xb19a75);
    const Color grout = is_dark ? srgb(0x2a2a2a) : srgb(0x9a958c);
    const float unit = canvas.pixels_per_unit;
    const int tiles_x = canvas.fit_x(3);
    const int tiles_y = canvas.fit_y(3);

    Surface surface(canvas);
    surface.gloss = 0.05F;
    surface.shadow = 0;
    surface.crevice = 0.4F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float edge = is_tiled ? tile_edge(canvas, x, y, tiles_x, tiles_y) : 1.0F;
            const float at_x = static_cast<float>(x) + 0.16F * unit * warp_x.row(y)[x];
            const float at_y = static_cast<float>(y) + 0.16F * unit * warp_y.row(y)[x];
            const float fine_x = static_cast<float>(x) + 0.07F * unit * warp_y.row(y)[x];
            const float fine_y = static_cast<float>(y) + 0.07F * unit * warp_x.row(y)[x];
            const float c = cloud.sample(at_x, at_y);
            const float b = broad.sample(at_x, at_y);
            const float t = thin.sample(fine_x, fine_y);
            const float strength = smooth(-0.5F, 0.7F, warp_y.row(y)[x] + 0.6F * c);
            const float heavy =
                (0.75F * smooth(0.91F, 0.985F, b) + 0.35F * smooth(0.62F, 0.97F, b)) *
                (0.12F + 0.88F * strength);
            const float light = (0.7F * smooth(0.90F, 0.98F, t) + 0.2F * smooth(0.6F, 0.95F, t)) *
                                smooth(-0.15F, 0.55F, c + 0.5F * warp_x.row(y)[x]);
            const float haze = smooth(0.45F, 0.95F, b) * 0.30F;
            const float g = grain.row(y)[x];
            Color color = base.at(0.62F + 0.62F * c + 0.05F * g - (is_dark ? -haze : haze));
            color = mix(color, mix(vein, gold, smooth(0.0F, 0.6F, warp_x.row(y)[x])), heavy * 0.8F);
            color = mix(color, vein, light * 0.7F);
            const float cover = smooth(0.0035F, 0.0055F, edge);
            surface.set(
                y, x, mix(-0.004F, 0, smooth(0.003F, 0.007F, edge)) + 0.0001F * g,
                mix(grout * (1 + 0.3F * g), color, cover));
        }
    });
    return surface;
}

} // namespace loopback
