// SPDX-License-Identifier: MIT
// PNGs that are damaged, hostile or odd.
#include "png_specs.h"
#include "support/catch.h"

#include <algorithm>

using namespace gesso::core;
using namespace gesso::test;

TEST_CASE("bytes behind IEND are ignored", "[png]")
{
    Buffer png = small_png();
    const Buffer expected = decode(png).rgba;
    png.insert(png.end(), 100'000, 0x89);
    for (const size_t piece : {size_t{1} << 20, size_t{1000}}) {
        DecodeOptions options;
        options.piece = piece;
        const Outcome outcome = decode(png, options);
        CHECK(outcome.status.is_ok());
        CHECK(outcome.rgba == expected);
    }
}

TEST_CASE("a wrong checksum of a chunk that matters is malformed, of another it is not", "[png]")
{
    PngSpec spec = spec_of({3, 8}, 7, 6);
    spec.palette.clear();
    add_palette(spec, 256, 3);
    Buffer text;
    put_chunk(text, "tEXt", {'a', 0, 'b'});
    const Buffer stream = zlib_packed(filtered_rows(spec, painted(8)));
    const Buffer png = png_around(spec, stream, text);
    REQUIRE(decode(png).status.is_ok());
    for (const std::string_view type : {"IHDR", "PLTE", "tRNS", "tEXt", "IDAT", "IEND"}) {
        Buffer damaged = png;
        const auto found = std::search(damaged.begin(), damaged.end(), type.begin(), type.end());
        REQUIRE(found != damaged.end());
        const auto length = static_cast<size_t>(found[-1] | found[-2] << 8);
        found[static_cast<ptrdiff_t>(4 + length)] ^= 1; // first byte of the CRC
        CAPTURE(type);
        CHECK(refusal(damaged) == (type == "tEXt" ? StatusCode::ok : StatusCode::malformed));
    }
}

TEST_CASE("image data must inflate to exactly the promised bytes", "[png]")
{
    const PngSpec specs[] = {spec_of({6, 8}, 9, 8), spec_of({0, 8}, 9, 8), spec_of({6, 16}, 9, 8),
                             spec_of({0, 1}, 1, 1), spec_of({2, 8}, 1, 1), spec_of({6, 8}, 1, 1)};
    for (const PngSpec &spec : specs) {
        const Buffer rows = filtered_rows(spec, painted(spec.depth));
        const Buffer stream = zlib_packed(rows);
        REQUIRE(refusal(png_around(spec, stream)) == StatusCode::ok);

        Buffer changed = stream;
        changed.back() ^= 1; // Adler-32
        CHECK(refusal(png_around(spec, changed)) == StatusCode::malformed);

        // Bytes behind the stream; of a tiny one the inflater may have read them ahead.
        for (size_t surplus = 1; surplus <= 20; ++surplus) {
            changed = stream;
            changed.resize(stream.size() + surplus);
            PngSpec split = spec;
            for (split.image_data_piece = 0; split.image_data_piece < 30; ++split.image_data_piece)
                REQUIRE(refusal(png_around(split, changed)) == StatusCode::malformed);
            split.image_data_piece = stream.size();
            REQUIRE(refusal(png_around(split, changed)) == StatusCode::malformed);
        }

        changed = stream;
        changed.resize(changed.size() - 5);
        CHECK(refusal(png_around(spec, changed)) == StatusCode::malformed);

        changed = rows;
        changed.push_back(0);
        CHECK(refusal(png_around(spec, zlib_packed(changed))) == StatusCode::malformed);

        changed = rows;
        changed.pop_back();
        CHECK(refusal(png_around(spec, zlib_packed(changed))) == StatusCode::malformed);

        changed = stream;
        changed.assign(stream.begin(), stream.begin() + 2);
        changed.push_back(0x06); // a block of no kind
        changed.resize(stream.size());
        CHECK(refusal(png_around(spec, changed)) == StatusCode::malformed);

        changed = stream;
        changed[0] = 0x79; // another method
        CHECK(refusal(png_around(spec, changed)) == StatusCode::malformed);
    }
}

TEST_CASE("much output from few bytes all comes out", "[png]")
{
    for (const Kind kind : {Kind{6, 8}, Kind{2, 8}, Kind{0, 8}}) {
        const PngSpec spec = spec_of(kind, 700, 500);
        const Samples flat = [](uint32_t, uint32_t, int c) { return 40u * uint32_t(c) + 7; };
        const Buffer png = write_png(spec, flat);
        REQUIRE(png.size() < 8000);
        const Buffer expected = expected_rgba(spec, flat);
        for (const size_t piece : {size_t{100}, png.size()}) {
            DecodeOptions options;
            options.piece = piece;
            const Outcome outcome = decode(png, options);
            REQUIRE(outcome.status.is_ok());
            REQUIRE(outcome.rgba == expected);
        }
    }
}

TEST_CASE("an unknown row filter is malformed", "[png]")
{
    PngSpec spec = small_rgb();
    spec.filter = 5;
    CHECK(refusal(write_png(spec, painted(8))) == StatusCode::malformed);
}

TEST_CASE("a size over the limits is refused before a pixel is asked for", "[png]")
{
    PngSpec spec;
    spec.width = spec.height = 16000;
    spec.depth = 1;
    spec.colour = 0;
    const Buffer rows(size_t{2001} * 16000);
    const Buffer bomb = png_around(spec, zlib_packed(rows, 9));
    REQUIRE(bomb.size() < 40'000);
    const Outcome outcome = decode(bomb);
    CHECK(outcome.status.code == StatusCode::limit_exceeded);
    CHECK(outcome.status.message.find("16000 x 16000") != std::string::npos);
    CHECK(outcome.status.message.find("64000000") != std::string::npos);
    CHECK_FALSE(outcome.header);

    for (const uint32_t side : {16385u, 65535u, 0x7fffffffu, 0xffffffffu}) {
        spec.width = side;
        spec.height = 1;
        CHECK(refusal(png_around(spec, {0})) == StatusCode::limit_exceeded);
        std::swap(spec.width, spec.height);
        CHECK(refusal(png_around(spec, {0})) == StatusCode::limit_exceeded);
    }
    spec.width = 0;
    CHECK(refusal(png_around(spec, {0})) == StatusCode::malformed);
}

TEST_CASE("a zlib bomb stops at the promised size", "[png]")
{
    const Buffer bomb = zlib_packed(Buffer(size_t{64} << 20), 9);
    for (const Kind kind : {Kind{6, 8}, Kind{3, 8}}) {
        const PngSpec spec = spec_of(kind, 4, 4);
        CHECK(refusal(png_around(spec, bomb)) == StatusCode::malformed);
    }
    Buffer extra;
    Buffer text = {'a', 0, 0};
    text.insert(text.end(), bomb.begin(), bomb.end());
    put_chunk(extra, "zTXt", text);
    const PngSpec spec = small_rgb();
    const Buffer stream = zlib_packed(filtered_rows(spec, painted(8)));
    CHECK(refusal(png_around(spec, stream, extra)) == StatusCode::ok);
}

TEST_CASE("chunk lengths of 2 GiB and more and types that are not letters are malformed", "[png]")
{
    for (const uint8_t top : {0x80, 0xff}) {
        Buffer png = png_signature();
        put_chunk(png, "IHDR", png_header_payload(small_rgb()));
        png.insert(png.end(), {top, 0, 0, 0, 't', 'E', 'X', 't'});
        CHECK(refusal(png) == StatusCode::malformed);
    }
    Buffer png = png_signature();
    put_chunk(png, "IHDR", png_header_payload(small_rgb()));
    png.insert(png.end(), {0x7f, 0xff, 0xff, 0xff, 't', 'E', 'X', 't', 1, 2, 3});
    CHECK(refusal(png) == StatusCode::truncated); // long, but legal and never stored
    png = png_signature();
    put_chunk(png, "IH\0R", png_header_payload(small_rgb()));
    CHECK(refusal(png) == StatusCode::malformed);
}

namespace {

// A PNG of the named chunks; image data is split over the IDATs.
Buffer png_of(const PngSpec &spec, std::initializer_list<std::string_view> types)
{
    const Buffer stream = zlib_packed(filtered_rows(spec, painted(spec.depth)));
    size_t pieces = 0;
    for (const std::string_view type : types)
        pieces += type == "IDAT";
    Buffer png = png_signature();
    size_t piece = 0;
    for (const std::string_view type : types) {
        Buffer payload;
        if (type == "IHDR") {
            payload = png_header_payload(spec);
        } else if (type == "PLTE") {
            payload = spec.palette;
        } else if (type == "tRNS") {
            payload = spec.transparency;
        } else if (type == "IDAT") {
            const auto from = static_cast<ptrdiff_t>(stream.size() * piece / pieces);
            const auto to = static_cast<ptrdiff_t>(stream.size() * ++piece / pieces);
            payload.assign(stream.begin() + from, stream.begin() + to);
        }
        put_chunk(png, type, payload);
    }
    return png;
}

} // namespace

TEST_CASE("chunks must come in their order", "[png]")
{
    const PngSpec rgb = small_rgb();
    const auto code = [](const Buffer &png) { return refusal(png); };
    const StatusCode bad = StatusCode::malformed;
    CHECK(code(png_of(rgb, {"IHDR", "IDAT", "IDAT", "IEND"})) == StatusCode::ok);
    CHECK(code(png_of(rgb, {"IHDR", "teSt", "IDAT", "teSt", "IEND"})) == StatusCode::ok);
    CHECK(code(png_of(rgb, {"IHDR", "IEND"})) == bad);
    CHECK(code(png_of(rgb, {"IDAT", "IHDR", "IEND"})) == bad);
    CHECK(code(png_of(rgb, {"teSt", "IHDR", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(rgb, {"IHDR", "IHDR", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(rgb, {"IHDR", "IDAT", "teSt", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(rgb, {"IHDR", "TEST", "IDAT", "IEND"})) == StatusCode::unsupported);

    PngSpec palette = spec_of({3, 8}, 7, 6);
    palette.transparency = {1, 2, 3};
    CHECK(
        code(png_of(palette, {"IHDR", "PLTE", "tRNS", "IDAT", "IDAT", "IEND"})) == StatusCode::ok);
    CHECK(code(png_of(palette, {"IHDR", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(palette, {"IHDR", "IDAT", "PLTE", "IEND"})) == bad);
    CHECK(code(png_of(palette, {"IHDR", "PLTE", "PLTE", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(palette, {"IHDR", "tRNS", "PLTE", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(palette, {"IHDR", "PLTE", "tRNS", "tRNS", "IDAT", "IEND"})) == bad);
    CHECK(code(png_of(palette, {"IHDR", "PLTE", "IDAT", "tRNS", "IEND"})) == bad);

    PngSpec gray = spec_of({0, 8}, 7, 6);
    gray.palette = palette.palette;
    CHECK(code(png_of(gray, {"IHDR", "PLTE", "IDAT", "IEND"})) == bad);
    PngSpec rgba = spec_of({6, 8}, 7, 6);
    rgba.transparency = {1, 2, 3};
    CHECK(code(png_of(rgba, {"IHDR", "tRNS", "IDAT", "IEND"})) == bad);
    rgba.palette = palette.palette; // a suggested palette is legal here
    CHECK(code(png_of(rgba, {"IHDR", "PLTE", "IDAT", "IEND"})) == StatusCode::ok);
}

TEST_CASE("a palette index without an entry is black, not what lay in memory", "[png]")
{
    PngSpec spec = spec_of({3, 8}, 8, 8);
    spec.palette = {10, 20, 30};
    const Outcome outcome = decode(write_png(spec, [](uint32_t x, uint32_t, int) { return x; }));
    REQUIRE(outcome.status.is_ok());
    CHECK(
        Buffer(outcome.rgba.begin(), outcome.rgba.begin() + 12) ==
        Buffer{10, 20, 30, 255, 0, 0, 0, 255, 0, 0, 0, 255});
}

TEST_CASE("headers that no PNG can have are malformed", "[png]")
{
    const auto with = [](size_t at, uint8_t value) {
        PngSpec spec = small_rgb();
        Buffer payload = png_header_payload(spec);
        payload[at] = value;
        Buffer png = png_signature();
        put_chunk(png, "IHDR", payload);
        return refusal(png);
    };
    for (int colour = 0; colour < 256; ++colour) {
        for (const int depth : {0, 1, 2, 3, 4, 8, 9, 16, 32}) {
            PngSpec spec = small_rgb();
            spec.colour = colour;
            spec.depth = depth;
            Buffer png = png_signature();
            put_chunk(png, "IHDR", png_header_payload(spec));
            const bool is_legal = std::any_of(std::begin(kKinds), std::end(kKinds), [&](Kind kind) {
                return kind.colour == colour && kind.depth == depth;
            });
            REQUIRE(refusal(png) == (is_legal ? StatusCode::truncated : StatusCode::malformed));
        }
    }
    CHECK(with(10, 1) == StatusCode::malformed);
    CHECK(with(11, 1) == StatusCode::malformed);
    CHECK(with(12, 2) == StatusCode::malformed);
    Buffer png = png_signature();
    put_chunk(png, "IHDR", Buffer(12));
    CHECK(refusal(png) == StatusCode::malformed);
}

TEST_CASE("of an animated PNG the default image is read", "[png]")
{
    const PngSpec spec = small_rgb();
    const Buffer stream = zlib_packed(filtered_rows(spec, painted(8)));
    Buffer png = png_signature();
    put_chunk(png, "IHDR", png_header_payload(spec));
    put_chunk(png, "acTL", Buffer(8));
    put_chunk(png, "fcTL", Buffer(26));
    put_chunk(png, "IDAT", stream);
    put_chunk(png, "fcTL", Buffer(26));
    put_chunk(png, "fdAT", stream);
    put_chunk(png, "IEND", {});
    CHECK(decode(png).rgba == expected_rgba(spec, painted(8)));
}

TEST_CASE("Apple's CgBI variant is named as what it is", "[png]")
{
    Buffer png = png_signature();
    put_chunk(png, "CgBI", Buffer(4));
    put_chunk(png, "IHDR", png_header_payload(small_rgb()));
    const Outcome outcome = decode(png);
    CHECK(outcome.status.code == StatusCode::unsupported);
    CHECK(outcome.status.message.find("CgBI") != std::string::npos);
}

TEST_CASE("a collected PNG stays within the limit for a reply", "[png]")
{
    PngSpec spec = spec_of({3, 8}, 100, 100);
    spec.level = 0;
    DecodeOptions options;
    options.limits.response_bytes = 5000;
    const Outcome outcome = decode(write_png(spec, painted(8)), options);
    CHECK(outcome.status.code == StatusCode::limit_exceeded);
    CHECK_FALSE(outcome.header);
}
