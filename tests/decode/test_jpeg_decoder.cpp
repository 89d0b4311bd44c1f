// SPDX-License-Identifier: MIT
#include "decode_harness.h"
#include "golden_jpegs.h"
#include "support/catch.h"

#include <algorithm>

using namespace gesso::core;
using namespace gesso::test;

namespace {

using Buffer = std::vector<uint8_t>;

struct Golden {
    const char *name;
    Bytes jpeg;
    Bytes rgb;
    int tolerance; // a different IDCT, and a different way to enlarge 4:2:0
};

const Golden kGoldens[] = {
    {"baseline", kBaselineJpeg, kBaselineJpegRgb, 3},
    {"progressive", kProgressiveJpeg, kProgressiveJpegRgb, 4},
    {"gray", kGrayJpeg, kGrayJpegRgb, 2},
    {"CMYK", kCmykJpeg, kCmykJpegRgb, 2},
};

Buffer copy_of(Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

// Where the segment FF `code` begins.
size_t find_marker(const Buffer &jpeg, uint8_t code)
{
    for (size_t i = 2; i + 1 < jpeg.size(); ++i) {
        if (jpeg[i] == 0xff && jpeg[i + 1] == code)
            return i;
    }
    FAIL("no such marker");
    return 0;
}

Buffer segment_of(const Buffer &jpeg, size_t at)
{
    const auto length = static_cast<ptrdiff_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
    const auto from = jpeg.begin() + static_cast<ptrdiff_t>(at);
    return {from, from + 2 + length};
}

void erase_segment(Buffer &jpeg, size_t at)
{
    const auto from = jpeg.begin() + static_cast<ptrdiff_t>(at);
    jpeg.erase(from, from + static_cast<ptrdiff_t>(segment_of(jpeg, at).size()));
}

} // namespace

TEST_CASE("JPEGs have the pixels that another decoder finds in them", "[jpeg]")
{
    for (const Golden &golden : kGoldens) {
        CAPTURE(golden.name);
        const Outcome outcome = decode(golden.jpeg);
        CAPTURE(outcome.status.message);
        REQUIRE(outcome.status.is_ok());
        REQUIRE(outcome.is_contract_kept);
        CHECK(outcome.format == ImageFormat::jpeg);
        CHECK(outcome.bands == 1);
        CHECK_FALSE(outcome.header->has_alpha);
        REQUIRE(outcome.rgba.size() == golden.rgb.size() / 3 * 4);
        int worst = 0;
        for (size_t i = 0; i < outcome.rgba.size(); ++i) {
            const int expected = i % 4 == 3 ? 255 : golden.rgb[i / 4 * 3 + i % 4];
            worst = std::max(worst, std::abs(outcome.rgba[i] - expected));
        }
        CHECK(worst <= golden.tolerance);
    }
}

TEST_CASE("pixels do not depend on where a JPEG was cut", "[jpeg]")
{
    for (const Golden &golden : kGoldens) {
        const Buffer expected = decode(golden.jpeg).rgba;
        for (size_t cut = 0; cut <= golden.jpeg.size(); ++cut) {
            DecodeOptions options;
            options.cut = cut;
            REQUIRE(decode(golden.jpeg, options).rgba == expected);
        }
        DecodeOptions options;
        options.piece = 1;
        REQUIRE(decode(golden.jpeg, options).rgba == expected);
    }
}

TEST_CASE("every truncation of a JPEG is truncated", "[jpeg]")
{
    for (const Golden &golden : kGoldens) {
        for (size_t size = 0; size < golden.jpeg.size(); ++size) {
            for (const size_t piece : {size_t{1}, golden.jpeg.size()}) {
                DecodeOptions options;
                options.piece = piece;
                const Outcome outcome = decode(golden.jpeg.first(size), options);
                CAPTURE(golden.name, size, outcome.status.message);
                REQUIRE(outcome.status.code == StatusCode::truncated);
                REQUIRE_FALSE(outcome.header);
            }
        }
    }
}

TEST_CASE("a JPEG is decoded at its last byte and what follows is ignored", "[jpeg]")
{
    Buffer jpeg = copy_of(kBaselineJpeg);
    const Buffer expected = decode(jpeg).rgba;
    DecodeOptions options;
    options.is_finished = false;
    CHECK(decode(jpeg, options).rows == 11);
    jpeg.insert(jpeg.end(), {0xff, 0xd8, 0xff, 0xda, 0, 0, 1, 2, 3});
    for (const size_t piece : {size_t{1}, size_t{5}, jpeg.size()}) {
        options = {};
        options.piece = piece;
        const Outcome outcome = decode(jpeg, options);
        CHECK(outcome.status.is_ok());
        CHECK(outcome.bands == 1);
        CHECK(outcome.rgba == expected);
    }
}

TEST_CASE("a JPEG target may be bottom-up, padded and BGRA, and is never read", "[jpeg]")
{
    const Buffer expected = decode(kBaselineJpeg).rgba;
    for (const PixelOrder order : {PixelOrder::rgba, PixelOrder::bgra}) {
        for (const bool is_bottom_first : {false, true}) {
            for (const uint8_t fill : {0x00, 0xff}) {
                DecodeOptions options;
                options.order = order;
                options.is_bottom_first = is_bottom_first;
                options.fill = fill;
                options.padding = 8;
                const Outcome outcome = decode(kBaselineJpeg, options);
                CHECK(outcome.is_contract_kept);
                CHECK(outcome.rgba == expected);
            }
        }
    }
}

TEST_CASE("a JPEG over the limits is refused at its frame header", "[jpeg]")
{
    Buffer jpeg = copy_of(kBaselineJpeg);
    const size_t frame = find_marker(jpeg, 0xc0);
    jpeg[frame + 5] = jpeg[frame + 6] = jpeg[frame + 7] = jpeg[frame + 8] = 0xff;
    DecodeOptions options;
    options.is_finished = false;
    const Outcome outcome = decode(Bytes(jpeg).first(frame + 19), options);
    CHECK(outcome.status.code == StatusCode::limit_exceeded);
    CHECK(outcome.status.message.find("65535 x 65535") != std::string::npos);

    options.limits.response_bytes = 100;
    CHECK(decode(kBaselineJpeg, options).status.code == StatusCode::limit_exceeded);
}

TEST_CASE("JPEGs of kinds that are not read say so", "[jpeg]")
{
    const Buffer jpeg = copy_of(kBaselineJpeg);
    const size_t frame = find_marker(jpeg, 0xc0);
    const auto with = [&](size_t at, uint8_t value) {
        Buffer changed = jpeg;
        changed[at] = value;
        return refusal(changed);
    };
    CHECK(with(frame + 4, 12) == StatusCode::unsupported); // 12 bits
    for (const uint8_t code : {0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf})
        CHECK(with(frame + 1, code) == StatusCode::unsupported);
    CHECK(with(frame + 9, 2) == StatusCode::unsupported); // components
    CHECK(with(frame + 9, 5) == StatusCode::unsupported);
    Buffer tall = jpeg;
    tall[frame + 5] = tall[frame + 6] = 0;
    CHECK(refusal(tall) == StatusCode::unsupported); // DNL

    Buffer cmyk = copy_of(kCmykJpeg);
    erase_segment(cmyk, find_marker(cmyk, 0xee));
    CHECK(refusal(cmyk) == StatusCode::unsupported);
}

TEST_CASE("JPEGs whose markers make no sense are malformed", "[jpeg]")
{
    const Buffer jpeg = copy_of(kBaselineJpeg);
    const size_t frame = find_marker(jpeg, 0xc0);
    const size_t scan = find_marker(jpeg, 0xda);

    Buffer changed = jpeg;
    erase_segment(changed, frame);
    CHECK(refusal(changed) == StatusCode::malformed); // a scan without a frame

    changed = jpeg;
    const Buffer copy = segment_of(jpeg, frame);
    changed.insert(changed.begin() + static_cast<ptrdiff_t>(frame), copy.begin(), copy.end());
    CHECK(refusal(changed) == StatusCode::malformed); // two frames

    changed = jpeg;
    changed[scan + 4] = 1; // components of the scan, against its length
    CHECK(refusal(changed) == StatusCode::malformed);

    changed = jpeg;
    changed[scan + 5] = 99; // names a component that is not there
    CHECK(refusal(changed) == StatusCode::malformed);

    changed = jpeg;
    changed[scan + 7] = changed[scan + 5]; // a component twice
    CHECK(refusal(changed) == StatusCode::malformed);

    changed = copy_of(kGrayJpeg); // three components, data for one
    const size_t gray_frame = find_marker(changed, 0xc0);
    changed[gray_frame + 3] = 17;
    changed[gray_frame + 9] = 3;
    changed.insert(
        changed.begin() + static_cast<ptrdiff_t>(gray_frame) + 13, {7, 0x11, 0, 8, 0x11, 0});
    CHECK(refusal(changed) == StatusCode::malformed);

    CHECK(refusal(Buffer{0xff, 0xd8, 0xff, 0xd9}) == StatusCode::malformed);
    CHECK(refusal(Buffer{0xff, 0xd8, 0xff, 0xe0, 0, 1}) == StatusCode::malformed);
    CHECK(refusal(Buffer{0xff, 0xd8, 0xff, 0xd8}) == StatusCode::malformed);
}

TEST_CASE("a JPEG with thousands of scans is refused by their number", "[jpeg]")
{
    Buffer jpeg = copy_of(kProgressiveJpeg);
    const size_t scan = find_marker(jpeg, 0xda);
    const Buffer header = segment_of(jpeg, scan);
    Buffer flood;
    for (int i = 0; i < 10'000; ++i)
        flood.insert(flood.end(), header.begin(), header.end());
    jpeg.insert(jpeg.begin() + static_cast<ptrdiff_t>(scan), flood.begin(), flood.end());
    const Outcome outcome = decode(jpeg);
    CHECK(outcome.status.code == StatusCode::limit_exceeded);
    CHECK(outcome.status.message.find("scans") != std::string::npos);
}

TEST_CASE("a JPEG's EXIF rotation is not applied", "[jpeg]")
{
    Buffer jpeg = copy_of(kBaselineJpeg);
    // Orientation 6: turn a quarter to the right.
    const Buffer exif = {0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,    'M', 'M',
                         0,    0x2a, 0, 0,  0,   8,   0,   1,   1, 0x12, 0,   3,
                         0,    0,    0, 1,  0,   6,   0,   0,   0, 0,    0,   0};
    jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
    const Outcome outcome = decode(jpeg);
    REQUIRE(outcome.status.is_ok());
    CHECK(outcome.header->width == 17);
    CHECK(outcome.rgba == decode(kBaselineJpeg).rgba);
}
