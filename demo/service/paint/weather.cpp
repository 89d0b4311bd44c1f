// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

void set_color(Surface &surface, int y, int x, const Color &color)
{
    surface.red.row(y)[x] = color.r;
    surface.green.row(y)[x] = color.g;
    surface.blue.row(y)[x] = color.b;
}

// How far each point lies below its neighbourhood, about -1 to 1.
Field find_hollows(const Surface &surface)
{
    Field hollows = blur(surface.height, Canvas::fit(0.02F * surface.canvas.pixels_per_unit));
    for (size_t i = 0; i < hollows.values.size(); ++i) {
        hollows.values[i] =
            std::clamp((hollows.values[i] - surface.height.values[i]) * 120.0F, -1.0F, 1.0F);
    }
    return hollows;
}

void grow_moss(Surface &surface, const Scene &scene, const Field &hollows)
{
    const Field patch = make_noise(scene.canvas, Frequency(4), 6, 0.6F, mix_bits(scene.seed, 71));
    const Field tuft = make_noise(scene.canvas, Frequency(90), 4, 0.75F, mix_bits(scene.seed, 72));
    const Ramp moss{0x1d2a0f, 0x34481a, 0x4d6626, 0x6b8434, 0x8da04c};
    for_each_row(scene.canvas.height, [&](int y) {
        for (int x = 0; x < scene.canvas.width; ++x) {
            const float t = tuft.row(y)[x];
            const float amount = patch.row(y)[x] + 0.55F * hollows.row(y)[x] + 0.22F * t;
            const float cover = smooth(-0.02F, 0.24F, amount);
            const float thick = smooth(0.0F, 0.7F, amount);
            const Color color = moss.at(0.40F + 0.55F * t + 0.15F * thick + 0.1F * patch.row(y)[x]);
            set_color(surface, y, x, mix(surface.color(y, x), color, cover));
            surface.height.row(y)[x] += cover * (0.0035F * thick + 0.0026F * t);
        }
    });
}

void drop_snow(Surface &surface, const Scene &scene, const Field &hollows)
{
    const Field patch = make_noise(scene.canvas, Frequency(4), 6, 0.55F, mix_bits(scene.seed, 73));
    const Ramp snow{0xb9cbdc, 0xdde7ef, 0xf4f8fb};
    for_each_row(scene.canvas.height, [&](int y) {
        for (int x = 0; x < scene.canvas.width; ++x) {
            const float amount = patch.row(y)[x] - 0.35F * hollows.row(y)[x] - 0.04F;
            const float cover = smooth(-0.02F, 0.14F, amount);
            const float deep = smooth(0.0F, 0.7F, amount);
            const Color color = snow.at(0.55F + 0.4F * patch.row(y)[x]);
            set_color(surface, y, x, mix(surface.color(y, x), color, cover));
            float &height = surface.height.row(y)[x];
            height = mix(height, height * 0.4F + 0.006F + 0.010F * deep, cover);
        }
    });
}

void leave_dirt(Surface &surface, const Scene &scene, const Field &hollows)
{
    const Field stain = make_noise(scene.canvas, Frequency(3), 6, 0.6F, mix_bits(scene.seed, 74));
    const Field run = make_noise(scene.canvas, Frequency(30, 2), 3, 0.5F, mix_bits(scene.seed, 75));
    const Color dirt = srgb(0x2b241b);
    for_each_row(scene.canvas.height, [&](int y) {
        for (int x = 0; x < scene.canvas.width; ++x) {
            const float amount = 0.30F * smooth(-0.2F, 0.6F, stain.row(y)[x]) +
                                 0.28F * smooth(0.0F, 0.7F, run.row(y)[x]) +
                                 0.40F * std::max(0.0F, hollows.row(y)[x]);
            const Color color = surface.color(y, x);
            const Color faded = mix(color, Color{1, 1, 1} * brightness(color), 0.25F);
            set_color(surface, y, x, mix(faded, dirt, std::min(0.8F, amount)));
        }
    });
}

void brighten(Surface &surface, float factor)
{
    for (Field *field : {&surface.red, &surface.green, &surface.blue}) {
        for (float &value : field->values) {
            value *= factor;
        }
    }
}

} // namespace

void weather(Surface &surface, const Scene &scene)
{
    const Look &look = scene.look;
    if (look.moss > 0 || look.snow > 0 || look.dirt > 0) {
        const Field hollows = find_hollows(surface);
        if (look.dirt > 0) {
            leave_dirt(surface, scene, hollows);
        }
        if (look.moss > 0) {
            grow_moss(surface, scene, hollows);
        }
        if (look.snow > 0) {
            drop_snow(surface, scene, hollows);
        }
    }
    const float factor = look.brightness * (look.wet > 0 ? 0.6F : 1.0F);
    if (factor != 1.0F) {
        brighten(surface, factor);
    }
    if (look.wet > 0) {
        surface.gloss = std::max(surface.gloss, 0.30F);
    }
}

} // namespace loopback
