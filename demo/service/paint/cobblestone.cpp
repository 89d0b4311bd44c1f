// SPDX-License-Identifier: MIT
#include "paint/cells.h"
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

Surface paint_cobblestone(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const CellGrid grid(canvas, Frequency(8, 10), 0.55F, mix_bits(scene.seed, 21));
    const Field warp_x = make_noise(canvas, Frequency(14), 3, 0.5F, mix_bits(scene.seed, 1));
    const Field warp_y = make_noise(canvas, Frequency(14), 3, 0.5F, mix_bits(scene.seed, 2));
    const Field cloud = make_noise(canvas, Frequency(12), 5, 0.6F, mix_bits(scene.seed, 3));
    const Field grit = make_noise(canvas, Frequency(150), 3, 0.75F, mix_bits(scene.seed, 4));
    const Field damp = make_noise(canvas, Frequency(3), 4, 0.55F, mix_bits(scene.seed, 5));
    const Ramp stone = scene.look.dyed(Ramp{0x4a4a4c, 0x66645f, 0x7d7a74, 0x949088, 0xaba69b});
    const Ramp warm = scene.look.dyed(Ramp{0x574c42, 0x75685a, 0x8f8171, 0xa79a88});
    const Ramp earth{0x2b241d, 0x43382c, 0x5a4c3b};
    const float unit = canvas.pixels_per_unit;

    Surface surface(canvas);
    surface.relief = 0.9F;
    surface.shadow = 0.6F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float c = cloud.row(y)[x];
            const float g = grit.row(y)[x];
            const Cell cell = grid.at(
                static_cast<float>(x) + 0.012F * unit * warp_x.row(y)[x],
                static_cast<float>(y) + 0.012F * unit * warp_y.row(y)[x]);
            const uint32_t seed = mix_bits(scene.seed, cell.id, 7);
            const float inside =
                cell.round_border - 0.025F - 0.03F * random_of(seed, 1) + 0.012F * c;
            const float cover = smooth(0.0F, 0.035F, inside);
            const float rise = clamp01(inside / (0.24F + 0.1F * random_of(seed, 2)));
            const float dome = std::sqrt(1 - (1 - rise) * (1 - rise));
            const float lean = (random_of(seed, 3) - 0.5F) * cell.dx * 0.012F +
                               (random_of(seed, 4) - 0.5F) * cell.dy * 0.012F;
            const float top = 0.026F + 0.008F * random_of(seed, 5);
            const float height = inside > 0
                                     ? top * dome + lean * rise + 0.0042F * c * rise + 0.0011F * g
                                     : 0.0015F * g + 0.002F * c;
            const float tone = 0.10F + 0.62F * random_of(seed, 6) + 0.36F * c + 0.2F * g;
            const Color face =
                mix(stone.at(tone), warm.at(tone), smooth(0.3F, 0.9F, random_of(seed, 8)));
            const float worn = 0.82F + 0.25F * dome - 0.16F * smooth(0, 0.8F, damp.row(y)[x]);
            const Color bed = earth.at(0.45F + 0.6F * g + 0.4F * c);
            surface.set(y, x, height, mix(bed, face * worn, cover));
        }
    });
    return surface;
}

} // namespace loopback
