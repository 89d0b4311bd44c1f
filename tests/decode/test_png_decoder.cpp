// SPDX-License-Identifier: MIT
#include "png_specs.h"
#include "support/catch.h"

using namespace gesso::core;
using namespace gesso::test;

namespace {

void check_reads(const PngSpec &spec, const DecodeOptions &options = {})
{
    const Samples samples = painted(spec.depth);
    const Outcome outcome = decode(write_png(spec, samples), options);
    CAPTURE(spec.colour, spec.depth, spec.width, spec.height, spec.is_interlaced, spec.filter);
    CAPTURE(outcome.status.message);
    REQUIRE(outcome.status.is_ok());
    REQUIRE(outcome.is_contract_kept);
    CHECK(outcome.header->width == spec.width);
    CHECK(outcome.header->height == spec.height);
    CHECK(outcome.header->has_alpha == (spec.colour >= 4 || !spec.transparency.empty()));
    REQUIRE(outcome.rows == spec.height);
    REQUIRE(outcome.rgba == expected_rgba(spec, samples));
}

} // namespace

TEST_CASE("every colour type and depth becomes RGBA, at every width to 33", "[png]")
{
    for (const Kind kind : kKinds) {
        for (uint32_t width = 1; width <= 33; ++width) {
            for (const bool is_interlaced : {false, true}) {
                PngSpec spec = spec_of(kind, width, 9);
                spec.is_interlaced = is_interlaced;
                check_reads(spec);
            }
        }
    }
}

TEST_CASE("every filter is undone, the first row and one pixel included", "[png]")
{
    for (const Kind kind : kKinds) {
        for (int filter = 0; filter < 5; ++filter) {
            for (const uint32_t width : {1u, 2u, 5u, 16u, 31u}) {
                PngSpec spec = spec_of(kind, width, 4);
                spec.filter = filter;
                check_reads(spec);
            }
        }
    }
}

TEST_CASE("tRNS makes pixels transparent in gray, RGB and palette images", "[png]")
{
    for (const Kind kind : kKinds) {
        if (kind.colour >= 4)
            continue;
        for (const bool is_interlaced : {false, true}) {
            PngSpec spec = spec_of(kind, 13, 7);
            spec.is_interlaced = is_interlaced;
            const Samples samples = painted(kind.depth);
            if (kind.colour == 3) {
                spec.palette.clear();
                add_palette(spec, 1u << kind.depth, (1u << kind.depth) / 2);
            } else {
                for (int c = 0; c < spec.channels(); ++c) {
                    const uint32_t value = samples(4, 3, c);
                    spec.transparency.push_back(static_cast<uint8_t>(value >> 8));
                    spec.transparency.push_back(static_cast<uint8_t>(value));
                }
            }
            check_reads(spec);
        }
    }
}

TEST_CASE("image data may be split anywhere, into single bytes and empty chunks too", "[png]")
{
    PngSpec spec = small_rgb();
    for (spec.image_data_piece = 1; spec.image_data_piece < 40; ++spec.image_data_piece)
        check_reads(spec);

    const Buffer stream = zlib_packed(filtered_rows(spec, painted(8)));
    Buffer png = png_signature();
    put_chunk(png, "IHDR", png_header_payload(spec));
    put_chunk(png, "IDAT", {});
    put_chunk(png, "IDAT", stream);
    put_chunk(png, "IDAT", {});
    put_chunk(png, "IEND", {});
    CHECK(decode(png).rgba == expected_rgba(spec, painted(8)));
}

TEST_CASE("pixels do not depend on where a PNG was cut", "[png]")
{
    for (const Kind kind : {Kind{2, 8}, Kind{6, 8}, Kind{3, 4}, Kind{0, 16}}) {
        const PngSpec spec = spec_of(kind, 11, 13);
        const Buffer png = write_png(spec, painted(spec.depth));
        const Buffer expected = expected_rgba(spec, painted(spec.depth));
        for (size_t cut = 0; cut <= png.size(); ++cut) {
            DecodeOptions options;
            options.cut = cut;
            const Outcome outcome = decode(png, options);
            CAPTURE(cut, outcome.status.message);
            REQUIRE(outcome.status.is_ok());
            REQUIRE(outcome.rgba == expected);
        }
        for (size_t piece = 1; piece < 20; ++piece) {
            DecodeOptions options;
            options.piece = piece;
            REQUIRE(decode(png, options).rgba == expected);
        }
    }
}

TEST_CASE("every truncation of a PNG is truncated, whatever its kind", "[png]")
{
    for (const Kind kind : {Kind{2, 8}, Kind{6, 8}, Kind{3, 8}, Kind{4, 16}}) {
        const Buffer png = write_png(spec_of(kind, 5, 4), painted(kind.depth));
        for (size_t size = 0; size < png.size(); ++size) {
            for (const size_t piece : {size_t{1}, png.size()}) {
                DecodeOptions options;
                options.piece = piece;
                const Outcome outcome = decode(Bytes(png).first(size), options);
                CAPTURE(size, outcome.status.message);
                REQUIRE(outcome.status.code == StatusCode::truncated);
                REQUIRE(outcome.is_contract_kept);
            }
        }
    }
}

TEST_CASE("rows are reported while the rest of the image is still to come", "[png]")
{
    PngSpec spec = spec_of({6, 8}, 64, 200);
    spec.level = 1;
    const Buffer png = write_png(spec, painted(8));
    DecodeOptions options;
    options.is_finished = false;
    const Outcome outcome = decode(Bytes(png).first(png.size() / 2), options);
    REQUIRE(outcome.status.is_ok());
    CHECK(outcome.rows > 80);
    CHECK(outcome.bands == 1); // one call a feed, not one a row
    const Buffer expected = expected_rgba(spec, painted(8));
    CHECK(std::equal(outcome.rgba.begin(), outcome.rgba.end(), expected.begin()));
}

TEST_CASE("rows that were whole before the damage are still reported", "[png]")
{
    PngSpec spec = spec_of({6, 8}, 64, 200);
    spec.image_data_piece = 1000;
    Buffer png = write_png(spec, painted(8));
    png[png.size() / 2] ^= 0x10;
    const Outcome outcome = decode(png);
    CHECK(outcome.status.code == StatusCode::malformed);
    CHECK(outcome.rows > 10);
    CHECK(outcome.rows < 200);
}

TEST_CASE("the target may be bottom-up, padded and BGRA, and is never read", "[png]")
{
    for (const Kind kind : {Kind{2, 8}, Kind{6, 8}, Kind{3, 8}, Kind{2, 16}}) {
        for (const PixelOrder order : {PixelOrder::rgba, PixelOrder::bgra}) {
            for (const bool is_bottom_first : {false, true}) {
                DecodeOptions options;
                options.order = order;
                options.is_bottom_first = is_bottom_first;
                options.padding = 12;
                options.piece = 37;
                const PngSpec spec = spec_of(kind, 19, 21);
                check_reads(spec, options);

                // A destination that was read would shine through one of two different fills.
                const Buffer png = write_png(spec, painted(kind.depth));
                options.fill = 0x00;
                const Outcome dark = decode(png, options);
                options.fill = 0xff;
                const Outcome bright = decode(png, options);
                REQUIRE(dark.bands_seen == bright.bands_seen);
            }
        }
    }
}
