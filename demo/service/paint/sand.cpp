// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

// A ripple climbs slowly against the wind and falls steeply behind its crest.
float ripple(float turns)
{
    const float at = turns - std::floor(turns);
    const float slope = at < 0.68F ? at / 0.68F : (1 - at) / 0.32F;
    return slope * slope * (3 - 2 * slope);
}

} // namespace

Surface paint_sand(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field drift = make_noise(canvas, Frequency(2), 3, 0.5F, mix_bits(scene.seed, 1));
    const Field bend = make_noise(canvas, Frequency(4, 6), 3, 0.45F, mix_bits(scene.seed, 2));
    const Field strength = make_noise(canvas, Frequency(3), 3, 0.5F, mix_bits(scene.seed, 3));
    const Field grain = make_noise(canvas, Frequency(210), 2, 0.8F, mix_bits(scene.seed, 4));
    const Field cloud = make_noise(canvas, Frequency(8), 5, 0.6F, mix_bits(scene.seed, 5));
    const Ramp sand = scene.look.dyed(Ramp{0x9b7847, 0xb9945f, 0xcfad78, 0xdcbf8e, 0xe9d3a8});
    const auto ripples = static_cast<float>(canvas.fit_y(15));
    const auto skew = static_cast<float>(canvas.fit_x(2));

    Surface surface(canvas);
    surface.shadow = 0.25F;
    surface.crevice = 0.5F;
    for_each_row(canvas.height, [&](int y) {
        const float down = static_cast<float>(y) / static_cast<float>(canvas.height);
        for (int x = 0; x < canvas.width; ++x) {
            const float along = static_cast<float>(x) / static_cast<float>(canvas.width);
            const float g = grain.row(y)[x];
            const float c = cloud.row(y)[x];
            const float turns =
                down * ripples + along * skew + 1.5F * drift.row(y)[x] + 0.8F * bend.row(y)[x];
            const float power = smooth(-0.75F, 0.35F, strength.row(y)[x]);
            const float wave = ripple(turns) * power;
            const float speck =
                random_of(scene.seed, static_cast<uint32_t>(x), static_cast<uint32_t>(y));
            const float dark = speck > 0.985F ? 0.35F : 0.0F;
            const float height = 0.0105F * wave + 0.012F * drift.row(y)[x] + 0.0016F * c +
                                 0.0010F * g + 0.0005F * speck;
            const float tone = 0.46F + 0.20F * (wave - 0.4F) + 0.20F * c + 0.20F * g +
                               0.22F * (speck - 0.5F) - dark;
            surface.set(y, x, height, sand.at(tone));
        }
    });
    return surface;
}

} // namespace loopback
