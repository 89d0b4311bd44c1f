// SPDX-License-Identifier: MIT
// The deflate behind the PNG writer, and the checksum of its chunks: ISA-L where the build has it,
// zlib otherwise. One of deflate_isal.cpp and deflate_zlib.cpp defines what is declared here.
#pragma once

#include "base/flow.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace gesso::core {

struct DeflateStep {
    size_t consumed = 0;
    size_t produced = 0;
    bool is_ended = false; // the stream is whole; comes only after `is_last`
    bool is_failed = false;
};

// One zlib stream (RFC 1950) at the library's quickest level that still looks for matches.
class Deflater {
public:
    Deflater();
    ~Deflater();
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    // Takes as much of `in`, less than 2 GiB, as fits into `out`. Call again while input is left,
    // and with `is_last` until is_ended.
    DeflateStep step(Bytes in, bool is_last, std::span<uint8_t> out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// CRC-32 of PNG chunks, continued from `crc` (0 to begin).
uint32_t png_crc(uint32_t crc, Bytes bytes);

} // namespace gesso::core
