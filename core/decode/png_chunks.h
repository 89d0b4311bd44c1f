// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gesso::core {

constexpr uint32_t png_type(const char (&name)[5])
{
    uint32_t type = 0;
    for (int i = 0; i < 4; ++i)
        type = type << 8 | static_cast<uint8_t>(name[i]);
    return type;
}

struct PngChunkSink {
    // A chunk begins. With `out_wanted` set its payload follows and its CRC is checked; otherwise
    // it is skipped, damaged or not.
    virtual Status on_chunk_begin(uint32_t type, uint32_t length, bool &out_wanted) = 0;
    // A piece of the payload, never empty.
    virtual Status on_chunk_bytes(Bytes bytes) = 0;
    // The chunk was whole and its CRC right.
    virtual Status on_chunk_end() = 0;

protected:
    ~PngChunkSink() = default;
};

// The framing of a PNG: signature, then length, type, payload, CRC until IEND. Which chunk may
// follow which is the sink's business.
//
// Requirement: the calls, their payload joined, do not depend on where the bytes were cut.
class PngChunks {
public:
    explicit PngChunks(PngChunkSink &sink) : sink_(sink) {}

    // Stops behind IEND; the rest is ignored.
    Status feed(Bytes bytes);
    bool is_ended() const { return part_ == Part::end; }

private:
    enum class Part : uint8_t { signature, head, payload, crc, end };

    bool gather(Bytes &bytes, size_t size);
    Status read_head();
    Status read_payload(Bytes &bytes);
    Status read_crc();

    PngChunkSink &sink_;
    Part part_ = Part::signature;
    std::array<uint8_t, 8> held_{};
    size_t held_size_ = 0;
    uint32_t type_ = 0;
    uint32_t left_ = 0; // payload bytes still to come
    uint32_t crc_ = 0;
    bool is_wanted_ = false;
};

} // namespace gesso::core
