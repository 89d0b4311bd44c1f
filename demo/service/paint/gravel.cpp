// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

struct Pebble {
    float x, y;        // pixels
    float long_radius; // pixels
    float short_radius;
    float turn_x, turn_y; // direction of the long side
    float rise;           // units
    float base;           // units
    Color color;
};

// A rounded stone with a few flat faces, laid on whatever lies there.
class Heap {
public:
    Heap(Surface &surface, const Field &rough, const Field &grain)
        : surface_(surface), rough_(rough), grain_(grain)
    {}

    void lay(Pebble pebble)
    {
        pebble.base +=
            0.75F *
            std::max(
                0.0F, surface_.height.row(static_cast<int>(pebble.y))[static_cast<int>(pebble.x)]);
        const int reach = static_cast<int>(pebble.long_radius * 1.25F) + 2;
        const Canvas &canvas = surface_.canvas;
        for (int dy = -reach; dy <= reach; ++dy) {
            const int y = wrap(static_cast<int>(pebble.y) + dy, canvas.height);
            for (int dx = -reach; dx <= reach; ++dx) {
                const int x = wrap(static_cast<int>(pebble.x) + dx, canvas.width);
                set_point(pebble, x, y, static_cast<float>(dx), static_cast<float>(dy));
            }
        }
    }

private:
    void set_point(const Pebble &pebble, int x, int y, float dx, float dy)
    {
        const float along = (dx * pebble.turn_x + dy * pebble.turn_y) / pebble.long_radius;
        const float across = (dy * pebble.turn_x - dx * pebble.turn_y) / pebble.short_radius;
        const float square = along * along + across * across;
        if (square > 1.5F) {
            return;
        }
        const float blocky = 0.35F * along * along * across * across;
        const float rough = rough_.row(y)[x];
        const float away = square + blocky + 0.30F * rough;
        const float inside = 1 - away;
        if (inside <= 0) {
            return;
        }
        const float grain = grain_.row(y)[x];
        const float dome = std::sqrt(std::min(1.0F, inside * 1.35F));
        const float height = pebble.base + pebble.rise * dome + 0.0012F * rough + 0.0006F * grain;
        const float below = surface_.height.row(y)[x];
        const float cover = smooth(0.0F, 3.0F / pebble.long_radius, inside);
        const float tone = 0.86F + 0.22F * dome + 0.30F * rough + 0.26F * grain;
        surface_.set(
            y, x, mix(below, height, cover),
            mix(surface_.color(y, x), pebble.color * std::max(0.2F, tone), cover));
    }

    Surface &surface_;
    const Field &rough_;
    const Field &grain_;
};

struct Layer {
    float count; // in a square unit
    float small; // radius in units
    float large;
    float base;
};

} // namespace

Surface paint_gravel(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field rough = make_noise(canvas, Frequency(26), 4, 0.6F, mix_bits(scene.seed, 1));
    const Field grain = make_noise(canvas, Frequency(170), 3, 0.75F, mix_bits(scene.seed, 2));
    const Ramp earth{0x2e2820, 0x4a4136, 0x665b4c};
    const Ramp stone = scene.look.dyed(Ramp{0x4c4a48, 0x6e6a65, 0x8b867e, 0xa7a196, 0xc4beb2});
    const Ramp warm = scene.look.dyed(Ramp{0x5b4a3c, 0x816a55, 0xa28a70, 0xbfab92});
    Surface surface(canvas);
    surface.shadow = 0.6F;
    surface.relief = 0.85F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float g = grain.row(y)[x];
            const float r = rough.row(y)[x];
            surface.set(
                y, x, 0.002F * r + 0.0016F * g - 0.004F, earth.at(0.4F + 0.4F * r + 0.5F * g));
        }
    });
    Heap heap(surface, rough, grain);
    Dice dice(mix_bits(scene.seed, 51));
    for (const Layer &layer :
         {Layer{5200, 0.004F, 0.008F, -0.003F}, Layer{1500, 0.009F, 0.017F, 0.0F},
          Layer{520, 0.016F, 0.028F, 0.003F}, Layer{60, 0.030F, 0.042F, 0.004F}}) {
        const int count = static_cast<int>(layer.count * canvas.units_x * canvas.units_y);
        for (int i = 0; i < count; ++i) {
            Pebble pebble{};
            pebble.x = dice.roll() * static_cast<float>(canvas.width);
            pebble.y = dice.roll() * static_cast<float>(canvas.height);
            const float radius = dice.roll(layer.small, layer.large);
            pebble.long_radius = radius * canvas.pixels_per_unit;
            pebble.short_radius = pebble.long_radius * dice.roll(0.58F, 0.95F);
            const float angle = dice.roll() * 6.2832F;
            pebble.turn_x = std::cos(angle);
            pebble.turn_y = std::sin(angle);
            pebble.rise = radius * dice.roll(0.45F, 0.75F);
            pebble.base = layer.base + dice.roll(-0.002F, 0.004F);
            const float tone = dice.roll(0.05F, 0.95F);
            pebble.color = dice.roll() < 0.3F ? warm.at(tone) : stone.at(tone);
            heap.lay(pebble);
        }
    }
    return surface;
}

} // namespace loopback
