// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

struct Panel {
    float edge;  // to the nearest seam, in units
    float rivet; // 1 on the top of one
};

// Plates of half a unit, riveted along their seams.
Panel find_panel(const Canvas &canvas, float x, float y)
{
    const auto plates_x = static_cast<float>(canvas.fit_x(2));
    const auto plates_y = static_cast<float>(canvas.fit_y(2));
    const float width = canvas.units_x / plates_x;
    const float height = canvas.units_y / plates_y;
    const float px = x - std::floor(x / width) * width;
    const float py = y - std::floor(y / height) * height;
    const float side = std::min(px, width - px);
    const float end = std::min(py, height - py);
    const float step_x = width / 8;
    const float step_y = height / 8;
    const auto near_step = [](float at, float step) {
        const float turns = at / step;
        return std::abs(turns - std::floor(turns) - 0.5F) * step;
    };
    constexpr float kInset = 0.026F;
    const float on_side = std::hypot(side - kInset, near_step(py, step_y));
    const float on_end = std::hypot(end - kInset, near_step(px, step_x));
    const float away = std::min(on_side, on_end);
    constexpr float kRadius = 0.0085F;
    const float inside = clamp01(1 - away / kRadius);
    return {std::min(side, end), std::sqrt(inside * (2 - inside))};
}

} // namespace

Surface paint_rust(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field patch = make_noise(canvas, Frequency(3), 6, 0.6F, mix_bits(scene.seed, 1));
    const Field drip = make_noise(canvas, Frequency(26, 2), 3, 0.5F, mix_bits(scene.seed, 2));
    const Field tone_of = make_noise(canvas, Frequency(8), 5, 0.65F, mix_bits(scene.seed, 3));
    const Field grit = make_noise(canvas, Frequency(110), 3, 0.8F, mix_bits(scene.seed, 4));
    const Field brush = make_noise(canvas, Frequency(160, 5), 2, 0.6F, mix_bits(scene.seed, 5));
    const Ramp rust{0x2f1a13, 0x55291a, 0x7f3c1d, 0xa4532a, 0xc27640, 0xcf965f};
    const Ramp metal = scene.look.dyed(Ramp{0x4c5254, 0x646b6d, 0x7c8485, 0x949b9a});
    const Color dark = srgb(0x17120f);
    const float unit = 1.0F / canvas.pixels_per_unit;

    Surface surface(canvas);
    surface.gloss = 0.10F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float t = tone_of.row(y)[x];
            const float g = grit.row(y)[x];
            const Panel panel = find_panel(
                canvas, static_cast<float>(x) * unit + 0.0008F * t,
                static_cast<float>(y) * unit + 0.0008F * t);
            const float seam_rust = 0.5F * smooth(0.06F, 0.0F, panel.edge) + 0.25F * panel.rivet;
            const float amount =
                patch.row(y)[x] + 0.34F * drip.row(y)[x] + 0.22F * t + seam_rust + 0.06F * g;
            const float rusted = smooth(-0.06F, 0.10F, amount);
            const float crust = smooth(0.1F, 0.7F, amount);
            const float m = 0.5F + 0.30F * brush.row(y)[x] + 0.22F * patch.row(y)[x] + 0.1F * g;
            const Color bare = metal.at(m);
            const Color scale = rust.at(
                0.46F + 0.42F * t + 0.26F * g - 0.22F * crust +
                0.34F * smooth(0.16F, 0.0F, amount));
            const float seam = smooth(0.0026F, 0.0012F, panel.edge);
            const float height = 0.0055F * panel.rivet - 0.006F * seam +
                                 rusted * (0.0012F + 0.0020F * t + 0.0016F * g) +
                                 0.0002F * brush.row(y)[x];
            surface.set(y, x, height, mix(mix(bare, scale, rusted), dark, seam * 0.8F));
        }
    });
    return surface;
}

} // namespace loopback
