// SPDX-License-Identifier: MIT
// Numbers over the pixels of a picture that wraps round at its edges, and noise to fill them with.
// The picture's short side is one unit long; frequencies are features per unit, rounded so that
// a whole number of them fits and the picture can be repeated without a seam.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace loopback {

struct Canvas {
    int width = 0;
    int height = 0;
    float units_x = 1; // the sides in units; the shorter one is 1
    float units_y = 1;
    float pixels_per_unit = 1;

    // How many features of a frequency fit: at least one.
    [[nodiscard]] int fit_x(float frequency) const { return fit(frequency * units_x); }
    [[nodiscard]] int fit_y(float frequency) const { return fit(frequency * units_y); }
    static int fit(float count) { return std::max(1, static_cast<int>(std::lround(count))); }
};

Canvas make_canvas(int width, int height);

struct Field {
    int width = 0;
    int height = 0;
    std::vector<float> values;

    Field() = default;
    explicit Field(const Canvas &canvas, float value = 0)
        : width(canvas.width), height(canvas.height),
          values(static_cast<size_t>(canvas.width) * static_cast<size_t>(canvas.height), value)
    {}

    float *row(int y)
    {
        return values.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    }
    [[nodiscard]] const float *row(int y) const
    {
        return values.data() + static_cast<size_t>(y) * static_cast<size_t>(width);
    }

    // Between four pixels; the coordinates wrap.
    [[nodiscard]] float sample(float x, float y) const;
};

inline uint32_t mix_bits(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x7feb352dU;
    value ^= value >> 15;
    value *= 0x846ca68bU;
    return value ^ value >> 16;
}

inline uint32_t mix_bits(uint32_t seed, uint32_t a, uint32_t b = 0)
{
    return mix_bits(mix_bits(mix_bits(seed) + a * 0x9e3779b9U) + b * 0x85ebca6bU);
}

// 0 to 1, the same for the same numbers.
inline float random_of(uint32_t seed, uint32_t a, uint32_t b = 0)
{
    return static_cast<float>(mix_bits(seed, a, b) >> 8) * (1.0F / 16777216.0F);
}

// A row of random numbers, for a maker of many things.
class Dice {
public:
    explicit Dice(uint32_t seed) : seed_(seed) {}
    float roll() { return random_of(seed_, ++count_); }
    float roll(float low, float high) { return low + (high - low) * roll(); }

private:
    uint32_t seed_;
    uint32_t count_ = 0;
};

inline float mix(float a, float b, float t)
{
    return a + (b - a) * t;
}

inline float clamp01(float value)
{
    return std::clamp(value, 0.0F, 1.0F);
}

// 0 below `low`, 1 above `high`, smooth between; `low` may be the larger.
inline float smooth(float low, float high, float value)
{
    const float t = clamp01((value - low) / (high - low));
    return t * t * (3 - 2 * t);
}

// Of a number that is not negative.
inline int nearest(float value)
{
    return (static_cast<int>(value * 2) + 1) / 2;
}

inline int wrap(int value, int period)
{
    const int rest = value % period;
    return rest < 0 ? rest + period : rest;
}

struct Frequency {
    float x;
    float y;
    explicit Frequency(float both) : x(both), y(both) {}
    Frequency(float along_x, float along_y) : x(along_x), y(along_y) {}
};

// Gradient noise, about -0.7 to 0.7 times `amplitude`.
void add_noise(
    Field &field, const Canvas &canvas, Frequency frequency, float amplitude, uint32_t seed);

// Octaves of it, each of twice the frequency and `gain` times the height; about -1 to 1. Those
// that are finer than the pixels are left out.
Field make_noise(const Canvas &canvas, Frequency frequency, int octaves, float gain, uint32_t seed);

// Sharp crests where the noise crosses zero: 0 to 1.
Field make_ridges(
    const Canvas &canvas, Frequency frequency, int octaves, float gain, uint32_t seed);

// An average over a square of that radius, taken twice.
Field blur(const Field &field, int radius);

} // namespace loopback
