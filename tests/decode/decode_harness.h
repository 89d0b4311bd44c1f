// SPDX-License-Identifier: MIT
// Runs an image through ImageDecoder in pieces of any size and keeps everything it did.
#pragma once

#include "decode/image_decoder.h"

#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace gesso::test {

using core::Bytes;

struct DecodeOptions {
    size_t piece = SIZE_MAX; // bytes a feed
    size_t cut = SIZE_MAX;   // or two feeds: up to here, and the rest
    core::PixelOrder order = core::PixelOrder::rgba;
    bool is_bottom_first = false;
    size_t padding = 0; // bytes behind each row that nobody may touch
    uint8_t fill = 0xa5;
    bool is_finished = true; // call finish()
    core::Limits limits;
};

// A sink that owns the target and checks the contract of RowSink.
struct KeepingSink final : core::RowSink {
    explicit KeepingSink(const DecodeOptions &how) : options(how) {}

    core::Status on_header(const core::ImageHeader &image, core::PixelTarget &out_target) override
    {
        if (header)
            broken = "a second header";
        header = image;
        const size_t row = size_t{image.width} * 4;
        stride = static_cast<ptrdiff_t>(row + options.padding);
        size = static_cast<size_t>(stride) * (image.height - 1) + row;
        // Exactly sized, so that a sanitizer sees a write past the last pixel.
        memory.reset(new uint8_t[size]);
        std::memset(memory.get(), options.fill, size);
        out_target.order = options.order;
        out_target.first_row =
            memory.get() + (options.is_bottom_first ? stride * (image.height - 1) : 0);
        out_target.stride = options.is_bottom_first ? -stride : stride;
        return {};
    }

    core::Status on_rows(uint32_t y0, uint32_t y1) override
    {
        if (!header || y0 != rows || y1 <= y0 || y1 > header->height)
            broken = "bands out of order";
        rows = y1;
        ++bands;
        // Everything reported so far is final: later bands must find it as it was.
        bands_seen.push_back(rgba());
        return fail_at_rows;
    }

    // Rows reported so far, top row first, RGBA.
    std::vector<uint8_t> rgba() const
    {
        std::vector<uint8_t> out;
        if (!header)
            return out;
        for (uint32_t y = 0; y < rows; ++y) {
            const uint32_t stored = options.is_bottom_first ? header->height - 1 - y : y;
            const uint8_t *row = memory.get() + stride * static_cast<ptrdiff_t>(stored);
            for (uint32_t x = 0; x < header->width; ++x, row += 4) {
                const bool is_bgra = options.order == core::PixelOrder::bgra;
                out.insert(out.end(), {row[is_bgra ? 2 : 0], row[1], row[is_bgra ? 0 : 2], row[3]});
            }
        }
        return out;
    }

    bool is_padding_untouched() const
    {
        if (!header)
            return true;
        for (uint32_t y = 0; y + 1 < header->height; ++y) {
            const uint8_t *row = memory.get() + stride * static_cast<ptrdiff_t>(y);
            for (size_t i = size_t{header->width} * 4; i < static_cast<size_t>(stride); ++i) {
                if (row[i] != options.fill)
                    return false;
            }
        }
        return true;
    }

    const DecodeOptions options;
    std::optional<core::ImageHeader> header;
    std::unique_ptr<uint8_t[]> memory;
    size_t size = 0;
    ptrdiff_t stride = 0;
    uint32_t rows = 0;
    int bands = 0;
    std::vector<std::vector<uint8_t>> bands_seen;
    const char *broken = nullptr;
    core::Status fail_at_rows;
};

struct Outcome {
    core::Status status;
    core::ImageFormat format = core::ImageFormat::unknown;
    std::optional<core::ImageHeader> header;
    uint32_t rows = 0;
    int bands = 0;
    std::vector<uint8_t> rgba;
    std::vector<std::vector<uint8_t>> bands_seen;
    bool is_contract_kept = false;
};

// Feeds a piece from a block of exactly its size.
inline core::Status feed_exact(core::ImageDecoder &decoder, Bytes piece)
{
    const std::unique_ptr<uint8_t[]> block(new uint8_t[piece.size()]);
    if (!piece.empty())
        std::memcpy(block.get(), piece.data(), piece.size());
    return decoder.feed({block.get(), piece.size()});
}

inline Outcome decode(Bytes encoded, const DecodeOptions &options = {})
{
    KeepingSink sink(options);
    core::ImageDecoder decoder(options.limits, sink);
    Outcome outcome;
    size_t at = 0;
    while (at < encoded.size() && outcome.status.is_ok()) {
        size_t size = std::min(options.piece, encoded.size() - at);
        if (at < options.cut)
            size = std::min(size, options.cut - at);
        outcome.status = feed_exact(decoder, encoded.subspan(at, size));
        at += size;
    }
    if (options.is_finished)
        outcome.status = decoder.finish();
    outcome.format = decoder.format();
    outcome.header = sink.header;
    outcome.rows = sink.rows;
    outcome.bands = sink.bands;
    outcome.rgba = sink.rgba();
    outcome.bands_seen = sink.bands_seen;
    outcome.is_contract_kept = sink.broken == nullptr && sink.is_padding_untouched();
    return outcome;
}

inline core::StatusCode refusal(Bytes encoded)
{
    return decode(encoded).status.code;
}

} // namespace gesso::test
