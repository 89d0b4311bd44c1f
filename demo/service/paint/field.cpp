// SPDX-License-Identifier: MIT
#include "paint/field.h"

#include "paint/rows.h"

#include <array>

namespace loopback {

namespace {

constexpr float kTurn = 6.28318530718F;

struct Slope {
    float x;
    float y;
};

const std::array<Slope, 256> &slopes()
{
    static const std::array<Slope, 256> kSlopes = [] {
        std::array<Slope, 256> made{};
        for (size_t i = 0; i < made.size(); ++i) {
            const float angle = kTurn * (static_cast<float>(i) + 0.5F) / 256.0F;
            made[i] = {std::cos(angle), std::sin(angle)};
        }
        return made;
    }();
    return kSlopes;
}

float fade(float t)
{
    return t * t * t * (t * (t * 6 - 15) + 10);
}

// Gradient noise is linear along a row within one lattice cell but for the fade between its two
// corners, so a row needs two numbers a lattice column and a few products a pixel.
class NoiseRow {
public:
    NoiseRow(int columns, int rows, uint32_t seed)
        : columns_(columns), rows_(rows), seed_(seed), offset_(static_cast<size_t>(columns) + 1),
          slope_(static_cast<size_t>(columns) + 1)
    {}

    void move_to(float lattice_y)
    {
        const float base = std::floor(lattice_y);
        const float down = lattice_y - base;
        const float share = fade(down);
        const auto top = static_cast<uint32_t>(wrap(static_cast<int>(base), rows_));
        const auto bottom = static_cast<uint32_t>(wrap(static_cast<int>(base) + 1, rows_));
        for (int i = 0; i <= columns_; ++i) {
            const auto column = static_cast<uint32_t>(i == columns_ ? 0 : i);
            const Slope above = slopes()[mix_bits(seed_, column, top) & 255U];
            const Slope below = slopes()[mix_bits(seed_, column, bottom) & 255U];
            const auto at = static_cast<size_t>(i);
            offset_[at] = mix(above.y * down, below.y * (down - 1), share);
            slope_[at] = mix(above.x, below.x, share);
        }
    }

    [[nodiscard]] float at(int column, float right, float share) const
    {
        const auto i = static_cast<size_t>(column);
        return mix(
            offset_[i] + slope_[i] * right, offset_[i + 1] + slope_[i + 1] * (right - 1), share);
    }

private:
    int columns_;
    int rows_;
    uint32_t seed_;
    std::vector<float> offset_;
    std::vector<float> slope_;
};

struct Step {
    int column;
    float right;
    float share;
};

} // namespace

Canvas make_canvas(int width, int height)
{
    Canvas canvas;
    canvas.width = width;
    canvas.height = height;
    canvas.pixels_per_unit = static_cast<float>(std::min(width, height));
    canvas.units_x = static_cast<float>(width) / canvas.pixels_per_unit;
    canvas.units_y = static_cast<float>(height) / canvas.pixels_per_unit;
    return canvas;
}

float Field::sample(float x, float y) const
{
    const float left = std::floor(x);
    const float top = std::floor(y);
    const int x0 = wrap(static_cast<int>(left), width);
    const int y0 = wrap(static_cast<int>(top), height);
    const int x1 = x0 + 1 == width ? 0 : x0 + 1;
    const int y1 = y0 + 1 == height ? 0 : y0 + 1;
    const float *upper = row(y0);
    const float *lower = row(y1);
    const float share = x - left;
    return mix(mix(upper[x0], upper[x1], share), mix(lower[x0], lower[x1], share), y - top);
}

void add_noise(
    Field &field, const Canvas &canvas, Frequency frequency, float amplitude, uint32_t seed)
{
    const int columns = canvas.fit_x(frequency.x);
    const int rows = canvas.fit_y(frequency.y);
    std::vector<Step> steps(static_cast<size_t>(field.width));
    const float scale_x = static_cast<float>(columns) / static_cast<float>(field.width);
    const float scale_y = static_cast<float>(rows) / static_cast<float>(field.height);
    for (int x = 0; x < field.width; ++x) {
        const float at = (static_cast<float>(x) + 0.5F) * scale_x;
        const int column = std::min(static_cast<int>(at), columns - 1);
        const float right = at - static_cast<float>(column);
        steps[static_cast<size_t>(x)] = {column, right, fade(right)};
    }
    for_each_band(field.height, [&](int first, int last) {
        NoiseRow noise(columns, rows, seed);
        for (int y = first; y < last; ++y) {
            noise.move_to((static_cast<float>(y) + 0.5F) * scale_y);
            float *out = field.row(y);
            for (size_t x = 0; x < steps.size(); ++x) {
                const Step &step = steps[x];
                out[x] += amplitude * noise.at(step.column, step.right, step.share);
            }
        }
    });
}

namespace {

// Calls `add(frequency, amplitude, seed)` for each octave that the pixels can show.
template <class Add>
void for_each_octave(
    const Canvas &canvas, Frequency frequency, int octaves, float gain, uint32_t seed,
    const Add &add)
{
    float amplitude = 1;
    float sum = 0;
    for (int i = 0; i < octaves; ++i) {
        sum += amplitude;
        amplitude *= gain;
    }
    amplitude = 1 / sum;
    for (int i = 0; i < octaves; ++i) {
        const bool is_visible = 2 * canvas.fit_x(frequency.x) <= canvas.width &&
                                2 * canvas.fit_y(frequency.y) <= canvas.height;
        if (is_visible) {
            add(frequency, amplitude, mix_bits(seed, static_cast<uint32_t>(i)));
        }
        frequency = Frequency(frequency.x * 2, frequency.y * 2);
        amplitude *= gain;
    }
}

} // namespace

Field make_noise(const Canvas &canvas, Frequency frequency, int octaves, float gain, uint32_t seed)
{
    constexpr float kToUnit = 1.6F;
    Field field(canvas);
    for_each_octave(
        canvas, frequency, octaves, gain, seed,
        [&](Frequency octave, float amplitude, uint32_t octave_seed) {
            add_noise(field, canvas, octave, amplitude * kToUnit, octave_seed);
        });
    return field;
}

Field make_ridges(const Canvas &canvas, Frequency frequency, int octaves, float gain, uint32_t seed)
{
    Field sum(canvas);
    Field one(canvas);
    for_each_octave(
        canvas, frequency, octaves, gain, seed,
        [&](Frequency octave, float amplitude, uint32_t octave_seed) {
            std::fill(one.values.begin(), one.values.end(), 0.0F);
            add_noise(one, canvas, octave, 2, octave_seed);
            for (size_t i = 0; i < one.values.size(); ++i) {
                const float crest = 1 - std::min(1.0F, std::abs(one.values[i]));
                sum.values[i] += amplitude * crest * crest;
            }
        });
    return sum;
}

namespace {

void blur_row(const float *from, float *to, int width, int radius)
{
    float sum = 0;
    for (int i = -radius; i <= radius; ++i) {
        sum += from[wrap(i, width)];
    }
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    int leaves = wrap(-radius, width);
    int enters = wrap(radius + 1, width);
    for (int x = 0; x < width; ++x) {
        to[x] = sum * share;
        sum += from[enters] - from[leaves];
        enters = enters + 1 == width ? 0 : enters + 1;
        leaves = leaves + 1 == width ? 0 : leaves + 1;
    }
}

void blur_once(const Field &from, Field &scratch, Field &to, int radius)
{
    for_each_row(
        from.height, [&](int y) { blur_row(from.row(y), scratch.row(y), from.width, radius); });
    std::vector<float> sum(static_cast<size_t>(from.width), 0.0F);
    for (int i = -radius; i <= radius; ++i) {
        const float *row = scratch.row(wrap(i, from.height));
        for (size_t x = 0; x < sum.size(); ++x) {
            sum[x] += row[x];
        }
    }
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    for (int y = 0; y < from.height; ++y) {
        const float *enters = scratch.row(wrap(y + radius + 1, from.height));
        const float *leaves = scratch.row(wrap(y - radius, from.height));
        float *out = to.row(y);
        for (size_t x = 0; x < sum.size(); ++x) {
            out[x] = sum[x] * share;
            sum[x] += enters[x] - leaves[x];
        }
    }
}

} // namespace

Field blur(const Field &field, int radius)
{
    Field out = field;
    Field scratch = field;
    const int limit = (std::min(field.width, field.height) - 1) / 2;
    radius = std::clamp(radius, 1, std::max(1, limit));
    blur_once(field, scratch, out, radius);
    const Field once = out;
    blur_once(once, scratch, out, radius);
    return out;
}

} // namespace loopback
