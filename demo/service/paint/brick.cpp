// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

constexpr float kMortar = 0.0055F; // half a joint, in units

struct Wall {
    int rows;
    int columns;
    float brick_height; // in units
    float brick_length;
    uint32_t seed;
};

// Where a point lies: which brick, and how deep inside it. Negative is in the joint.
struct Place {
    uint32_t row;
    uint32_t column;
    float inside;
};

Place find_place(const Wall &wall, float x, float y)
{
    const float row_at = y / wall.brick_height;
    const int row = static_cast<int>(std::floor(row_at));
    const float shift = (row % 2 == 0 ? 0.0F : 0.5F);
    const float column_at = x / wall.brick_length + shift;
    const int column = static_cast<int>(std::floor(column_at));
    Place place{
        static_cast<uint32_t>(wrap(row, wall.rows)),
        static_cast<uint32_t>(wrap(column, wall.columns)), 0};
    const uint32_t seed = mix_bits(wall.seed, place.row, place.column);
    const float half_length = wall.brick_length / 2 - kMortar - 0.003F * random_of(seed, 1);
    const float half_height = wall.brick_height / 2 - kMortar - 0.0025F * random_of(seed, 2);
    const float tilt = (random_of(seed, 3) - 0.5F) * 0.022F;
    const float dx = (column_at - static_cast<float>(column) - 0.5F) * wall.brick_length;
    const float dy = (row_at - static_cast<float>(row) - 0.5F) * wall.brick_height;
    const float radius = 0.006F + 0.006F * random_of(seed, 4);
    const float qx = std::abs(dx + dy * tilt) - half_length + radius;
    const float qy = std::abs(dy - dx * tilt) - half_height + radius;
    const float outside = std::hypot(std::max(qx, 0.0F), std::max(qy, 0.0F));
    place.inside = radius - outside - std::min(std::max(qx, qy), 0.0F);
    return place;
}

} // namespace

Surface paint_brick(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    Wall wall{};
    wall.rows = std::max(2, canvas.fit_y(6) * 2);
    wall.columns = canvas.fit_x(5);
    wall.brick_height = canvas.units_y / static_cast<float>(wall.rows);
    wall.brick_length = canvas.units_x / static_cast<float>(wall.columns);
    wall.seed = mix_bits(scene.seed, 11);

    const Field edge = make_noise(canvas, Frequency(30), 4, 0.55F, mix_bits(scene.seed, 1));
    const Field bend = make_noise(canvas, Frequency(5), 2, 0.5F, mix_bits(scene.seed, 2));
    const Field cloud = make_noise(canvas, Frequency(9), 5, 0.6F, mix_bits(scene.seed, 3));
    const Field grit = make_noise(canvas, Frequency(130), 3, 0.75F, mix_bits(scene.seed, 4));
    const Field stain = make_noise(canvas, Frequency(2), 4, 0.55F, mix_bits(scene.seed, 5));
    const Ramp clay =
        scene.look.dyed(Ramp{0x3c201e, 0x57302a, 0x7a3529, 0x8f4231, 0xa2503a, 0xb7684a});
    const Ramp joint{0x857c70, 0xa89e90, 0xc2b8a8};

    Surface surface(canvas);
    surface.crevice = 0.8F;
    const float pixel = 1.0F / canvas.pixels_per_unit;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float e = edge.row(y)[x];
            const float b = bend.row(y)[x];
            const float c = cloud.row(y)[x];
            const float g = grit.row(y)[x];
            const Place place = find_place(
                wall, static_cast<float>(x) * pixel + 0.003F * b + 0.002F * e,
                static_cast<float>(y) * pixel + 0.003F * b - 0.002F * e);
            const uint32_t seed = mix_bits(wall.seed, place.row, place.column);
            const float inside = place.inside + 0.0022F * e;
            const float cover = smooth(-0.6F * pixel - 0.0008F, 0.6F * pixel + 0.0008F, inside);
            const float bevel = smooth(-0.001F, 0.008F, inside);
            const float pit = smooth(0.42F, 0.62F, e * 0.6F + c * 0.5F) * 0.0035F;
            const float own = random_of(seed, 5);
            const float burnt = random_of(seed, 6) > 0.86F ? 0.20F : 0.0F;
            const float tone = 0.22F + 0.55F * own + 0.38F * c + 0.22F * g - burnt - 60.0F * pit;
            const float dirt = 1 - 0.28F * smooth(-0.1F, 0.7F, stain.row(y)[x]);
            const float face = 0.010F + 0.004F * random_of(seed, 7) + 0.0018F * c + 0.0011F * g;
            const float bed = 0.0012F * e + 0.0016F * g;
            const Color mortar = joint.at(0.5F + 0.5F * g + 0.3F * c) * (0.9F * dirt);
            const Color brick = clay.at(tone) * dirt;
            surface.set(y, x, mix(bed, face - pit, bevel), mix(mortar, brick, cover));
        }
    });
    return surface;
}

} // namespace loopback
