// SPDX-License-Identifier: MIT
#include "../decode/golden_jpegs.h"
#include "imaging/clean_picture.h"
#include "imaging/exif.h"
#include "imaging/png_writer.h"
#include "pictures.h"
#include "support/png_writer.h"

#include <algorithm>
#include <memory>
#include <string_view>

#ifdef GESSO_HAVE_WEBP
#include <webp/encode.h>
#endif

using namespace gesso::core;
using namespace gesso::test;

namespace {

constexpr std::string_view kSecret = "Main Street 5";

Buffer text(std::string_view words)
{
    return {words.begin(), words.end()};
}

void append(Buffer &to, const Buffer &bytes)
{
    to.insert(to.end(), bytes.begin(), bytes.end());
}

bool contains(const Buffer &file, std::string_view words)
{
    return std::search(file.begin(), file.end(), words.begin(), words.end()) != file.end();
}

// An EXIF block with an orientation behind another entry, and a secret at its end.
Buffer exif(int orientation, bool is_big_endian = false)
{
    Buffer out = text(is_big_endian ? "MM" : "II");
    const auto put = [&](uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.push_back(static_cast<uint8_t>(value >> 8 * (is_big_endian ? bytes - 1 - i : i)));
    };
    put(42, 2);
    put(8, 4);
    put(2, 2);
    put(0x010F, 2); // maker
    put(2, 2);
    put(static_cast<uint32_t>(kSecret.size()), 4);
    put(38, 4);
    put(0x0112, 2);
    put(3, 2);
    put(1, 4);
    put(static_cast<uint32_t>(orientation), 2);
    put(0, 2);
    put(0, 4);
    append(out, text(kSecret));
    return out;
}

Buffer tagged_exif(int orientation)
{
    Buffer out = text(std::string_view("Exif\0\0", 6));
    append(out, exif(orientation, true));
    return out;
}

Buffer segment(uint8_t code, const Buffer &payload)
{
    const size_t length = payload.size() + 2;
    Buffer out = {0xFF, code, static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length)};
    append(out, payload);
    return out;
}

Buffer plain_jpeg()
{
    return {std::begin(kBaselineJpeg), std::end(kBaselineJpeg)};
}

// The plain one with `segments` behind its first marker, and a film behind its end.
Buffer jpeg_with(const Buffer &segments)
{
    Buffer file = plain_jpeg();
    file.insert(file.begin() + 2, segments.begin(), segments.end());
    append(file, text(kSecret));
    return file;
}

Buffer camera_jpeg(int orientation)
{
    Buffer segments = segment(0xE1, tagged_exif(orientation));
    append(segments, segment(0xE1, text("http://ns.adobe.com/xap/1.0/ Main Street 5")));
    append(segments, segment(0xE2, text("MPF Main Street 5")));
    append(segments, segment(0xED, text("Photoshop 3.0 Main Street 5")));
    append(segments, segment(0xFE, text(kSecret)));
    return jpeg_with(segments);
}

Buffer png_chunk(std::string_view type, const Buffer &payload)
{
    Buffer out;
    put_chunk(out, type, payload);
    return out;
}

Buffer plain_png()
{
    Buffer file;
    REQUIRE(encode_png(noisy(9, 7, 3).view(), kMiB, file).is_ok());
    return file;
}

Buffer png_with(const Buffer &chunks, const Buffer &behind = {})
{
    constexpr ptrdiff_t kBehindHeader = 33;
    Buffer file = plain_png();
    file.insert(file.begin() + kBehindHeader, chunks.begin(), chunks.end());
    append(file, behind);
    return file;
}

Buffer camera_png(int orientation)
{
    Buffer chunks = png_chunk("gAMA", {0, 0, 0xB1, 0x8F});
    append(chunks, png_chunk("eXIf", exif(orientation)));
    append(chunks, png_chunk("tEXt", text(kSecret)));
    append(chunks, png_chunk("iTXt", text(kSecret)));
    append(chunks, png_chunk("caBX", text(kSecret)));
    append(chunks, png_chunk("tIME", Buffer(7)));
    return png_with(chunks, text(kSecret));
}

Buffer webp_chunk(std::string_view type, const Buffer &payload)
{
    Buffer out = text(type);
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<uint8_t>(payload.size() >> shift));
    append(out, payload);
    if (payload.size() % 2 != 0)
        out.push_back(0);
    return out;
}

Buffer webp_of(const Buffer &chunks)
{
    Buffer file = text("RIFF");
    const size_t size = chunks.size() + 4;
    for (int shift = 0; shift < 32; shift += 8)
        file.push_back(static_cast<uint8_t>(size >> shift));
    append(file, text("WEBP"));
    append(file, chunks);
    return file;
}

// `coded` is the chunk with the pixels, 9 x 7 of them.
Buffer camera_webp(int orientation, const Buffer &coded)
{
    Buffer chunks = webp_chunk("VP8X", {0x1C, 0, 0, 0, 8, 0, 0, 6, 0, 0});
    append(chunks, coded);
    append(chunks, webp_chunk("EXIF", exif(orientation)));
    append(chunks, webp_chunk("XMP ", text(kSecret)));
    append(chunks, webp_chunk("C2PA", text(kSecret)));
    return webp_of(chunks);
}

CleanPicture cleaned(const Buffer &file)
{
    CleanPicture picture;
    const Status status = clean_picture(file, picture);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return picture;
}

void check_kept_pixels(const Buffer &before, const Buffer &after)
{
    const DecodedPicture expected = decoded(before);
    const DecodedPicture found = decoded(after);
    REQUIRE(expected.status.is_ok());
    REQUIRE(found.status.is_ok());
    CHECK(bytes_of(expected.pixels) == bytes_of(found.pixels));
}

// From a block of exactly that size, so that a sanitizer sees a read behind its end.
StatusCode code_of_prefix(const Buffer &file, size_t size)
{
    const std::unique_ptr<uint8_t[]> block(new uint8_t[size]);
    std::copy_n(file.begin(), size, block.get());
    CleanPicture picture;
    return clean_picture(Bytes(block.get(), size), picture).code;
}

void check_hostile(const Buffer &file)
{
    for (size_t size = 0; size < file.size(); ++size) {
        const StatusCode code = code_of_prefix(file, size);
        CAPTURE(size);
        REQUIRE((code != StatusCode::ok || size + kSecret.size() >= file.size()));
    }
    Noise noise{file.size()};
    for (int round = 0; round < 20'000; ++round) {
        Buffer damaged = file;
        for (uint32_t i = 0; i <= noise.below(3); ++i)
            damaged[noise.below(static_cast<uint32_t>(file.size()))] =
                static_cast<uint8_t>(noise.next());
        (void)code_of_prefix(damaged, damaged.size()); // any answer but a crash
    }
}

} // namespace

TEST_CASE("files without metadata are sent as they are", "[clean_picture]")
{
    CHECK_FALSE(cleaned(plain_jpeg()).is_changed);
    CHECK_FALSE(cleaned(plain_png()).is_changed);
    CHECK_FALSE(cleaned(webp_of(webp_chunk("VP8L", text("x")))).is_changed);
    CHECK(cleaned(plain_png()).format == ImageFormat::png);
    CHECK(cleaned(plain_jpeg()).format == ImageFormat::jpeg);
    CHECK_FALSE(cleaned({std::begin(kProgressiveJpeg), std::end(kProgressiveJpeg)}).is_changed);
    CHECK_FALSE(cleaned({std::begin(kGrayJpeg), std::end(kGrayJpeg)}).is_changed);
    CHECK_FALSE(cleaned({std::begin(kCmykJpeg), std::end(kCmykJpeg)}).is_changed);
}

TEST_CASE("what a camera wrote into a JPEG goes, its pixels stay", "[clean_picture]")
{
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Buffer file = camera_jpeg(orientation);
        const CleanPicture picture = cleaned(file);
        CHECK(picture.orientation == orientation);
        REQUIRE(picture.is_changed);
        CHECK(picture.file == plain_jpeg());
        CHECK_FALSE(contains(picture.file, kSecret));
    }
}

TEST_CASE("what says how a JPEG's colours are meant stays, a thumbnail goes", "[clean_picture]")
{
    const Buffer bare = {'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0};
    Buffer profile = text(std::string_view("ICC_PROFILE\0\1\1", 14));
    append(profile, Buffer(100));
    Buffer kept = segment(0xE0, bare);
    append(kept, segment(0xE2, profile));
    append(kept, segment(0xEE, text(std::string_view("Adobe\0d\0\0\0\0\1", 12))));
    Buffer file = jpeg_with(kept);
    CleanPicture picture = cleaned(file);
    REQUIRE(picture.is_changed); // the film behind its end
    CHECK(Buffer(file.begin(), file.end() - kSecret.size()) == picture.file);

    Buffer with_thumbnail = bare;
    with_thumbnail[12] = with_thumbnail[13] = 2;
    append(with_thumbnail, text("Main Street "));
    file = jpeg_with(segment(0xE0, with_thumbnail));
    picture = cleaned(file);
    CHECK(picture.file == cleaned(jpeg_with(segment(0xE0, bare))).file);
    file = jpeg_with(segment(0xE0, text(std::string_view("JFXX\0Main Street 5", 18))));
    CHECK(cleaned(file).file == plain_jpeg());
}

TEST_CASE("what a camera wrote into a PNG goes, its pixels and their gamma stay", "[clean_picture]")
{
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Buffer file = camera_png(orientation);
        const CleanPicture picture = cleaned(file);
        CHECK(picture.orientation == orientation);
        REQUIRE(picture.is_changed);
        CHECK(picture.file == png_with(png_chunk("gAMA", {0, 0, 0xB1, 0x8F})));
        check_kept_pixels(file, picture.file);
    }
    const Buffer clear = png_with(png_chunk("tRNS", {0, 1, 0, 2, 0, 3}));
    CHECK_FALSE(cleaned(clear).is_changed);
}

TEST_CASE("what a camera wrote into a WebP goes, its head says so", "[clean_picture]")
{
    const Buffer coded = webp_chunk("VP8L", text("odd"));
    for (int orientation = 1; orientation <= 8; ++orientation) {
        Buffer file = camera_webp(orientation, coded);
        append(file, text(kSecret));
        const CleanPicture picture = cleaned(file);
        CHECK(picture.orientation == orientation);
        REQUIRE(picture.is_changed);
        Buffer chunks = webp_chunk("VP8X", {0x10, 0, 0, 0, 8, 0, 0, 6, 0, 0});
        append(chunks, coded);
        CHECK(picture.file == webp_of(chunks));
    }
}

#ifdef GESSO_HAVE_WEBP
TEST_CASE("a cleaned WebP decodes to the same pixels", "[clean_picture]")
{
    const Pixels pixels = noisy(9, 7, 8);
    uint8_t *data = nullptr;
    const size_t size = WebPEncodeLosslessRGBA(pixels.data(), 9, 7, 36, &data);
    const Buffer coded(data + 12, data + size);
    WebPFree(data);
    const Buffer file = camera_webp(6, coded);
    check_kept_pixels(file, cleaned(file).file);
}
#endif

TEST_CASE("an orientation is found in either byte order, and nonsense means upright", "[exif]")
{
    for (int orientation = 1; orientation <= 8; ++orientation) {
        CHECK(exif_orientation(exif(orientation, false)) == orientation);
        CHECK(exif_orientation(exif(orientation, true)) == orientation);
        CHECK(exif_orientation(tagged_exif(orientation)) == orientation);
    }
    CHECK(exif_orientation(exif(0)) == 1);
    CHECK(exif_orientation(exif(9)) == 1);
    const Buffer block = exif(6);
    for (size_t size = 0; size < block.size(); ++size) {
        const std::unique_ptr<uint8_t[]> copy(new uint8_t[size]);
        std::copy_n(block.begin(), size, copy.get());
        const int found = exif_orientation(Bytes(copy.get(), size));
        CHECK((found == 1 || (found == 6 && size >= 32)));
    }
    for (size_t at = 0; at < 10; ++at) {
        Buffer damaged = block;
        damaged[at] = 0xFF;
        const int found = exif_orientation(damaged);
        CHECK((found == 1 || found == 6));
    }
}

TEST_CASE(
    "a file cut anywhere or damaged anyhow is refused in words, never a crash", "[clean_picture]")
{
    check_hostile(camera_jpeg(3));
    check_hostile(camera_png(5));
    check_hostile(camera_webp(8, webp_chunk("VP8L", text("pixels"))));
    CHECK(code_of_prefix(plain_jpeg(), plain_jpeg().size() - 1) == StatusCode::truncated);
    CHECK(code_of_prefix(plain_png(), plain_png().size() - 1) == StatusCode::truncated);
}

TEST_CASE(
    "a file of another format is unsupported, and the message says what to do", "[clean_picture]")
{
    for (const char *head : {"", "GIF89a", "BM", "RIFFxxxxWAVE", "\x89PN", "<svg"}) {
        CleanPicture picture;
        const Buffer file = text(head);
        const Status status = clean_picture(file, picture);
        CHECK(status.code == StatusCode::unsupported);
        CHECK(status.message.find("convert") != std::string::npos);
    }
}
