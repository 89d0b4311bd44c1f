// SPDX-License-Identifier: MIT
#include "feather_oracle.h"
#include "imaging/mask.h"
#include "pictures.h"

using namespace gesso::core;
using namespace gesso::test;

namespace {

constexpr uint32_t kSide = 4;

// One pixel at (1, 2) differs from the rest.
Pixels spotted(Colour spot, Colour rest)
{
    return drawn(
        kSide, kSide, [&](uint32_t x, uint32_t y) { return x == 1 && y == 2 ? spot : rest; });
}

Status read(const PixelView &mask, MaskMeaning meaning, Coverage &out)
{
    return read_mask(mask, meaning, kSide, kSide, out);
}

// Coverage of the spot and of the rest.
std::pair<int, int> values_of(const Pixels &mask, MaskMeaning meaning)
{
    Coverage coverage;
    const Status status = read(mask.view(), meaning, coverage);
    if (!status.is_ok())
        return {-1, -1};
    return {coverage.row(2)[1], coverage.row(0)[3]};
}

using Values = std::pair<int, int>;
constexpr Colour kWhite{255, 255, 255, 255};
constexpr Colour kBlack{0, 0, 0, 255};
constexpr Colour kClear{0, 0, 0, 0};

} // namespace

TEST_CASE("each meaning of a mask reads the same spot", "[mask]")
{
    using M = MaskMeaning;
    CHECK(values_of(spotted(kClear, kWhite), M::alpha_clear_is_edit) == Values{255, 0});
    CHECK(values_of(spotted(kWhite, kBlack), M::white_is_edit) == Values{255, 0});
    CHECK(values_of(spotted(kBlack, kWhite), M::black_is_edit) == Values{255, 0});
    CHECK(values_of(spotted({9, 9, 9, 155}, kWhite), M::alpha_clear_is_edit) == Values{100, 0});
    CHECK(values_of(spotted({100, 100, 100, 255}, kBlack), M::white_is_edit) == Values{100, 0});
    CHECK(values_of(spotted({255, 0, 0, 255}, kBlack), M::white_is_edit) == Values{54, 0});
    CHECK(values_of(spotted({0, 0, 255, 255}, kBlack), M::white_is_edit) == Values{18, 0});
    CHECK(values_of(spotted({255, 255, 255, 51}, kBlack), M::white_is_edit) == Values{51, 0});
}

TEST_CASE(
    "without a meaning, clear pixels mean edit where there are any, and white elsewhere", "[mask]")
{
    CHECK(values_of(spotted(kClear, kWhite), MaskMeaning::automatic) == Values{255, 0});
    CHECK(values_of(spotted(kWhite, kBlack), MaskMeaning::automatic) == Values{255, 0});
    CHECK(values_of(spotted(kBlack, kWhite), MaskMeaning::automatic) == Values{0, 255});
}

TEST_CASE("a mask of one channel is coverage, and has no alpha to read", "[mask]")
{
    const Buffer gray = {0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255};
    const PixelView view{gray.data(), kSide, kSide, kSide, 1, PixelOrder::rgba};
    Coverage coverage;
    REQUIRE(read(view, MaskMeaning::automatic, coverage).is_ok());
    CHECK(Buffer(coverage.data(), coverage.data() + 16) == gray);
    REQUIRE(read(view, MaskMeaning::black_is_edit, coverage).is_ok());
    CHECK(coverage.row(1)[1] == 248);
    const Status status = read(view, MaskMeaning::alpha_clear_is_edit, coverage);
    CHECK(status.code == StatusCode::invalid_argument);
    CHECK(status.message.find("GESSO_MASK_WHITE_IS_EDIT") != std::string::npos);
}

TEST_CASE("a mask in another byte or row order reads the same", "[mask]")
{
    const Pixels mask = noisy(9, 7, 4);
    for (const MaskMeaning meaning :
         {MaskMeaning::automatic, MaskMeaning::white_is_edit, MaskMeaning::black_is_edit}) {
        Coverage expected;
        REQUIRE(read_mask(mask.view(), meaning, 9, 7, expected).is_ok());
        const Lent other = lent(mask, PixelOrder::bgra, true);
        Coverage coverage;
        REQUIRE(read_mask(other.view, meaning, 9, 7, coverage).is_ok());
        CHECK(std::equal(coverage.data(), coverage.data() + 63, expected.data()));
    }
}

TEST_CASE(
    "a mask of another size, an empty one and one without pixels are refused in words", "[mask]")
{
    Coverage coverage;
    const Pixels mask = spotted(kWhite, kBlack);
    const Status size = read_mask(mask.view(), MaskMeaning::automatic, 5, 4, coverage);
    CHECK(size.code == StatusCode::invalid_argument);
    CHECK(size.message.find("4 x 4") != std::string::npos);
    CHECK(size.message.find("5 x 4") != std::string::npos);

    const auto refusal = [&](Colour colour, MaskMeaning meaning) {
        Status status = read(spotted(colour, colour).view(), meaning, coverage);
        CHECK(status.code == StatusCode::invalid_argument);
        CHECK(status.message.find("nothing to change") != std::string::npos);
        return status.message;
    };
    CHECK(refusal(kBlack, MaskMeaning::automatic).find("brighter") != std::string::npos);
    CHECK(refusal(kWhite, MaskMeaning::black_is_edit).find("darker") != std::string::npos);
    CHECK(
        refusal(kWhite, MaskMeaning::alpha_clear_is_edit).find("transparent") != std::string::npos);
    CHECK(read({}, MaskMeaning::automatic, coverage).code == StatusCode::invalid_argument);
}

TEST_CASE("bounds hold every set pixel, and go round the edge only when that is shorter", "[mask]")
{
    Coverage coverage;
    REQUIRE(coverage.allocate(10, 6).is_ok());
    std::fill_n(coverage.data(), coverage.size(), uint8_t{0});
    CHECK(mask_bounds(coverage, true) == PixelRect{});
    coverage.row(1)[3] = 1;
    CHECK(mask_bounds(coverage, true) == PixelRect{3, 1, 1, 1});
    coverage.row(2)[5] = 255;
    CHECK(mask_bounds(coverage, false) == PixelRect{3, 1, 3, 2});
    CHECK(mask_bounds(coverage, true) == PixelRect{3, 1, 3, 2});
    coverage.row(2)[3] = coverage.row(1)[3] = 0;
    coverage.row(2)[5] = 0;
    coverage.row(0)[9] = coverage.row(5)[0] = 1;
    CHECK(mask_bounds(coverage, false) == PixelRect{0, 0, 10, 6});
    CHECK(mask_bounds(coverage, true) == PixelRect{9, 5, 2, 2});
    std::fill_n(coverage.data(), coverage.size(), uint8_t{1});
    CHECK(mask_bounds(coverage, true) == PixelRect{0, 0, 10, 6});
}

TEST_CASE("weights fall off by the documented formula, round the edge too", "[mask]")
{
    Noise noise{77};
    for (int round = 0; round < 120; ++round) {
        const uint32_t width = 1 + noise.below(40);
        const uint32_t height = 1 + noise.below(30);
        const Coverage coverage = random_coverage(width, height, noise);
        const bool wrap = noise.below(2) == 0;
        const uint32_t feather = noise.below(24);
        Coverage weights;
        REQUIRE(feather_mask(coverage, feather, wrap, weights).is_ok());
        CAPTURE(round, width, height, wrap, feather);
        REQUIRE(first_wrong_weight(coverage, feather, wrap, weights) == "");
    }
}

TEST_CASE("a feather reaches no farther than it says, and 256 pixels at most", "[mask]")
{
    Coverage coverage;
    REQUIRE(coverage.allocate(600, 1).is_ok());
    std::fill_n(coverage.data(), 600, uint8_t{255});
    coverage.row(0)[0] = 0;
    Coverage weights;
    REQUIRE(feather_mask(coverage, 256, false, weights).is_ok());
    CHECK(weights.row(0)[0] == 0);
    CHECK(weights.row(0)[1] == 0); // half a pixel inside: 255 / 512
    CHECK(weights.row(0)[128] == 127);
    CHECK(weights.row(0)[256] == 255);
    CHECK(weights.row(0)[599] == 255);
    REQUIRE(feather_mask(coverage, 256, true, weights).is_ok());
    CHECK(weights.row(0)[599] == 0);
    CHECK(weights.row(0)[472] == 127);
    CHECK(feather_mask(coverage, 257, false, weights).code == StatusCode::invalid_argument);
}

TEST_CASE("the service's mask is clear where something may change and opaque elsewhere", "[mask]")
{
    Coverage coverage;
    REQUIRE(coverage.allocate(8, 8).is_ok());
    std::fill_n(coverage.data(), 64, uint8_t{0});
    coverage.row(7)[7] = 128;
    coverage.row(0)[0] = 127;
    coverage.row(0)[1] = 255;
    Pixels mask;
    REQUIRE(make_service_mask(coverage, {7, 7, 4, 4}, 4, 4, mask).is_ok());
    CHECK(at(mask, 0, 0) == Colour{0, 0, 0, 0});
    CHECK(at(mask, 1, 1) == Colour{0, 0, 0, 255});
    CHECK(at(mask, 2, 1) == Colour{0, 0, 0, 0});
    CHECK(at(mask, 3, 3) == Colour{0, 0, 0, 255});
    REQUIRE(make_service_mask(coverage, {0, 0, 8, 8}, 16, 16, mask).is_ok());
    CHECK(mask.width() == 16);
    CHECK(at(mask, 2, 0)[3] == 0);
    CHECK(at(mask, 8, 8)[3] == 255);
}
