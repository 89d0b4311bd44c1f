// SPDX-License-Identifier: MIT
#include "imaging/mips.h"
#include "imaging/resample.h"
#include "imaging/srgb.h"
#include "pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace gesso::core;
using namespace gesso::test;

namespace {

std::vector<Pixels> mips_of(const PixelView &view, bool wrap = true)
{
    std::vector<Pixels> levels;
    const Status status = make_mips(view, wrap, nullptr, levels);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return levels;
}

std::vector<Pixels> mips_of(uint32_t width, uint32_t height, const Draw &draw, bool wrap = true)
{
    return mips_of(drawn(width, height, draw).view(), wrap);
}

int farthest(const Pixels &level, const std::array<int, 4> &from)
{
    int most = 0;
    for (size_t i = 0; i < level.size(); ++i)
        most = std::max(most, std::abs(int{level.data()[i]} - from[i % 4]));
    return most;
}

} // namespace

TEST_CASE("a gray card stays exactly the same gray on every level, whatever its size", "[mips]")
{
    for (const uint8_t gray : {0, 1, 3, 18, 119, 186, 254, 255}) {
        for (const auto &[width, height] :
             {std::pair{64u, 64u}, {96u, 40u}, {37u, 21u}, {1u, 17u}, {7u, 1u}, {3u, 3u}}) {
            for (const bool wrap : {false, true}) {
                const Colour colour{gray, gray, gray, 255};
                for (const Pixels &level : mips_of(
                         width, height, [&](uint32_t, uint32_t) { return colour; }, wrap))
                    CHECK(farthest(level, {gray, gray, gray, 255}) == 0);
            }
        }
    }
}

TEST_CASE("levels halve down to one pixel, odd sides rounded down", "[mips]")
{
    const std::vector<Pixels> levels = mips_of(noisy(37, 6, 1).view());
    REQUIRE(levels.size() == 5);
    const std::pair<uint32_t, uint32_t> sizes[] = {{18, 3}, {9, 1}, {4, 1}, {2, 1}, {1, 1}};
    for (size_t i = 0; i < levels.size(); ++i)
        CHECK((levels[i].width() == sizes[i].first && levels[i].height() == sizes[i].second));
    CHECK(mips_of(noisy(1, 1, 1).view()).empty());
}

TEST_CASE("a checkerboard becomes half the light, which is 188 and not 128", "[mips]")
{
    const std::vector<Pixels> levels = mips_of(64, 64, [](uint32_t x, uint32_t y) {
        const auto value = static_cast<uint8_t>((x + y) % 2 != 0 ? 255 : 0);
        return Colour{value, value, value, 255};
    });
    REQUIRE(levels.size() == 6);
    for (const Pixels &level : levels)
        CHECK(farthest(level, {188, 188, 188, 255}) <= 1);
}

TEST_CASE(
    "of a picture that tiles, a line on one edge is seen on the other; else it is not", "[mips]")
{
    const Draw lines = [](uint32_t x, uint32_t y) {
        return x == 0 || y == 0 ? Colour{255, 255, 255, 255} : Colour{0, 0, 0, 255};
    };
    const Pixels tiled = std::move(mips_of(32, 32, lines, true)[0]);
    const int seen = srgb_tables().to_bytes[65535 / 16];
    CHECK(std::abs(at(tiled, 15, 8)[0] - seen) <= 1);
    CHECK(std::abs(at(tiled, 8, 15)[0] - seen) <= 1);
    CHECK(at(tiled, 14, 8)[0] == 0);
    CHECK(at(tiled, 8, 8)[0] == 0);
    const Pixels single = std::move(mips_of(32, 32, lines, false)[0]);
    CHECK(at(single, 15, 8)[0] == 0);
    CHECK(at(single, 8, 15)[0] == 0);
    CHECK(std::abs(at(single, 0, 8)[0] - srgb_tables().to_bytes[65535 / 2]) <= 1);
}

TEST_CASE("a decal's mips show no dark fringe: colour goes by alpha and spreads below it", "[mips]")
{
    // A yellow disc with a soft edge on black that is fully transparent.
    const Draw disc = [](uint32_t x, uint32_t y) {
        const double distance = std::hypot(x - 63.5, y - 63.5);
        const auto alpha = static_cast<uint8_t>(std::clamp(45.0 - distance, 0.0, 1.0) * 255);
        return alpha == 0 ? Colour{0, 0, 0, 0} : Colour{0xF0, 0xC0, 0x20, alpha};
    };
    for (const bool wrap : {false, true}) {
        for (const Pixels &level : mips_of(128, 128, disc, wrap)) {
            int most = 0;
            for (size_t i = 0; i < level.size(); i += 4) {
                const uint8_t *pixel = level.data() + i;
                // Also where alpha is 0: sampled between pixels, that colour is seen.
                most = std::max(
                    {most, std::abs(pixel[0] - 0xF0), std::abs(pixel[1] - 0xC0),
                     std::abs(pixel[2] - 0x20)});
            }
            CHECK(most <= 2);
        }
    }
}

TEST_CASE("alpha itself is averaged as it is", "[mips]")
{
    const Draw stripes = [](uint32_t x, uint32_t) {
        return Colour{255, 255, 255, static_cast<uint8_t>(x % 2 != 0 ? 255 : 0)};
    };
    for (const Pixels &level : mips_of(16, 16, stripes))
        CHECK(farthest(level, {255, 255, 255, 128}) <= 1);
}

TEST_CASE(
    "mips of lent pixels in any layout are the same, and a moved tile gives moved mips", "[mips]")
{
    const Pixels picture = noisy(32, 16, 9);
    const std::vector<Pixels> expected = mips_of(picture.view());
    const std::vector<Pixels> other = mips_of(lent(picture, PixelOrder::bgra, true).view);
    Pixels moved;
    REQUIRE(crop(picture.view(), {8, 4, 32, 16}, moved).is_ok());
    const std::vector<Pixels> round = mips_of(moved.view());
    for (size_t i = 0; i < expected.size(); ++i)
        CHECK(bytes_of(other[i]) == bytes_of(expected[i]));
    for (size_t i = 0; i < 2; ++i) {
        Pixels there;
        const uint32_t step = 1u << (i + 1);
        REQUIRE(
            crop(expected[i].view(), {8 / step, 4 / step, 32 / step, 16 / step}, there).is_ok());
        // Clear pixels look for their colour in levels that were cut elsewhere.
        for (size_t at = 3; at < there.size(); at += 4) {
            const uint8_t *a = there.data() + at - 3;
            const uint8_t *b = round[i].data() + at - 3;
            REQUIRE((a[3] == 0 ? b[3] == 0 : std::equal(a, a + 4, b)));
        }
    }
}

TEST_CASE("a stop ends the work, and pictures without four channels are refused", "[mips]")
{
    std::atomic<bool> stop{true};
    std::vector<Pixels> levels;
    const Pixels picture = noisy(64, 64, 2);
    CHECK(make_mips(picture.view(), false, &stop, levels).code == StatusCode::cancelled);
    CHECK(levels.empty());
    PixelView gray = picture.view();
    gray.channels = 1;
    CHECK(make_mips(gray, false, nullptr, levels).code == StatusCode::invalid_argument);
    CHECK(make_mips({}, false, nullptr, levels).code == StatusCode::invalid_argument);
}
