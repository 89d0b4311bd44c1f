// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

Surface paint_plaster(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field warp = make_noise(canvas, Frequency(4), 4, 0.5F, mix_bits(scene.seed, 1));
    const Field trowel = make_ridges(canvas, Frequency(3, 5), 4, 0.55F, mix_bits(scene.seed, 2));
    const Field cloud = make_noise(canvas, Frequency(3), 6, 0.6F, mix_bits(scene.seed, 3));
    const Field grit = make_noise(canvas, Frequency(140), 3, 0.75F, mix_bits(scene.seed, 4));
    const Ramp lime = scene.look.dyed(Ramp{0xa8a195, 0xbfb8ab, 0xd0cabe, 0xdcd7cc, 0xe6e2d9});
    const float unit = canvas.pixels_per_unit;
    Surface surface(canvas);
    surface.shadow = 0.15F;
    surface.crevice = 0.6F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float w = warp.row(y)[x];
            const float t = trowel.sample(
                static_cast<float>(x) + 0.06F * unit * w, static_cast<float>(y) - 0.06F * unit * w);
            const float c = cloud.row(y)[x];
            const float g = grit.row(y)[x];
            const float pit = smooth(0.55F, 0.75F, g + 0.3F * c);
            const float height = 0.005F * t + 0.004F * c + 0.0008F * g - 0.0015F * pit;
            surface.set(y, x, height, lime.at(0.55F + 0.36F * c + 0.10F * g - 0.12F * (t - 0.4F)));
        }
    });
    return surface;
}

} // namespace loopback
