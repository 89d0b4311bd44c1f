// SPDX-License-Identifier: MIT
#include "decode_harness.h"
#include "support/catch.h"

using namespace gesso::core;
using namespace gesso::test;

#ifdef GESSO_HAVE_WEBP

#include <webp/decode.h>
#include <webp/encode.h>

namespace {

using Buffer = std::vector<uint8_t>;

constexpr int kWidth = 37;
constexpr int kHeight = 61;

Buffer gradient(bool has_alpha, int width = kWidth, int height = kHeight)
{
    Buffer rgba;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto alpha = static_cast<uint8_t>(has_alpha ? (x * 9 + y) & 255 : 255);
            rgba.insert(
                rgba.end(), {static_cast<uint8_t>(x * 6), static_cast<uint8_t>(y * 4),
                             static_cast<uint8_t>((x ^ y) * 3), alpha});
        }
    }
    return rgba;
}

Buffer webp_of(const Buffer &rgba, bool is_lossless, int width = kWidth, int height = kHeight)
{
    uint8_t *data = nullptr;
    const size_t size = is_lossless
                            ? WebPEncodeLosslessRGBA(rgba.data(), width, height, width * 4, &data)
                            : WebPEncodeRGBA(rgba.data(), width, height, width * 4, 80, &data);
    Buffer webp(data, data + size);
    WebPFree(data);
    return webp;
}

struct Kind {
    const char *name;
    bool is_lossless;
    bool has_alpha;
};

constexpr Kind kKinds[] = {
    {"lossy", false, false},
    {"lossy with alpha", false, true},
    {"lossless", true, false},
    {"lossless with alpha", true, true},
};

Buffer webp_of(const Kind &kind)
{
    return webp_of(gradient(kind.has_alpha), kind.is_lossless);
}

// What libwebp's own one-shot decoder says.
Buffer whole(const Buffer &webp)
{
    int width = 0;
    int height = 0;
    uint8_t *data = WebPDecodeRGBA(webp.data(), webp.size(), &width, &height);
    REQUIRE(data);
    Buffer rgba(data, data + static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
    WebPFree(data);
    return rgba;
}

} // namespace

TEST_CASE("WebP pixels are those of the whole decode, at every cut", "[webp]")
{
    for (const Kind &kind : kKinds) {
        const Buffer webp = webp_of(kind);
        const Buffer expected = whole(webp);
        if (kind.is_lossless && !kind.has_alpha)
            REQUIRE(expected == gradient(false));
        for (size_t cut = 0; cut <= webp.size(); ++cut) {
            DecodeOptions options;
            options.cut = cut;
            const Outcome outcome = decode(webp, options);
            CAPTURE(kind.name, cut, outcome.status.message);
            REQUIRE(outcome.status.is_ok());
            REQUIRE(outcome.is_contract_kept);
            REQUIRE(outcome.header->has_alpha == kind.has_alpha);
            REQUIRE(outcome.rgba == expected);
        }
        for (const size_t piece : {1u, 7u, 100u, 1000u, 1500u}) {
            DecodeOptions options;
            options.piece = piece;
            REQUIRE(decode(webp, options).rgba == expected);
        }
    }
}

TEST_CASE("every truncation of a WebP is truncated", "[webp]")
{
    for (const Kind &kind : kKinds) {
        const Buffer webp = webp_of(kind);
        for (size_t size = 0; size < webp.size(); ++size) {
            DecodeOptions options;
            const Outcome outcome = decode(Bytes(webp).first(size), options);
            CAPTURE(kind.name, size, webp.size(), outcome.status.message);
            // A chunk of odd length is followed by a byte that carries nothing.
            if (size + 1 == webp.size() && outcome.status.is_ok()) {
                CHECK(outcome.rgba == whole(webp));
                continue;
            }
            REQUIRE(outcome.status.code == StatusCode::truncated);
            REQUIRE(outcome.is_contract_kept);
        }
    }
}

TEST_CASE("WebP rows are reported while the rest is still to come", "[webp]")
{
    Buffer rgba = gradient(false, 256, 512);
    uint32_t grain = 1;
    for (size_t i = 0; i < rgba.size(); ++i) {
        grain = grain * 1664525 + 1013904223;
        if (i % 4 != 3)
            rgba[i] = static_cast<uint8_t>(rgba[i] ^ (grain >> 28));
    }
    const Buffer webp = webp_of(rgba, false, 256, 512);
    DecodeOptions options;
    options.piece = 3000;
    options.is_finished = false;
    const Outcome outcome = decode(Bytes(webp).first(webp.size() * 3 / 4), options);
    CHECK(outcome.rows > 100);
    CHECK(outcome.bands > 1);
}

TEST_CASE("a WebP target may be bottom-up, padded and BGRA, and is never read", "[webp]")
{
    for (const Kind &kind : kKinds) {
        const Buffer webp = webp_of(kind);
        const Buffer expected = whole(webp);
        for (const PixelOrder order : {PixelOrder::rgba, PixelOrder::bgra}) {
            for (const bool is_bottom_first : {false, true}) {
                DecodeOptions options;
                options.order = order;
                options.is_bottom_first = is_bottom_first;
                options.padding = 8;
                options.piece = 53;
                options.fill = 0x00;
                const Outcome dark = decode(webp, options);
                options.fill = 0xff;
                const Outcome bright = decode(webp, options);
                CAPTURE(kind.name, is_bottom_first);
                CHECK(dark.is_contract_kept);
                CHECK(bright.is_contract_kept);
                CHECK(dark.bands_seen == bright.bands_seen);
                CHECK(dark.rgba == expected);
            }
        }
    }
}

TEST_CASE("a WebP with a canvas of another size ends the same way at every cut", "[webp]")
{
    Buffer webp = webp_of(kKinds[1]); // lossy with alpha: an extended file
    REQUIRE(webp[15] == 'X');
    webp[24] ^= 1; // canvas width
    for (size_t piece = 1; piece < 64; ++piece) {
        DecodeOptions options;
        options.piece = piece;
        CHECK(decode(webp, options).status.code == StatusCode::malformed);
    }
    webp[26] = 0xff;
    for (size_t piece = 1; piece < 64; ++piece) {
        DecodeOptions options;
        options.piece = piece;
        CHECK(decode(webp, options).status.code == StatusCode::limit_exceeded);
    }
}

TEST_CASE("a WebP whose RIFF length promises too much is whole when the bytes end", "[webp]")
{
    for (const Kind &kind : kKinds) {
        Buffer webp = webp_of(kind);
        const Buffer expected = whole(webp);
        webp[5] = static_cast<uint8_t>(webp[5] + 4); // 1024 bytes more
        for (const size_t piece : {size_t{1}, size_t{7}, webp.size()}) {
            DecodeOptions options;
            options.piece = piece;
            const Outcome outcome = decode(webp, options);
            CAPTURE(kind.name, piece, outcome.status.message);
            CHECK(outcome.status.is_ok());
            CHECK(outcome.rgba == expected);
        }
    }
}

TEST_CASE("chunks before a WebP's image are skipped, at every cut", "[webp]")
{
    const Buffer inner = webp_of(kKinds[0]);
    Buffer webp = {'R',  'I', 'F', 'F', 0,          0,   0,  0,           'W', 'E',
                   'B',  'P', 'V', 'P', '8',        'X', 10, 0,           0,   0,
                   0x20, 0,   0,   0,   kWidth - 1, 0,   0,  kHeight - 1, 0,   0};
    const Buffer profile = {'I', 'C', 'C', 'P', 0xd0, 7, 0, 0}; // 2000 bytes
    webp.insert(webp.end(), profile.begin(), profile.end());
    webp.resize(webp.size() + 2000, 0x42);
    webp.insert(webp.end(), inner.begin() + 12, inner.end());
    const size_t size = webp.size() - 8;
    webp[4] = static_cast<uint8_t>(size);
    webp[5] = static_cast<uint8_t>(size >> 8);
    const Buffer expected = whole(inner);
    for (size_t cut = 0; cut < webp.size(); cut += 3) {
        DecodeOptions options;
        options.cut = cut;
        const Outcome outcome = decode(webp, options);
        CAPTURE(cut, outcome.status.message);
        REQUIRE(outcome.status.is_ok());
        REQUIRE(outcome.rgba == expected);
    }
}

TEST_CASE("an animated WebP is refused as what it is", "[webp]")
{
    Buffer webp = {'R', 'I', 'F', 'F', 44, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                   'X', 10,  0,   0,   0,  2, 0, 0, 0,   9,   0,   0,   9,   0,   0};
    webp.resize(52);
    const Outcome outcome = decode(webp);
    CHECK(outcome.status.code == StatusCode::unsupported);
    CHECK(outcome.status.message.find("animation") != std::string::npos);
    CHECK_FALSE(outcome.header);
}

TEST_CASE("a WebP over the limits is refused before a pixel is asked for", "[webp]")
{
    DecodeOptions options;
    options.limits.image_side = 60;
    const Buffer webp = webp_of(kKinds[0]);
    Outcome outcome = decode(webp, options);
    CHECK(outcome.status.code == StatusCode::limit_exceeded);
    CHECK(outcome.status.message.find("37 x 61") != std::string::npos);
    CHECK_FALSE(outcome.header);
    options = {};
    options.limits.response_bytes = webp.size() - 1;
    CHECK(decode(webp, options).status.code == StatusCode::limit_exceeded);
}

TEST_CASE("a damaged WebP is malformed and bytes behind a good one are ignored", "[webp]")
{
    Buffer webp = webp_of(kKinds[2]);
    Buffer longer = webp;
    longer.insert(longer.end(), 1000, 0x55);
    for (const size_t piece : {size_t{1}, size_t{100}, longer.size()}) {
        DecodeOptions options;
        options.piece = piece;
        const Outcome outcome = decode(longer, options);
        CHECK(outcome.status.is_ok());
        CHECK(outcome.rgba == whole(webp));
    }
    webp[20] ^= 0xff; // the signature byte of the lossless stream
    CHECK(refusal(webp) == StatusCode::malformed);
    Buffer riff = {'R', 'I', 'F', 'F', 3, 0, 0, 0, 'W', 'E', 'B', 'P'};
    riff.resize(64, 'x');
    CHECK(refusal(riff) == StatusCode::malformed);
}

#else

TEST_CASE("a build without WebP says so", "[webp]")
{
    const uint8_t head[] = {'R', 'I', 'F', 'F', 44, 0, 0, 0, 'W', 'E', 'B', 'P'};
    const Outcome outcome = decode(head);
    CHECK(outcome.status.code == StatusCode::unsupported);
    CHECK(outcome.status.message.find("GESSO_WEBP") != std::string::npos);
    CHECK(outcome.format == ImageFormat::webp);
}

#endif
