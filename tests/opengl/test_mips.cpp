// SPDX-License-Identifier: MIT
#include "color_tables.h"
#include "mip_chain.h"
#include "stage.h"

using namespace gesso_test;
using gesso::opengl::MipChain;
using gesso::opengl::PixelRows;

namespace {

using Level = std::vector<uint8_t>;

// All levels but the first, made in slices of that many pixels.
std::vector<Level>
mips_of(uint32_t width, uint32_t height, const FakeImage::Paint &paint, uint32_t slice = 1000)
{
    std::vector<uint8_t> pixels;
    for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t x = 0; x < width; ++x) {
            const uint32_t rgba = paint(x, y);
            for (int shift = 24; shift >= 0; shift -= 8)
                pixels.push_back(static_cast<uint8_t>(rgba >> shift));
        }
    }
    MipChain chain;
    chain.begin({pixels.data(), uint64_t{4} * width, width, height});
    for (int steps = 0; !chain.is_done() && steps < 1'000'000; ++steps)
        chain.step(slice);
    REQUIRE(chain.is_done());
    std::vector<Level> levels;
    for (uint32_t i = 1; i <= chain.count(); ++i) {
        const PixelRows rows = chain.level(i);
        levels.emplace_back(rows.pixels, rows.pixels + size_t{4} * rows.width * rows.height);
    }
    return levels;
}

int farthest(const Level &level, const std::array<int, 4> &from)
{
    int most = 0;
    for (size_t i = 0; i < level.size(); ++i)
        most = std::max(most, std::abs(int{level[i]} - from[i % 4]));
    return most;
}

} // namespace

TEST_CASE("a grey card stays exactly the same grey on every level, whatever its size")
{
    for (const uint32_t grey : {0U, 1U, 3U, 18U, 119U, 186U, 254U, 255U}) {
        for (const auto &[width, height] :
             {std::pair{64U, 64U}, {96U, 40U}, {37U, 21U}, {1U, 17U}, {7U, 1U}, {3U, 3U}}) {
            const uint32_t rgba = grey << 24 | grey << 16 | grey << 8 | 0xFF;
            const int value = static_cast<int>(grey);
            for (const Level &level :
                 mips_of(width, height, [rgba](uint32_t, uint32_t) { return rgba; }))
                CHECK(farthest(level, {value, value, value, 255}) == 0);
        }
    }
}

TEST_CASE("a checkerboard becomes half the light, which is 188 and not 128")
{
    const auto paint = [](uint32_t x, uint32_t y) {
        return (x + y) % 2 != 0 ? 0xFFFFFFFFU : 0x000000FFU;
    };
    const std::vector<Level> levels = mips_of(64, 64, paint);
    CHECK(levels.size() == 6);
    for (const Level &level : levels)
        CHECK(farthest(level, {188, 188, 188, 255}) <= 1);
}

TEST_CASE("the levels do not depend on how they were sliced")
{
    const std::vector<Level> whole = mips_of(61, 83, busy_paint, 1U << 30);
    for (const uint32_t slice : {1U, 7U, 100U, 5000U})
        CHECK(mips_of(61, 83, busy_paint, slice) == whole);
}

TEST_CASE("the filter wraps: a line on one edge is seen on the other")
{
    // A white first column and a white first row; the filter takes a sixteenth from beyond an edge.
    const std::vector<Level> levels = mips_of(32, 32, [](uint32_t x, uint32_t y) {
        return x == 0 || y == 0 ? 0xFFFFFFFFU : 0x000000FFU;
    });
    const Level &level = levels[0];
    const auto at = [&level](size_t x, size_t y) { return int{level[4 * (y * 16 + x)]}; };
    const int seen = gesso::opengl::color_tables().to_bytes[65535 / 16];
    CHECK(std::abs(at(15, 8) - seen) <= 1);
    CHECK(std::abs(at(8, 15) - seen) <= 1);
    CHECK(at(14, 8) == 0);
    CHECK(at(8, 8) == 0);
}

TEST_CASE("a decal's mips show no dark fringe: colour goes by alpha and spreads below it")
{
    // A yellow disc with a soft edge on black that is fully transparent.
    const auto paint = [](uint32_t x, uint32_t y) {
        const double dx = x - 63.5;
        const double dy = y - 63.5;
        const double alpha = std::clamp(45.0 - std::sqrt(dx * dx + dy * dy), 0.0, 1.0);
        const auto byte = static_cast<uint32_t>(alpha * 255);
        return byte == 0 ? 0x00000000U : 0xF0C02000U | byte;
    };
    for (const Level &level : mips_of(128, 128, paint)) {
        int most = 0;
        for (size_t i = 0; i < level.size(); i += 4) {
            // Also where alpha is 0: sampled between pixels, that colour is seen.
            most = std::max(
                {most, std::abs(level[i] - 0xF0), std::abs(level[i + 1] - 0xC0),
                 std::abs(level[i + 2] - 0x20)});
        }
        CHECK(most <= 2);
    }
}

TEST_CASE("alpha itself is averaged as it is")
{
    const std::vector<Level> levels = mips_of(
        16, 16, [](uint32_t x, uint32_t) { return x % 2 != 0 ? 0xFFFFFFFFU : 0xFFFFFF00U; });
    for (const Level &level : levels)
        CHECK(farthest(level, {255, 255, 255, 128}) <= 1);
}

TEST_CASE("the mip chain of a texture is whole, comes within the budget, and in bounded slices")
{
    Stage stage([](BridgeDesc &desc) { desc.pixels_per_update = 2000; });
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(300, 200, busy_paint);
    stage.give(image_event(image));
    stage.give(finished_event());
    const int frames = stage.settle(20'000);
    CHECK(frames > 60'000 / 2000);
    CHECK(stage.most_bytes <= 20'000);
    CHECK(
        stage.most_pixels <= 2000 + 6 * 300); // a slice ends with a row, which may need six others
    const std::vector<Level> expected = mips_of(300, 200, busy_paint);
    const SlotView view = stage.bridge->view(slot);
    REQUIRE(view.levels == expected.size() + 1);
    for (size_t i = 0; i < expected.size(); ++i)
        CHECK(stage.shown(slot, static_cast<int>(i) + 1) == expected[i]);
    CHECK(texture_parameter(view.texture, GL_TEXTURE_MIN_FILTER) == GL_LINEAR_MIPMAP_LINEAR);
    CHECK(texture_parameter(view.texture, GL_TEXTURE_WRAP_S) == GL_REPEAT);
}

TEST_CASE("a texture is never sampled from levels that are not there yet")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(64, 64, busy_paint);
    stage.give(image_event(image));
    for (int i = 0; i < 400; ++i) {
        stage.frame(300);
        const SlotView view = stage.bridge->view(slot);
        const GLint highest = texture_parameter(view.texture, GL_TEXTURE_MAX_LEVEL);
        CHECK(highest + 1 == static_cast<GLint>(view.levels));
        if (view.levels > 1)
            CHECK(level_parameter(view.texture, highest, GL_TEXTURE_WIDTH) == 1);
    }
    CHECK(stage.bridge->view(slot).levels == 7);
}
