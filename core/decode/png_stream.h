// SPDX-License-Identifier: MIT
#pragma once

#include "decode/inflate.h"

#include <cstdint>

namespace gesso::core {

// The image data of a PNG: a zlib stream that must inflate to exactly the bytes that the header
// promises, with the right Adler-32 and nothing behind it.
class PngStream {
public:
    explicit PngStream(uint64_t expected_bytes) : left_(expected_bytes) {}

    // Whether step() has anything to do. `room` of step() must not be empty then.
    bool has_work(Bytes in) const { return !in.empty() || is_output_held_; }
    // Inflates from the front of `io_in` as much as fits. `out_produced` counts only promised
    // bytes, also when the status is not ok.
    Status step(Bytes &io_in, std::span<uint8_t> room, size_t &out_produced);

    // Every byte has come out and the checksum was right.
    bool is_complete() const { return is_over_; }

private:
    Inflater inflater_;
    uint64_t left_;
    bool is_output_held_ = false;
    bool is_over_ = false;
};

} // namespace gesso::core
