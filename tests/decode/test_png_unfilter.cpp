// SPDX-License-Identifier: MIT
#include "decode/png_unfilter.h"
#include "support/catch.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

using namespace gesso::core;

namespace {

struct Row {
    std::vector<uint8_t> row;
    std::vector<uint8_t> out;

    bool operator==(const Row &) const = default;
};

// `out` is exactly sized; `filtered` and the row have the slack that the contract names.
Row undo(
    UnfilterRow kernel, const std::vector<uint8_t> &filtered, const std::vector<uint8_t> &above,
    size_t width)
{
    std::vector<uint8_t> in(filtered);
    in.resize(in.size() + kUnfilterSlack, 0xee);
    std::vector<uint8_t> row(above);
    row.resize(row.size() + kUnfilterSlack, 0xdd);
    const std::unique_ptr<uint8_t[]> out(new uint8_t[width * 4]);
    kernel(in.data(), row.data(), out.get(), width);
    row.resize(width * 4);
    return {row, {out.get(), out.get() + width * 4}};
}

std::vector<uint8_t> random_bytes(std::mt19937 &random, size_t size, int kind)
{
    std::vector<uint8_t> bytes(size);
    for (uint8_t &byte : bytes) {
        const auto value = static_cast<uint8_t>(random());
        // Extremes meet the borders of Paeth's comparisons more often than chance does.
        byte = kind == 0 ? value : kind == 1 ? (value & 1) * 255 : value & 3;
    }
    return bytes;
}

void check_equal(UnfilterKernels (*twin)(uint32_t, PixelOrder))
{
    std::mt19937 random(7);
    for (const uint32_t channels : {3u, 4u}) {
        for (const PixelOrder order : {PixelOrder::rgba, PixelOrder::bgra}) {
            for (size_t filter = 0; filter < kPngFilters; ++filter) {
                for (size_t width = 1; width <= 70; ++width) {
                    for (int kind = 0; kind < 3; ++kind) {
                        const auto filtered = random_bytes(random, width * channels, kind);
                        const auto above = random_bytes(random, width * 4, kind);
                        CAPTURE(channels, filter, width, kind);
                        REQUIRE(
                            undo(twin(channels, order)[filter], filtered, above, width) ==
                            undo(scalar_unfilter(channels, order)[filter], filtered, above, width));
                    }
                }
            }
        }
    }
}

} // namespace

TEST_CASE("the chosen kernels equal the scalar ones bit for bit", "[unfilter]")
{
    check_equal(best_unfilter);
}

#ifdef GESSO_HAVE_X86_UNFILTER
TEST_CASE("the SSSE3 kernels equal the scalar ones bit for bit", "[unfilter]")
{
    if (has_ssse3())
        check_equal(ssse3_unfilter);
}

TEST_CASE("the AVX2 kernels equal the scalar ones bit for bit", "[unfilter]")
{
    if (has_avx2())
        check_equal(avx2_unfilter);
}
#endif

// The second pixel of a row of two, for four lefts at once: one a channel.
std::array<uint8_t, 4>
paeth_of(UnfilterRow kernel, const std::array<uint8_t, 4> &lefts, int above, int upper_left)
{
    uint8_t filtered[8 + kUnfilterSlack] = {};
    uint8_t row[8 + kUnfilterSlack] = {};
    uint8_t out[8];
    std::memset(row, upper_left, 4);
    std::memset(row + 4, above, 4);
    // The first pixel is predicted from above alone.
    for (size_t i = 0; i < 4; ++i)
        filtered[i] = static_cast<uint8_t>(lefts[i] - upper_left);
    kernel(filtered, row, out, 2);
    return {out[4], out[5], out[6], out[7]};
}

TEST_CASE("Paeth chooses alike at every border of its three ranges", "[unfilter]")
{
    const UnfilterRow scalar = scalar_unfilter(4, PixelOrder::rgba)[4];
    const UnfilterRow twin = best_unfilter(4, PixelOrder::rgba)[4];
    for (int above = 0; above < 256; ++above) {
        for (int upper_left = 0; upper_left < 256; ++upper_left) {
            const int d = above - upper_left;
            for (const int border : {above, upper_left - 2 * d, upper_left - d / 2}) {
                const auto byte = [&](int step) {
                    return static_cast<uint8_t>(std::clamp(border + step, 0, 255));
                };
                const std::array<uint8_t, 4> lefts = {byte(-1), byte(0), byte(1), byte(255)};
                if (paeth_of(scalar, lefts, above, upper_left) ==
                    paeth_of(twin, lefts, above, upper_left))
                    continue;
                FAIL("above " << above << ", upper left " << upper_left << ", left " << border);
            }
        }
    }
}

TEST_CASE("Paeth breaks ties in the order left, above, upper left", "[unfilter]")
{
    // Two pixels: the first makes left and upper left, the second is predicted.
    struct Tie {
        uint8_t left, above, upper_left, expected;
    };
    // p = a + b - c; the distances to a, b and c decide, ties in that order.
    const Tie ties[] = {{10, 10, 10, 10}, {20, 10, 15, 15}, {10, 20, 10, 20}, {20, 10, 10, 20},
                        {0, 255, 0, 255}, {255, 0, 0, 255}, {0, 0, 255, 0},   {8, 4, 6, 6},
                        {1, 3, 0, 3},     {3, 1, 0, 3}};
    for (const Tie &tie : ties) {
        for (const UnfilterKernels &kernels :
             {scalar_unfilter(4, PixelOrder::rgba), best_unfilter(4, PixelOrder::rgba)}) {
            std::vector<uint8_t> above(8);
            std::memset(above.data(), tie.upper_left, 4);
            std::memset(above.data() + 4, tie.above, 4);
            std::vector<uint8_t> filtered(8);
            // The first pixel is predicted from above alone: upper_left + filtered = left.
            std::memset(filtered.data(), static_cast<uint8_t>(tie.left - tie.upper_left), 4);
            const Row row = undo(kernels[4], filtered, above, 2);
            CAPTURE(int(tie.left), int(tie.above), int(tie.upper_left));
            CHECK(row.out[4] == tie.expected);
        }
    }
}

TEST_CASE("an RGB row becomes opaque and BGRA swaps red and blue", "[unfilter]")
{
    const std::vector<uint8_t> filtered = {1, 2, 3};
    const std::vector<uint8_t> above(4);
    CHECK(
        undo(best_unfilter(3, PixelOrder::rgba)[0], filtered, above, 1).out ==
        std::vector<uint8_t>{1, 2, 3, 255});
    CHECK(
        undo(best_unfilter(3, PixelOrder::bgra)[0], filtered, above, 1).out ==
        std::vector<uint8_t>{3, 2, 1, 255});
}
