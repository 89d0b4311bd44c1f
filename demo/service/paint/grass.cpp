// SPDX-License-Identifier: MIT
#include "paint/materials.h"
#include "paint/rows.h"

namespace loopback {

namespace {

struct Blade {
    float x, y;   // its foot, pixels
    float dx, dy; // direction
    float curl;   // how much it turns over its length
    float length; // pixels
    float width;  // half of it, pixels
    float base;   // units
    float tone;
    float hue; // 0 green, 1 dry
};

// Paints the rows of one band, so that several can grow the same blades side by side.
class Lawn {
public:
    Lawn(Surface &surface, const Field &grain, const Look &look, int first_row, int last_row)
        : surface_(surface), grain_(grain), first_row_(first_row), last_row_(last_row),
          green_(look.dyed({0x15240c, 0x28421a, 0x3d6023, 0x59832f, 0x7fa640, 0xa8c45c}))
    {}

    // Short pieces one after another, each a soft disc: the blade tapers and rises to its tip.
    void grow(const Blade &blade)
    {
        const float step = std::max(1.0F, blade.width * 0.75F);
        const int steps = std::max(2, static_cast<int>(blade.length / step));
        float x = blade.x;
        float y = blade.y;
        float dx = blade.dx;
        float dy = blade.dy;
        const float turn = blade.curl / static_cast<float>(steps);
        for (int i = 0; i <= steps; ++i) {
            const float at = static_cast<float>(i) / static_cast<float>(steps);
            dab(blade, x, y, dx, dy, at);
            x += dx * step;
            y += dy * step;
            const float old = dx;
            dx -= dy * turn;
            dy += old * turn;
        }
    }

private:
    void dab(const Blade &blade, float x, float y, float dx, float dy, float at)
    {
        const Canvas &canvas = surface_.canvas;
        const float width = blade.width * (1 - at * at) + 0.35F;
        const float opacity = std::min(1.0F, width * 1.2F);
        const int reach = static_cast<int>(width + 1.5F);
        const float limit = (width + 0.6F) * (width + 0.6F);
        const float rise = blade.base + 0.016F * std::sin(at * 2.2F);
        const int left = static_cast<int>(std::floor(x));
        const int top = static_cast<int>(std::floor(y));
        for (int j = -reach; j <= reach; ++j) {
            const int row = wrap(top + j, canvas.height);
            if (row < first_row_ || row >= last_row_) {
                continue;
            }
            const float py = static_cast<float>(top + j) + 0.5F - y;
            for (int i = -reach; i <= reach; ++i) {
                const float px = static_cast<float>(left + i) + 0.5F - x;
                const float square = px * px + py * py;
                if (square >= limit) {
                    continue;
                }
                const float side = px * dy - py * dx;
                const float cover = smooth(width + 0.6F, width - 0.6F, std::sqrt(square)) * opacity;
                blend(wrap(left + i, canvas.width), row, cover, rise, side / width, blade, at);
            }
        }
    }

    void blend(int x, int y, float cover, float rise, float side, const Blade &blade, float at)
    {
        const float fold = 0.10F * std::abs(side) - (side > 0 ? 0.07F : 0.0F);
        const float tone = blade.tone + 0.34F * at + fold + 0.10F * grain_.row(y)[x];
        const Color color = mix(green_.at(tone), dry_.at(tone), blade.hue);
        surface_.set(
            y, x, mix(surface_.height.row(y)[x], rise, cover),
            mix(surface_.color(y, x), color, cover));
    }

    Surface &surface_;
    const Field &grain_;
    int first_row_;
    int last_row_;
    Ramp green_;
    Ramp dry_{0x2e2713, 0x5a4d25, 0x85743a, 0xab9a55, 0xcbbc7d};
};

} // namespace

Surface paint_grass(const Scene &scene)
{
    const Canvas &canvas = scene.canvas;
    const Field patch = make_noise(canvas, Frequency(3), 4, 0.55F, mix_bits(scene.seed, 1));
    const Field wind = make_noise(canvas, Frequency(2), 3, 0.5F, mix_bits(scene.seed, 2));
    const Field grain = make_noise(canvas, Frequency(120), 3, 0.7F, mix_bits(scene.seed, 3));
    const Ramp soil{0x120f08, 0x231b10, 0x37301a};
    Surface surface(canvas);
    surface.shadow = 0.45F;
    surface.relief = 0.45F;
    surface.crevice = 0.7F;
    for_each_row(canvas.height, [&](int y) {
        for (int x = 0; x < canvas.width; ++x) {
            const float g = grain.row(y)[x];
            surface.set(y, x, 0.002F * g - 0.006F, soil.at(0.5F + 0.6F * g));
        }
    });
    std::vector<Blade> blades;
    Dice dice(mix_bits(scene.seed, 61));
    constexpr int kLayers = 5;
    const int count = static_cast<int>(2600 * canvas.units_x * canvas.units_y);
    for (int layer = 0; layer < kLayers; ++layer) {
        const float up = static_cast<float>(layer) / float{kLayers - 1};
        for (int i = 0; i < count; ++i) {
            Blade blade{};
            blade.x = dice.roll() * static_cast<float>(canvas.width);
            blade.y = dice.roll() * static_cast<float>(canvas.height);
            const float p = patch.sample(blade.x, blade.y);
            const float w = wind.sample(blade.x, blade.y);
            const float angle = -1.2F + 2.4F * w + dice.roll(-1.5F, 1.5F);
            blade.dx = std::cos(angle);
            blade.dy = std::sin(angle);
            blade.curl = dice.roll(-1.1F, 1.1F);
            blade.length = dice.roll(0.030F, 0.070F) * canvas.pixels_per_unit;
            blade.width = dice.roll(0.0011F, 0.0024F) * canvas.pixels_per_unit;
            blade.base = 0.010F * up + dice.roll(0.0F, 0.004F);
            blade.tone = 0.12F + 0.36F * up + 0.18F * p + dice.roll(-0.08F, 0.10F);
            blade.hue = dice.roll() < 0.07F + 0.10F * smooth(0.0F, 0.7F, p) ? dice.roll(0.4F, 0.9F)
                                                                            : dice.roll(0.0F, 0.2F);
            blades.push_back(blade);
        }
    }
    for_each_band(canvas.height, [&](int first, int last) {
        Lawn lawn(surface, grain, scene.look, first, last);
        for (const Blade &blade : blades) {
            lawn.grow(blade);
        }
    });
    return surface;
}

} // namespace loopback
