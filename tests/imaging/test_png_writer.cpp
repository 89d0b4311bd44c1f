// SPDX-License-Identifier: MIT
#include "imaging/png_writer.h"
#include "pictures.h"

#include <algorithm>
#include <string_view>

using namespace gesso::core;
using namespace gesso::test;

namespace {

constexpr uint64_t kPlenty = 64 * kMiB;

Buffer written(const PixelView &view)
{
    Buffer file;
    const Status status = encode_png(view, kPlenty, file);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return file;
}

bool contains(const Buffer &file, std::string_view text)
{
    return std::search(file.begin(), file.end(), text.begin(), text.end()) != file.end();
}

void check_round_trip(const Pixels &picture)
{
    const Buffer file = written(picture.view());
    const DecodedPicture back = decoded(file);
    CAPTURE(picture.width(), picture.height(), back.status.message);
    REQUIRE(back.status.is_ok());
    REQUIRE(bytes_of(back.pixels) == bytes_of(picture));
}

} // namespace

TEST_CASE("a PNG gives back the pixels it was made of, at every small size", "[png_writer]")
{
    for (uint32_t width = 1; width <= 20; ++width) {
        for (const uint32_t height : {1u, 2u, 7u}) {
            check_round_trip(noisy(width, height, width * 31 + height, false));
            check_round_trip(noisy(width, height, width * 31 + height, true));
        }
    }
    check_round_trip(noisy(700, 300, 5)); // more than one chunk, and nothing to compress
    check_round_trip(drawn(600, 500, [](uint32_t x, uint32_t y) {
        return Colour{uint8_t(x / 3), uint8_t(y / 2), uint8_t((x + y) / 5), 255};
    }));
    check_round_trip(drawn(3000, 40, [](uint32_t, uint32_t) { return Colour{9, 8, 7, 0}; }));
}

TEST_CASE(
    "every filter is used where it is best, and a smooth picture becomes small", "[png_writer]")
{
    const Pixels smooth = drawn(512, 512, [](uint32_t x, uint32_t y) {
        return Colour{uint8_t(x / 2), uint8_t(y / 2), uint8_t((x + y) / 4), 255};
    });
    const size_t size = written(smooth.view()).size();
    CAPTURE(size);
    CHECK(size < smooth.size() / 20);
}

TEST_CASE(
    "an opaque picture becomes RGB, one with a clear pixel RGBA, coverage gray", "[png_writer]")
{
    Pixels picture = noisy(9, 9, 3, true);
    CHECK(written(picture.view())[25] == 2);
    picture.row(8)[35] = 254;
    CHECK(written(picture.view())[25] == 6);

    Coverage coverage;
    REQUIRE(coverage.allocate(5, 4).is_ok());
    for (size_t i = 0; i < coverage.size(); ++i)
        coverage.data()[i] = static_cast<uint8_t>(i * 12);
    const Buffer file = written(coverage.view());
    CHECK(file[25] == 0);
    const DecodedPicture back = decoded(file);
    REQUIRE(back.status.is_ok());
    CHECK(at(back.pixels, 3, 2) == Colour{156, 156, 156, 255});
}

TEST_CASE("byte order and row order of lent pixels do not change the file", "[png_writer]")
{
    for (const bool is_opaque : {false, true}) {
        const Pixels picture = noisy(17, 11, 8, is_opaque);
        const Buffer expected = written(picture.view());
        for (const PixelOrder order : {PixelOrder::rgba, PixelOrder::bgra}) {
            CHECK(written(lent(picture, order, false).view) == expected);
            CHECK(written(lent(picture, order, true).view) == expected);
        }
    }
}

TEST_CASE("a PNG of ours holds no metadata", "[png_writer]")
{
    const Buffer file = written(noisy(40, 40, 1).view());
    for (const char *type : {"tEXt", "iTXt", "zTXt", "tIME", "eXIf", "pHYs", "gAMA", "sRGB"})
        CHECK_FALSE(contains(file, type));
}

TEST_CASE(
    "a PNG over the limit, pixels that are none and a sink that refuses end the writing",
    "[png_writer]")
{
    const Pixels picture = noisy(100, 100, 2);
    Buffer file;
    const size_t size = written(picture.view()).size();
    CHECK(encode_png(picture.view(), size, file).is_ok());
    CHECK(encode_png(picture.view(), size - 1, file).code == StatusCode::limit_exceeded);
    CHECK(file.empty());
    CHECK(encode_png(PixelView{}, kPlenty, file).code == StatusCode::invalid_argument);
    PixelView odd = picture.view();
    odd.channels = 3;
    CHECK(encode_png(odd, kPlenty, file).code == StatusCode::invalid_argument);
    odd.channels = 4;
    odd.stride = 399;
    CHECK(encode_png(odd, kPlenty, file).code == StatusCode::invalid_argument);

    struct Refusing final : ByteSink {
        Status on_bytes(Bytes) override { return {StatusCode::cancelled, "enough"}; }
    } refusing;
    CHECK(encode_png(picture.view(), refusing).code == StatusCode::cancelled);
}
