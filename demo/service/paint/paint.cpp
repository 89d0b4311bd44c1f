// SPDX-License-Identifier: MIT
#include "paint/cutouts.h"
#include "paint/letters.h"
#include "paint/materials.h"
#include "paint/picture.h"
#include "paint/preview.h"
#include "paint/rows.h"
#include "paint/words.h"

#include <array>

namespace loopback {

namespace {

constexpr std::array<int, 4> kDivisors{1, 3, 8, 18};

uint32_t seed_of(const PaintJob &job)
{
    uint32_t hash = 2166136261U;
    const std::string text = job.prompt + '\n' + job.model + '\n' + std::to_string(job.index) +
                             '\n' + std::to_string(job.width) + 'x' + std::to_string(job.height);
    for (const char c : text) {
        hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
    }
    return mix_bits(hash);
}

Surface paint_material(Material material, const Scene &scene)
{
    switch (material) {
    case Material::brick:
        return paint_brick(scene);
    case Material::cobblestone:
        return paint_cobblestone(scene);
    case Material::planks:
        return paint_planks(scene);
    case Material::grass:
        return paint_grass(scene);
    case Material::sand:
        return paint_sand(scene);
    case Material::marble:
        return paint_marble(scene);
    case Material::rust:
        return paint_rust(scene);
    case Material::fabric:
        return paint_fabric(scene);
    case Material::ice:
        return paint_ice(scene);
    case Material::gravel:
        return paint_gravel(scene);
    case Material::plaster:
    case Material::unknown:
        return paint_plaster(scene);
    }
    return paint_plaster(scene);
}

// Colours and weather that are the material's own nature are not laid on a second time.
Look fitting_look(Look look, Material material)
{
    if (material == Material::ice) {
        look.snow = 0;
    }
    if (material == Material::grass) {
        look.moss = 0;
    }
    if (material == Material::marble) {
        look.brightness = std::max(1.0F, look.brightness);
    }
    return look;
}

// A prompt that names no material is written on the wall.
void write_label(Surface &surface, const std::string &text)
{
    const Canvas &canvas = surface.canvas;
    const TextBox box{
        canvas.units_x / 2, canvas.units_y / 2, canvas.units_x * 0.78F, canvas.units_y * 0.6F,
        0.085F};
    const Field ink = draw_text(canvas, text, box);
    const Color color = srgb(0x4b4a4d);
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float share = ink.row(y)[x];
            const Color old = surface.color(y, x);
            surface.set(
                y, x, surface.height.row(y)[x] - 0.0012F * share, mix(old, color, 0.82F * share));
        }
    });
}

// What the sign says: the prompt without the words that only ask for a sign.
std::string sign_text(const std::vector<std::string> &words)
{
    std::string out;
    for (const std::string &word : words) {
        const bool is_filler = has_any(
            {word}, "a an the sign signs signpost placard label plaque poster wooden wood metal "
                    "with that says saying reading of on rusty rusted old weathered texture "
                    "transparent background");
        out += is_filler ? "" : word + " ";
    }
    return out.empty() ? "GESSO" : out;
}

Field cut(Cutout cutout, Surface &surface, const Scene &scene)
{
    switch (cutout) {
    case Cutout::sign:
        return cut_sign(surface, scene, sign_text(scene.words));
    case Cutout::sticker:
        return cut_sticker(surface, scene);
    case Cutout::leaf:
        return cut_leaf(surface, scene);
    case Cutout::splash:
        return cut_splash(surface, scene);
    case Cutout::none:
        break;
    }
    return cut_patch(scene);
}

Picture paint_at(const PaintJob &job, int width, int height)
{
    Scene scene;
    scene.canvas = make_canvas(width, height);
    scene.seed = seed_of(job);
    scene.words = words_of(job.prompt);
    const Cutout cutout = job.is_transparent ? cutout_of(scene.words) : Cutout::none;
    Material material = material_of(scene.words);
    if (material == Material::unknown && cutout == Cutout::sign) {
        material = Material::planks;
    }
    scene.look = fitting_look(look_of(scene.words), material);
    if (cutout == Cutout::sticker && !scene.look.dye) {
        scene.look.dye = srgb(0x34609c);
    }
    Surface surface = paint_material(material, scene);
    weather(surface, scene);
    if (material == Material::unknown && cutout == Cutout::none) {
        write_label(surface, job.prompt);
    }
    if (!job.is_transparent) {
        return shade(surface);
    }
    const Field depth = cut(cutout, surface, scene);
    Picture picture = shade(surface);
    apply_alpha(picture, depth, scene.canvas.pixels_per_unit);
    return picture;
}

} // namespace

int preview_divisor(int coarseness)
{
    return kDivisors[static_cast<size_t>(std::clamp(coarseness, 0, 3))];
}

namespace {

// Away from the grey of the same brightness, or towards it.
void saturate(Picture &picture, float saturation)
{
    const auto channels = static_cast<size_t>(picture.channels());
    for (size_t i = 0; i + 2 < picture.pixels.size(); i += channels) {
        uint8_t *pixel = picture.pixels.data() + i;
        const auto part = [&](size_t c) { return static_cast<float>(pixel[c]); };
        const float grey = 0.299F * part(0) + 0.587F * part(1) + 0.114F * part(2);
        for (size_t c = 0; c < 3; ++c) {
            const float value = mix(grey, pixel[c], saturation);
            pixel[c] = static_cast<uint8_t>(nearest(std::clamp(value, 0.0F, 255.0F)));
        }
    }
}

Picture paint_plain(const PaintJob &job)
{
    const int divisor = preview_divisor(job.coarseness);
    if (divisor == 1) {
        return paint_at(job, job.width, job.height);
    }
    const Picture small =
        paint_at(job, std::max(8, job.width / divisor), std::max(8, job.height / divisor));
    return enlarge(
        small, job.width, job.height, 14.0F * static_cast<float>(job.coarseness),
        mix_bits(seed_of(job), 5));
}

} // namespace

Picture paint(const PaintJob &job)
{
    Picture picture = paint_plain(job);
    if (job.saturation != 1) {
        saturate(picture, job.saturation);
    }
    return picture;
}

} // namespace loopback
