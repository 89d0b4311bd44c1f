// SPDX-License-Identifier: MIT
// The inflate behind PNG, and the checksum of its chunks: ISA-L where the build has it, zlib
// otherwise. One of inflate_isal.cpp and inflate_zlib.cpp defines what is declared here.
#pragma once

#include "base/flow.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace gesso::core {

enum class InflateState : uint8_t {
    running,       // wants input, or more room when `produced` filled the output
    ended,         // the stream has ended and its Adler-32 was right
    corrupt,       // not a zlib stream, damaged, or the wrong Adler-32
    out_of_memory, // the library could not set itself up
};

struct InflateStep {
    InflateState state = InflateState::running;
    size_t consumed = 0;
    size_t produced = 0;
    bool has_surplus = false; // state is ended, and input was left over after the stream
};

// A zlib stream (RFC 1950), pushed through in pieces.
class Inflater {
public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    // Takes as much of `in` as fits into `out`. When `out` was filled, call again, with empty input
    // too: the library may hold output back. Not to be called once ended or corrupt.
    InflateStep step(Bytes in, std::span<uint8_t> out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// CRC-32 of PNG, gzip and zlib, continued from `crc` (0 to begin).
uint32_t crc32_continued(uint32_t crc, Bytes bytes);

} // namespace gesso::core
