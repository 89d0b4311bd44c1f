// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/limits.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gesso::core {

// A progressive JPEG may repeat scans without end, each costing a walk over every pixel, from a
// few bytes. Encoders write about ten.
inline constexpr uint32_t kMaxJpegScans = 64;

// Follows the markers of a JPEG from SOI to EOI while it arrives, so that what must be refused is
// refused before the file is whole and before stb_image sees it.
//
// Refused as unsupported: 12-bit samples, arithmetic coding, lossless and hierarchical frames, two
// or more than four components, a height that is named only after the first scan (DNL), and four
// components without Adobe's marker (stb_image would read CMYK as YCbCr).
class JpegScanner {
public:
    explicit JpegScanner(const Limits &limits) : limits_(limits) {}

    // `out_used` counts the bytes up to and including EOI.
    Status feed(Bytes bytes, size_t &out_used);
    bool is_ended() const { return part_ == Part::end; }

    uint32_t width() const { return width_; }
    uint32_t height() const { return height_; }

private:
    enum class Part : uint8_t { begin, marker, code, length, segment, entropy, entropy_code, end };

    Status step(Bytes &bytes);
    Status on_code(uint8_t code);
    Status on_length();
    void read_segment(Bytes &bytes);
    Status end_segment();
    Status read_frame();
    Status read_scan();
    void read_adobe();
    Status check_end() const;

    const Limits limits_;
    Part part_ = Part::begin;
    uint8_t code_ = 0;               // of the current segment
    size_t segment_left_ = 0;        // payload bytes still to come
    std::array<uint8_t, 32> head_{}; // the payload's first bytes
    size_t head_size_ = 0;
    size_t segment_size_ = 0;

    uint32_t width_ = 0;
    uint32_t height_ = 0;
    bool is_progressive_ = false;
    size_t components_ = 0;
    std::array<uint8_t, 4> component_ids_{};
    uint32_t components_seen_ = 0; // a bit each: has its first scan
    uint32_t scans_ = 0;
    int adobe_transform_ = -1;
};

} // namespace gesso::core
