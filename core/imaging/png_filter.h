// SPDX-License-Identifier: MIT
// PNG's row filters, forwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gesso::core {

// Filters rows of `bytes` bytes, `step` of them a pixel. Of Sub, Up and Paeth each row gets the
// one whose signed bytes have the smallest sum, which is a good guess at what deflates best.
class PngFilter {
public:
    PngFilter(size_t bytes, uint32_t step);

    // The row to be filtered is written here first, then made into type byte and filtered bytes.
    uint8_t *row() { return now_.data() + step_; }
    const std::vector<uint8_t> &filter();

private:
    uint32_t step_;
    // Both begin with one black pixel, the one left of the picture.
    std::vector<uint8_t> now_, above_;
    std::vector<uint8_t> best_, other_; // with the type byte in front
};

} // namespace gesso::core
