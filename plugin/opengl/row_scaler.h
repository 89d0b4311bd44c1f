// SPDX-License-Identifier: MIT
// An image that is too large for its texture, averaged down by a whole number while its rows
// arrive. Linear light, weighted by alpha. Pure work on memory.
#pragma once

#include "pixel_rows.h"

#include <memory>
#include <vector>

namespace gesso::opengl {

class RowScaler {
public:
    // Rows of the source are counted as they lie in memory when `is_bottom_first` is not set, and
    // from the end of memory when it is: either way from the top of the image.
    void begin(const PixelRows &source, uint32_t divisor, bool is_bottom_first);
    void clear();
    // Makes rows for which `source_rows` (from the top) are there, about `pixels` source pixels of
    // them, at least one row. Returns how many pixels were read.
    uint32_t step(uint32_t source_rows, uint32_t pixels);

    [[nodiscard]] uint32_t rows() const { return rows_; } // made, from the top
    [[nodiscard]] PixelRows pixels() const;               // in the source's row order
    // Keeps the pixels alive, whatever becomes of the scaler.
    [[nodiscard]] std::shared_ptr<const void> owner() const { return pixels_; }

private:
    void make_row();

    PixelRows source_;
    uint32_t divisor_ = 1;
    bool is_bottom_first_ = false;
    uint32_t width_ = 0, height_ = 0, rows_ = 0;
    std::shared_ptr<uint8_t[]> pixels_;
    std::vector<float> sums_;
};

} // namespace gesso::opengl
