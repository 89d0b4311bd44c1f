// SPDX-License-Identifier: MIT
#include "decode_harness.h"
#include "support/catch.h"
#include "support/png_writer.h"

using namespace gesso::core;
using namespace gesso::test;

namespace {

Bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

Buffer small_png()
{
    PngSpec spec;
    spec.width = spec.height = 5;
    return write_png(spec, painted(8));
}

} // namespace

TEST_CASE("bytes of another format are refused by name, without being shown", "[image]")
{
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"GIF89a", "GIF"},
        {"BM\x36", "BMP"},
        {"%PDF-1.7", "PDF"},
        {"<svg xmlns='x'>secret</svg>", "SVG"},
        {"<?xml version='1.0'?>", "XML"},
        {" \r\n<!DOCTYPE HTML><html>secret", "HTML"},
        {"\xef\xbb\xbf<html>", "HTML"},
        {"{\"error\":\"secret\"}", "JSON"},
        {"PK\x03\x04", "ZIP"},
        {"RIFF\x01\x02\x03\x04WAVEfmt ", "RIFF"},
        {std::string_view(
             "\0\0\0\x1c"
             "ftypavif",
             12),
         "AVIF"},
        {"secret text of no format at all", "unknown"},
    };
    for (const auto &[text, name] : cases) {
        for (const size_t piece : {size_t{1}, size_t{1000}}) {
            DecodeOptions options;
            options.piece = piece;
            for (const size_t padding : {size_t{0}, size_t{500}}) {
                std::string padded(text);
                padded.append(padding, ' ');
                const Outcome outcome = decode(bytes_of(padded), options);
                CAPTURE(text, outcome.status.message);
                CHECK(outcome.status.code == StatusCode::decode_failed);
                CHECK(outcome.status.message.find(name) != std::string::npos);
                CHECK(outcome.status.message.find("secret") == std::string::npos);
                CHECK(outcome.format == ImageFormat::unknown);
            }
        }
    }
}

TEST_CASE("no bytes, or too few to tell, are truncated", "[image]")
{
    CHECK(refusal({}) == StatusCode::truncated);
    for (const std::string_view text :
         {"\x89", "\x89PNG\r\n\x1a", "\xff\xd8", "RIFF", "RIFF\x10\x10\x10\x10WEB"})
        CHECK(refusal(bytes_of(text)) == StatusCode::truncated);
}

TEST_CASE("the format is known as soon as its magic bytes are in", "[image]")
{
    DecodeOptions options;
    KeepingSink sink(options);
    ImageDecoder decoder({}, sink);
    const Buffer png = small_png();
    REQUIRE(decoder.feed(Bytes(png).first(7)).is_ok());
    CHECK(decoder.format() == ImageFormat::unknown);
    REQUIRE(decoder.feed(Bytes(png).subspan(7, 1)).is_ok());
    CHECK(decoder.format() == ImageFormat::png);
}

TEST_CASE("the first failure is repeated, and nothing is reported after it", "[image]")
{
    Buffer png = small_png();
    png[20] ^= 1;
    DecodeOptions options;
    KeepingSink sink(options);
    ImageDecoder decoder({}, sink);
    CHECK(decoder.feed(png).code == StatusCode::malformed);
    const Buffer good = small_png();
    CHECK(decoder.feed(good).code == StatusCode::malformed);
    CHECK(decoder.finish().code == StatusCode::malformed);
    CHECK_FALSE(sink.header);
}

TEST_CASE("what the sink answers stops the decoder and comes back unchanged", "[image]")
{
    DecodeOptions options;
    KeepingSink sink(options);
    sink.fail_at_rows = {StatusCode::cancelled, "enough"};
    ImageDecoder decoder({}, sink);
    const Buffer png = small_png();
    const Status status = decoder.feed(png);
    CHECK(status.code == StatusCode::cancelled);
    CHECK(status.message == "enough");
    CHECK(decoder.finish().code == StatusCode::cancelled);
    CHECK(sink.bands == 1);
}

TEST_CASE("finish after the end is ok, and more bytes after it change nothing", "[image]")
{
    DecodeOptions options;
    KeepingSink sink(options);
    ImageDecoder decoder({}, sink);
    const Buffer png = small_png();
    REQUIRE(decoder.feed(png).is_ok());
    CHECK(decoder.finish().is_ok());
    CHECK(decoder.feed(png).is_ok());
    CHECK(sink.bands == 1);
}
