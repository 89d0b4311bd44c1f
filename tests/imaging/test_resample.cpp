// SPDX-License-Identifier: MIT
#include "imaging/axis_weights.h"
#include "imaging/orient.h"
#include "imaging/resample.h"
#include "pictures.h"

#include <cmath>

using namespace gesso::core;
using namespace gesso::test;

namespace {

Pixels resampled(const Pixels &picture, uint32_t width, uint32_t height, bool wrap = false)
{
    Pixels out;
    REQUIRE(resample(picture.view(), width, height, wrap, out).is_ok());
    REQUIRE(out.width() == width);
    REQUIRE(out.height() == height);
    return out;
}

Pixels flat(uint32_t width, uint32_t height, Colour colour)
{
    return drawn(width, height, [&](uint32_t, uint32_t) { return colour; });
}

} // namespace

TEST_CASE("a picture of one colour keeps it at every size", "[resample]")
{
    for (int value = 0; value < 256; value += 5) {
        const auto byte = static_cast<uint8_t>(value);
        const Colour colour{
            byte, static_cast<uint8_t>(255 - value), 77, static_cast<uint8_t>(std::max(value, 1))};
        const Pixels picture = flat(13, 9, colour);
        for (const auto &[width, height] : {std::pair{5u, 4u}, {1u, 1u}, {29u, 31u}, {7u, 20u}}) {
            const Pixels out = resampled(picture, width, height);
            REQUIRE(bytes_of(out) == bytes_of(flat(width, height, colour)));
        }
    }
}

TEST_CASE("the same size is the same picture, bit for bit, in every layout", "[resample]")
{
    const Pixels picture = noisy(11, 7, 3);
    CHECK(bytes_of(resampled(picture, 11, 7)) == bytes_of(picture));
    for (const bool is_bottom_first : {false, true}) {
        const Lent other = lent(picture, PixelOrder::bgra, is_bottom_first);
        Pixels same;
        REQUIRE(resample(other.view, 11, 7, false, same).is_ok());
        CHECK(bytes_of(same) == bytes_of(picture));
        Pixels half;
        REQUIRE(resample(other.view, 5, 3, true, half).is_ok());
        CHECK(bytes_of(half) == bytes_of(resampled(picture, 5, 3, true)));
    }
}

TEST_CASE(
    "fine black and white becomes the gray that looks the same, not a darker one", "[resample]")
{
    const Pixels board = drawn(64, 64, [](uint32_t x, uint32_t y) {
        return (x + y) % 2 == 0 ? Colour{0, 0, 0, 255} : Colour{255, 255, 255, 255};
    });
    const Pixels small = resampled(board, 16, 16);
    CHECK(at(small, 8, 8) == Colour{188, 188, 188, 255}); // half the light
}

TEST_CASE("clear pixels give their colour to nobody", "[resample]")
{
    const Pixels picture = drawn(8, 8, [](uint32_t x, uint32_t) {
        return x < 4 ? Colour{200, 10, 20, 255} : Colour{0, 255, 0, 0};
    });
    for (const auto &[width, height] : {std::pair{3u, 3u}, {5u, 8u}, {16u, 20u}}) {
        const Pixels out = resampled(picture, width, height);
        for (uint32_t x = 0; x < width; ++x) {
            const Colour colour = at(out, x, 1);
            if (colour[3] > 8) {
                CAPTURE(width, x, colour[3]);
                CHECK(std::abs(colour[0] - 200) <= 1);
                CHECK(std::abs(colour[1] - 10) <= 1);
            }
        }
    }
}

TEST_CASE("a smooth picture survives the way to another size and back", "[resample]")
{
    const Pixels picture = drawn(96, 64, [](uint32_t x, uint32_t y) {
        const double wave = std::sin(x * 0.13) + std::cos(y * 0.17);
        return Colour{uint8_t(128 + wave * 50), uint8_t(x * 2), uint8_t(y * 3), 255};
    });
    for (const auto &[width, height] : {std::pair{144u, 100u}, {192u, 128u}, {97u, 65u}}) {
        const Pixels back = resampled(resampled(picture, width, height), 96, 64);
        int worst = 0;
        for (size_t i = 0; i < picture.size(); ++i)
            worst = std::max(worst, std::abs(picture.data()[i] - back.data()[i]));
        CAPTURE(width);
        CHECK(worst <= 4);
    }
}

TEST_CASE("with wrapping the edge of a picture knows the opposite one", "[resample]")
{
    const Pixels picture = drawn(8, 8, [](uint32_t x, uint32_t) {
        const auto value = static_cast<uint8_t>(x < 4 ? 40 : 200);
        return Colour{value, value, value, 255};
    });
    CHECK(at(resampled(picture, 16, 8, false), 0, 0)[0] == 40);
    CHECK(at(resampled(picture, 16, 8, true), 0, 0)[0] > 50);
    // A picture that is moved round gives a result that is moved round.
    const Pixels noise = noisy(12, 10, 9, true);
    Pixels moved;
    REQUIRE(crop(noise.view(), {3, 5, 12, 10}, moved).is_ok());
    const Pixels a = resampled(moved, 24, 20, true);
    Pixels b;
    REQUIRE(crop(resampled(noise, 24, 20, true).view(), {6, 10, 24, 20}, b).is_ok());
    CHECK(bytes_of(a) == bytes_of(b));
}

TEST_CASE("the weights of every sample sum to one and name pixels that exist", "[resample]")
{
    for (uint32_t from = 1; from <= 24; ++from) {
        for (uint32_t to = 1; to <= 40; ++to) {
            for (const bool wrap : {false, true}) {
                const AxisWeights axis(from, to, wrap);
                for (uint32_t sample = 0; sample < to; ++sample) {
                    double sum = 0;
                    for (uint32_t tap = 0; tap < axis.taps(); ++tap) {
                        sum += axis.weights(sample)[tap];
                        REQUIRE(axis.indices(sample)[tap] < from);
                    }
                    CAPTURE(from, to, sample);
                    REQUIRE(std::abs(sum - 1) < 1e-5);
                }
            }
        }
    }
}

TEST_CASE("a crop is bit for bit and goes round the edges", "[resample]")
{
    const Pixels picture = noisy(10, 8, 6);
    const Lent other = lent(picture, PixelOrder::bgra, true);
    for (const PixelRect rect :
         {PixelRect{0, 0, 10, 8}, {2, 3, 4, 5}, {7, 6, 8, 7}, {9, 7, 10, 8}}) {
        for (const PixelView &view : {picture.view(), other.view}) {
            Pixels part;
            REQUIRE(crop(view, rect, part).is_ok());
            bool is_equal = true;
            for (uint32_t y = 0; y < rect.height; ++y) {
                for (uint32_t x = 0; x < rect.width; ++x)
                    is_equal &= at(part, x, y) == at(picture, (rect.x + x) % 10, (rect.y + y) % 8);
            }
            CHECK(is_equal);
        }
    }
    Pixels part;
    CHECK(crop(picture.view(), {10, 0, 1, 1}, part).code == StatusCode::invalid_argument);
    CHECK(crop(picture.view(), {0, 0, 11, 1}, part).code == StatusCode::invalid_argument);
    CHECK(crop(picture.view(), {0, 0, 0, 1}, part).code == StatusCode::invalid_argument);
}

TEST_CASE("each of the eight orientations puts the corners where EXIF says", "[orient]")
{
    // Corners of the stored picture: a top left, b top right, c bottom left, d bottom right.
    const Pixels stored = drawn(3, 2, [](uint32_t x, uint32_t y) {
        return Colour{static_cast<uint8_t>("a1bc2d"[y * 3 + x]), 5, 6, 7};
    });
    const char *expected[] = {"abcd", "badc", "dcba", "cdab", "acbd", "cadb", "dbca", "bdac"};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        Pixels upright;
        REQUIRE(orient(stored.view(), orientation, upright).is_ok());
        const uint32_t right = orientation < 5 ? 2 : 1;
        const uint32_t bottom = orientation < 5 ? 1 : 2;
        REQUIRE(upright.width() == right + 1);
        REQUIRE(upright.height() == bottom + 1);
        std::string corners;
        for (const auto &[x, y] : {std::pair{0u, 0u}, {right, 0u}, {0u, bottom}, {right, bottom}})
            corners += static_cast<char>(at(upright, x, y)[0]);
        CAPTURE(orientation);
        CHECK(corners == expected[orientation - 1]);
        CHECK(at(upright, 0, 0)[3] == 7);
    }
    Pixels same;
    REQUIRE(orient(lent(stored, PixelOrder::bgra, true).view, 99, same).is_ok());
    CHECK(bytes_of(same) == bytes_of(stored));
}
