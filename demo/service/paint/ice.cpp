// SPDX-License-Identifier: MIT
#include "paint/cells.h"
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

// Trapped air: small pale rings, many tiny ones and few large.
void add_bubbles(Field &field, const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    Dice dice(mix_bits(scene.seed, 41));
    const int count = static_cast<int>(170 * canvas.units_x * canvas.units_y);
    for (int i = 0; i < count; ++i) {
        const float size = dice.roll();
        const float radius =
            (0.0018F + 0.009F * size * size * size * size) * canvas.pixels_per_unit;
        const float cx = dice.roll() * static_cast<float>(canvas.width);
        const float cy = dice.roll() * static_cast<float>(canvas.height);
        const float strength = dice.roll(0.15F, 0.6F);
        const int reach = static_cast<int>(radius) + 2;
        for (int dy = -reach; dy <= reach; ++dy) {
            float *row = field.row(wrap(static_cast<int>(cy) + dy, canvas.height));
            for (int dx = -reach; dx <= reach; ++dx) {
                const float away = std::hypot(static_cast<float>(dx), static_cast<float>(dy));
                const float inside = smooth(radius + 0.8F, radius - 0.8F, away);
                const float rim = inside * (0.25F + 0.75F * smooth(0.3F, 1.0F, away / radius));
                float &out = row[wrap(static_cast<int>(cx) + dx, canvas.width)];
                out = std::max(out, strength * rim);
            }
        }
    }
}

} // namespace

Surface paint_ice(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const CellGrid large(canvas, Frequency(3, 4), 0.9F, mix_bits(scene.seed, 42));
    const CellGrid small(canvas, Frequency(8, 8), 0.95F, mix_bits(scene.seed, 43));
    const Field warp_x = make_noise(canvas, Frequency(5), 5, 0.55F, mix_bits(scene.seed, 1));
    const Field warp_y = make_noise(canvas, Frequency(5), 5, 0.55F, mix_bits(scene.seed, 2));
    const Field deep = make_noise(canvas, Frequency(2), 5, 0.55F, mix_bits(scene.seed, 3));
    const Field milk = make_ridges(canvas, Frequency(4), 4, 0.5F, mix_bits(scene.seed, 4));
    const Field frost = make_noise(canvas, Frequency(60), 4, 0.7F, mix_bits(scene.seed, 5));
    Field bubbles(canvas);
    add_bubbles(bubbles, scene);
    const Ramp ice = scene.look.dyed(Ramp{0x17435f, 0x2d6d8e, 0x5598b6, 0x8fc4d8, 0xc6e5ef});
    const Color white = srgb(0xf1fafd);
    const float unit = canvas.pixels_per_unit;

    Surface surface(canvas);
    surface.gloss = 0.16F;
    surface.shadow = 0.1F;
    surface.crevice = 0.5F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float wx = warp_x.row(y)[x];
            const float wy = warp_y.row(y)[x];
            const float at_x = static_cast<float>(x) + 0.05F * unit * wx;
            const float at_y = static_cast<float>(y) + 0.05F * unit * wy;
            const Cell plate = large.at(at_x, at_y);
            const Cell shard = small.at(at_x + 0.02F * unit * wy, at_y - 0.02F * unit * wx);
            const float d = deep.row(y)[x];
            const float f = frost.row(y)[x];
            const float m = milk.sample(at_x, at_y);
            const float crack = smooth(0.022F, 0.002F, plate.border);
            const float glow = smooth(0.16F, 0.0F, plate.border);
            const float hair = smooth(0.022F, 0.003F, shard.border) * smooth(-0.1F, 0.5F, wx + d);
            const float own = random_of(scene.seed, plate.id, 3) - 0.5F;
            const float tone =
                0.42F + 0.42F * d + 0.16F * own + 0.20F * glow + 0.10F * f + 0.26F * (m - 0.4F);
            const float rime = smooth(0.15F, 0.75F, d + 0.5F * f + 0.3F * m - 0.1F);
            Color color = ice.at(tone);
            color = mix(color, white, clamp01(0.75F * crack + 0.45F * hair + 0.12F * glow));
            color = mix(color, white, clamp01(bubbles.row(y)[x] + 0.5F * rime));
            const float height = 0.004F * d - 0.0045F * crack - 0.0012F * hair +
                                 0.0011F * f * (0.25F + rime) +
                                 0.002F * own * smooth(0.0F, 0.1F, plate.border);
            surface.set(y, x, height, color);
        }
    });
    return surface;
}

} // namespace loopback
