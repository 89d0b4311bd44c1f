// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"
#include "paint/words.h"

namespace loopback {

namespace {

// Plain weave goes under every second thread, twill under every fourth, shifted row by row.
bool is_warp_on_top(int column, int row, bool is_twill)
{
    return is_twill ? wrap(column + row, 4) < 3 : wrap(column + row, 2) == 0;
}

} // namespace

Surface paint_fabric(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const bool is_denim = has_any(scene.words, "denim jeans");
    const bool is_twill = is_denim || has_any(scene.words, "twill tweed wool");
    const int columns = canvas.fit_x(23) * 4;
    const int rows = canvas.fit_y(23) * 4;
    const Field wave_x = make_noise(canvas, Frequency(6), 3, 0.5F, mix_bits(scene.seed, 1));
    const Field wave_y = make_noise(canvas, Frequency(6), 3, 0.5F, mix_bits(scene.seed, 2));
    const Field fold = make_noise(canvas, Frequency(2), 3, 0.45F, mix_bits(scene.seed, 3));
    const Field fuzz = make_noise(canvas, Frequency(220), 2, 0.8F, mix_bits(scene.seed, 4));
    const Field cloud = make_noise(canvas, Frequency(10), 4, 0.6F, mix_bits(scene.seed, 5));
    const Ramp warp_dye = is_denim ? Ramp{0x1c2c47, 0x2b426a, 0x41608e, 0x6482ac}
                                   : scene.look.dyed(Ramp{0x6f5f48, 0x95836a, 0xb5a48a, 0xcfc1aa});
    const Ramp weft_dye = is_denim ? Ramp{0x6d7f98, 0x93a4ba, 0xb9c4d2, 0xd5dbe2}
                                   : scene.look.dyed(Ramp{0x7b6a52, 0xa28f74, 0xbfae94, 0xd8cbb6});

    Surface surface(canvas);
    surface.shadow = 0.3F;
    surface.crevice = 0.7F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float f = fuzz.row(y)[x];
            const float u = (static_cast<float>(x) + 0.5F) / static_cast<float>(canvas.width) *
                                static_cast<float>(columns) +
                            0.40F * wave_x.row(y)[x] + 0.05F * f;
            const float v = (static_cast<float>(y) + 0.5F) / static_cast<float>(canvas.height) *
                                static_cast<float>(rows) +
                            0.40F * wave_y.row(y)[x] + 0.05F * f;
            const int column = static_cast<int>(std::floor(u));
            const int row = static_cast<int>(std::floor(v));
            const float du = u - static_cast<float>(column) - 0.5F;
            const float dv = v - static_cast<float>(row) - 0.5F;
            const bool is_warp = is_warp_on_top(column, row, is_twill);
            const float cross = is_warp ? du : dv;
            const float along = is_warp ? dv : du;
            const int thread = is_warp ? wrap(column, columns) : wrap(row, rows) + 4096;
            const uint32_t seed = mix_bits(scene.seed, static_cast<uint32_t>(thread), 9);
            const float width = 0.56F - 0.08F * random_of(seed, 1);
            const float q = clamp01(std::abs(cross) / width);
            const float round = std::sqrt(1 - q * q);
            const float arch = std::cos(along * 2.6F);
            const float strand = 0.5F + 0.5F * std::sin((along * 1.4F + cross * 3.0F) * 6.2832F);
            const float height = 0.0026F * round * (0.35F + 0.65F * arch) + 0.0005F * f +
                                 0.010F * fold.row(y)[x] + 0.0003F * strand;
            const float tone = 0.40F + 0.20F * random_of(seed, 2) + 0.26F * (round - 0.6F) +
                               0.16F * cloud.row(y)[x] + 0.22F * f + 0.08F * (strand - 0.5F);
            const float open = 0.45F + 0.55F * smooth(0.0F, 0.55F, round);
            const Color color = is_warp ? warp_dye.at(tone) : weft_dye.at(tone);
            surface.set(y, x, height, color * open);
        }
    });
    return surface;
}

} // namespace loopback
