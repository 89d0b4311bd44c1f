// SPDX-License-Identifier: MIT
// What the three image fuzzers share: an image decoded whole and in pieces must end the same way.
#pragma once

#include "decode/image_decoder.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace gesso::test {

struct FuzzSink final : core::RowSink {
    core::Status on_header(const core::ImageHeader &image, core::PixelTarget &out_target) override
    {
        if (is_begun)
            std::abort();
        is_begun = true;
        width = image.width;
        height = image.height;
        pixels.assign(size_t{width} * height * 4, 0x77);
        out_target.first_row = pixels.data();
        out_target.stride = static_cast<ptrdiff_t>(width) * 4;
        return {};
    }

    core::Status on_rows(uint32_t y0, uint32_t y1) override
    {
        if (!is_begun || y0 != rows || y1 <= y0 || y1 > height)
            std::abort();
        rows = y1;
        return {};
    }

    bool is_begun = false;
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t rows = 0;
    std::vector<uint8_t> pixels;
};

struct FuzzOutcome {
    core::StatusCode code;
    std::vector<uint8_t> pixels; // of a whole image

    bool operator==(const FuzzOutcome &) const = default;
};

inline FuzzOutcome run_image(core::Bytes encoded, size_t piece)
{
    core::Limits limits;
    limits.image_side = 512;
    limits.image_pixels = 64 * 1024;
    limits.response_bytes = 1u << 20;
    FuzzSink sink;
    core::ImageDecoder decoder(limits, sink);
    for (size_t at = 0; at < encoded.size(); at += piece) {
        const size_t size = std::min(piece, encoded.size() - at);
        const std::unique_ptr<uint8_t[]> block(new uint8_t[size]);
        std::memcpy(block.get(), encoded.data() + at, size);
        if (!decoder.feed({block.get(), size}).is_ok())
            break;
    }
    FuzzOutcome outcome{decoder.finish().code, {}};
    if (outcome.code == core::StatusCode::ok) {
        if (sink.rows != sink.height)
            std::abort();
        outcome.pixels = sink.pixels;
    }
    return outcome;
}

// `magic` goes before the input, so that the fuzzer need not find it.
inline int fuzz_image(core::Bytes magic, const uint8_t *data, size_t size)
{
    std::vector<uint8_t> encoded(magic.begin(), magic.end());
    encoded.insert(encoded.end(), data, data + size);
    const FuzzOutcome whole = run_image(encoded, SIZE_MAX / 2);
    for (const size_t piece : {size_t{1}, size_t{13}}) {
        if (run_image(encoded, piece) != whole)
            std::abort();
    }
    return 0;
}

} // namespace gesso::test
