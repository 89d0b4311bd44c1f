// SPDX-License-Identifier: MIT
// An image that receives an edit, and an answer that arrives in bands.
#pragma once

#include "../imaging/pictures.h"
#include "composite/edit_compositor.h"
#include "imaging/resample.h"

#include <algorithm>
#include <optional>

namespace gesso::test {

// Keeps the contract of a RowSink under watch: bands in order, and no row that changes later.
struct WatchedImage final : core::RowSink {
    core::PixelOrder order = core::PixelOrder::rgba;
    bool is_bottom_first = false;
    Buffer memory;
    std::optional<core::ImageHeader> header;
    uint32_t rows = 0;
    bool is_contract_kept = true;
    std::vector<Buffer> rows_when_final;
    core::Status answer; // of on_rows

    size_t stride() const { return size_t{4} * header->width + 8; }
    uint8_t *row(uint32_t y)
    {
        const uint32_t place = is_bottom_first ? header->height - 1 - y : y;
        return memory.data() + stride() * place;
    }
    Buffer row_bytes(uint32_t y) { return {row(y), row(y) + size_t{4} * header->width}; }

    core::Status on_header(const core::ImageHeader &image, core::PixelTarget &out) override
    {
        header = image;
        rows = 0;
        rows_when_final.clear();
        memory.assign(stride() * image.height, 0xDD);
        const auto step = static_cast<ptrdiff_t>(stride());
        out = {row(0), is_bottom_first ? -step : step, order};
        return {};
    }

    core::Status on_rows(uint32_t y0, uint32_t y1) override
    {
        is_contract_kept &= y0 == rows && y1 > y0 && y1 <= header->height;
        for (uint32_t y = y0; y < y1; ++y)
            rows_when_final.push_back(row_bytes(y));
        rows = y1;
        return answer;
    }

    // RGBA, top row first.
    core::Pixels picture()
    {
        is_contract_kept &= rows == header->height;
        for (uint32_t y = 0; y < rows; ++y)
            is_contract_kept &= rows_when_final[y] == row_bytes(y);
        const bool is_swapped = order == core::PixelOrder::bgra;
        return drawn(header->width, header->height, [&](uint32_t x, uint32_t y) {
            const uint8_t *from = row(y) + size_t{4} * x;
            return Colour{from[is_swapped ? 2 : 0], from[1], from[is_swapped ? 0 : 2], from[3]};
        });
    }
};

// Plays the decoder: rows of `answer`, `band` at a time.
inline core::Status play(core::RowSink &sink, const core::Pixels &answer, uint32_t band)
{
    core::PixelTarget target;
    const core::ImageHeader header{core::ImageFormat::png, answer.width(), answer.height(), true};
    GESSO_RETURN_IF_FAILED(sink.on_header(header, target));
    for (uint32_t y = 0; y < answer.height(); y += band) {
        const uint32_t end = std::min(y + band, answer.height());
        for (uint32_t row = y; row < end; ++row)
            std::memcpy(
                target.first_row + target.stride * ptrdiff_t{row}, answer.row(row),
                size_t{4} * answer.width());
        GESSO_RETURN_IF_FAILED(sink.on_rows(y, end));
    }
    return {};
}

inline core::Status resample_picture(
    const core::PixelView &picture, uint32_t width, uint32_t height, bool wrap, core::Pixels &out)
{
    return core::resample(picture, width, height, wrap, out);
}

} // namespace gesso::test
