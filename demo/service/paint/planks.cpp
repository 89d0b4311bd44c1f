// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

struct Board {
    uint32_t seed;
    float edge;   // to the nearest long side or end, in units; negative is in the gap
    float across; // from its upper side, in units
    float along;  // from its left end, in units
    float length;
    float width;
};

struct Floor {
    int rows;
    float row_height;
    float length; // of the whole picture
    uint32_t seed;
};

// Two boards a row, cut at a place of their own; a board may run on over the picture's edge.
Board find_board(const Floor &floor, float x, float y)
{
    constexpr float kGap = 0.0022F;
    const float row_at = y / floor.row_height;
    const int row_index = static_cast<int>(std::floor(row_at));
    const auto row = static_cast<uint32_t>(wrap(row_index, floor.rows));
    const uint32_t row_seed = mix_bits(floor.seed, row);
    const float first = random_of(row_seed, 1) * floor.length;
    const float share = floor.length * (0.38F + 0.24F * random_of(row_seed, 2));
    float at = std::fmod(x - first + 3 * floor.length, floor.length);
    const bool is_second = at > share;
    Board board{};
    board.length = is_second ? floor.length - share : share;
    board.along = is_second ? at - share : at;
    board.seed = mix_bits(row_seed, is_second ? 3U : 2U);
    board.width = floor.row_height;
    board.across = (row_at - static_cast<float>(row_index)) * floor.row_height;
    const float side = std::min(board.across, floor.row_height - board.across);
    const float end = std::min(board.along, board.length - board.along);
    board.edge = std::min(side, end * 1.2F) - kGap;
    return board;
}

// Rings of the tree as the saw cut them: nearly straight, bent round a knot.
struct Grain {
    float ring; // 0 to 1 through early and late wood
    float knot; // 1 in its heart
};

Grain find_grain(const Board &board, float bend, float fine)
{
    const float knot_x = board.length * (0.15F + 0.7F * random_of(board.seed, 11));
    const float knot_y = board.width * (0.25F + 0.5F * random_of(board.seed, 12));
    const bool has_knot = random_of(board.seed, 13) > 0.45F;
    const float dx = (board.along - knot_x) * 0.5F;
    const float dy = board.across - knot_y;
    const float away = std::sqrt(dx * dx + dy * dy) + 0.0012F * fine + 1e-5F;
    const float size = has_knot ? 0.006F + 0.007F * random_of(board.seed, 17) : 0.0F;
    const float share = std::min(1.0F, size * size / (away * away));
    const float lines = 105.0F + 55.0F * random_of(board.seed, 14);
    const float start = random_of(board.seed, 15) * 40.0F;
    const float arch = (board.along - 0.5F * board.length) * (random_of(board.seed, 16) - 0.5F);
    // The lines part before the knot and close behind it, as water does at a pillar.
    const float flow = start + (dy * (1 - share) + 0.02F * arch) * lines + 2.2F * bend;
    const float turns = away < size ? away * 420.0F : flow;
    const float saw = turns - std::floor(turns);
    return {
        smooth(0, 0.75F, saw) * smooth(1.0F, 0.8F, saw),
        size > 0 ? smooth(size * 1.25F, size * 0.8F, away) : 0.0F};
}

float nail_depth(const Board &board)
{
    const float end = std::min(board.along, board.length - board.along) - 0.016F;
    const float side = std::min(board.across, board.width - board.across) - board.width * 0.24F;
    return smooth(0.0052F, 0.0040F, std::hypot(end, side));
}

} // namespace

Surface paint_planks(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    Floor floor{};
    floor.rows = canvas.fit_y(7);
    floor.row_height = canvas.units_y / static_cast<float>(floor.rows);
    floor.length = canvas.units_x;
    floor.seed = mix_bits(scene.seed, 31);
    const Field bend = make_noise(canvas, Frequency(2, 9), 3, 0.5F, mix_bits(scene.seed, 1));
    const Field fibre = make_noise(canvas, Frequency(7, 170), 3, 0.7F, mix_bits(scene.seed, 2));
    const Field cloud = make_noise(canvas, Frequency(3, 8), 4, 0.55F, mix_bits(scene.seed, 3));
    const Field wear = make_noise(canvas, Frequency(24), 4, 0.6F, mix_bits(scene.seed, 4));
    const Ramp wood = scene.look.dyed(Ramp{0x3a2414, 0x5f3d22, 0x845a34, 0xa27345, 0xbd9061});
    const Color rust = srgb(0x2e2724);
    const Color gap = srgb(0x140c07);
    const float unit = 1.0F / canvas.pixels_per_unit;

    Surface surface(canvas);
    surface.gloss = 0.03F;
    surface.crevice = 1.2F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float w = wear.row(y)[x];
            const float f = fibre.row(y)[x];
            const Board board = find_board(
                floor, static_cast<float>(x) * unit, static_cast<float>(y) * unit + 0.0012F * w);
            // Each board is cut from another part of the tree.
            const int from_x = static_cast<int>(random_of(board.seed, 21) * 4096);
            const int from_y = static_cast<int>(random_of(board.seed, 22) * 4096);
            const int sx = (x + from_x) % canvas.width;
            const int sy = (y + from_y) % canvas.height;
            const Grain grain = find_grain(board, bend.row(sy)[sx], fibre.row(sy)[sx]);
            const float own = random_of(board.seed, 23);
            const float tone = 0.30F + 0.34F * own + 0.22F * cloud.row(sy)[sx] + 0.20F * f -
                               0.24F * grain.ring - 0.42F * grain.knot;
            const float edge = smooth(-0.0004F, 0.0009F + unit, board.edge);
            const float bevel = smooth(-0.001F, 0.006F, board.edge);
            const float nail = nail_depth(board);
            const float height = mix(-0.012F, 0.004F * random_of(board.seed, 24), bevel) +
                                 edge * (0.0012F * f - 0.0011F * grain.ring + 0.0006F * w) -
                                 0.0022F * nail;
            const float worn = 1 + 0.10F * w - 0.35F * (1 - smooth(0, 0.012F, board.edge));
            const Color face = wood.at(tone) * std::max(0.3F, worn);
            surface.set(y, x, height, mix(gap, mix(face, rust, nail), edge));
        }
    });
    return surface;
}

} // namespace loopback
