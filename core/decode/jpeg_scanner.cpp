// SPDX-License-Identifier: MIT
#include "decode/jpeg_scanner.h"

#include "decode/image_size.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace gesso::core {

namespace {

constexpr uint8_t kStart = 0xd8;
constexpr uint8_t kEnd = 0xd9;
constexpr uint8_t kScan = 0xda;
constexpr uint8_t kAdobe = 0xee;
constexpr uint8_t kTables = 0xc4;     // DHT, among the frame codes
constexpr uint8_t kExtension = 0xc8;  // JPG, likewise
constexpr uint8_t kArithmetic = 0xcc; // DAC, likewise
constexpr uint8_t kProgressive = 0xc2;

Status damaged(const char *what)
{
    return {StatusCode::malformed, std::string("the JPEG is damaged: ") + what};
}

Status unsupported(const char *what)
{
    return {StatusCode::unsupported, std::string("this kind of JPEG is not supported: ") + what};
}

bool is_frame(uint8_t code)
{
    return code >= 0xc0 && code <= 0xcf && code != kTables && code != kExtension &&
           code != kArithmetic;
}

bool is_restart(uint8_t code)
{
    return code >= 0xd0 && code <= 0xd7;
}

} // namespace

Status JpegScanner::feed(Bytes bytes, size_t &out_used)
{
    const size_t size = bytes.size();
    Status status;
    while (!bytes.empty() && !is_ended() && status.is_ok())
        status = step(bytes);
    out_used = size - bytes.size();
    return status;
}

Status JpegScanner::step(Bytes &bytes)
{
    const uint8_t byte = bytes[0];
    switch (part_) {
    case Part::segment:
        read_segment(bytes);
        return segment_left_ == 0 ? end_segment() : Status();
    case Part::marker: // padding before a marker is legal in practice
    case Part::entropy: {
        const void *found = std::memchr(bytes.data(), 0xff, bytes.size());
        if (!found) {
            bytes = {};
            return {};
        }
        bytes = bytes.subspan(
            static_cast<size_t>(static_cast<const uint8_t *>(found) - bytes.data()) + 1);
        part_ = part_ == Part::marker ? Part::code : Part::entropy_code;
        return {};
    }
    default:
        break;
    }
    bytes = bytes.subspan(1);
    switch (part_) {
    case Part::begin:
        if (byte == kStart)
            part_ = Part::marker;
        return {}; // the sniffer has seen FF D8 FF
    case Part::entropy_code:
        if (byte == 0xff)
            return {};
        if (byte == 0 || is_restart(byte)) {
            part_ = Part::entropy;
            return {};
        }
        return on_code(byte);
    case Part::code:
        return on_code(byte);
    default: // Part::length
        head_[head_size_++] = byte;
        return head_size_ == 2 ? on_length() : Status();
    }
}

Status JpegScanner::on_code(uint8_t code)
{
    if (code == 0xff)
        return {}; // fill bytes
    if (code == kEnd) {
        part_ = Part::end;
        return check_end();
    }
    if (code == kStart)
        return damaged("a second image begins within it");
    if (code == 0 || code == 1 || is_restart(code)) {
        part_ = Part::marker;
        return {};
    }
    code_ = code;
    head_size_ = 0;
    part_ = Part::length;
    return {};
}

Status JpegScanner::on_length()
{
    const size_t length = size_t{head_[0]} << 8 | head_[1];
    if (length < 2)
        return damaged("a segment has no length");
    segment_size_ = segment_left_ = length - 2;
    head_size_ = 0;
    part_ = Part::segment;
    return segment_left_ == 0 ? end_segment() : Status();
}

void JpegScanner::read_segment(Bytes &bytes)
{
    const Bytes payload = bytes.first(std::min(segment_left_, bytes.size()));
    const size_t kept = std::min(payload.size(), head_.size() - head_size_);
    std::memcpy(head_.data() + head_size_, payload.data(), kept);
    head_size_ += kept;
    segment_left_ -= payload.size();
    bytes = bytes.subspan(payload.size());
}

Status JpegScanner::end_segment()
{
    part_ = code_ == kScan ? Part::entropy : Part::marker;
    if (is_frame(code_))
        return read_frame();
    if (code_ == kArithmetic)
        return unsupported("arithmetic coding");
    if (code_ == kScan)
        return read_scan();
    if (code_ == kAdobe)
        read_adobe();
    return {};
}

Status JpegScanner::read_frame()
{
    if (components_ != 0)
        return damaged("a second frame");
    if (code_ > kProgressive)
        return unsupported("only baseline, extended and progressive Huffman coding are");
    if (head_size_ < 6)
        return damaged("its frame header is too short");
    if (head_[0] != 8)
        return unsupported("its samples do not have 8 bits");
    height_ = uint32_t{head_[1]} << 8 | head_[2];
    width_ = uint32_t{head_[3]} << 8 | head_[4];
    components_ = head_[5];
    if (components_ != 1 && components_ != 3 && components_ != 4)
        return unsupported("it has neither one, three nor four components");
    if (segment_size_ != 6 + 3 * components_)
        return damaged("its frame header has the wrong length");
    if (height_ == 0)
        return unsupported("its height is not in its header");
    for (size_t i = 0; i < components_; ++i)
        component_ids_[i] = head_[6 + 3 * i];
    is_progressive_ = code_ == kProgressive;
    return check_image_size(width_, height_, limits_);
}

// A component without a first scan would leave stb_image with memory it has never written.
Status JpegScanner::read_scan()
{
    if (components_ == 0)
        return damaged("a scan before the frame header");
    if (++scans_ > kMaxJpegScans)
        return {
            StatusCode::limit_exceeded,
            "the JPEG has more than " + std::to_string(kMaxJpegScans) + " scans"};
    const size_t count = head_size_ > 0 ? head_[0] : 0;
    if (count < 1 || count > components_ || segment_size_ != 4 + 2 * count)
        return damaged("a scan header has the wrong length");
    const bool is_first =
        !is_progressive_ || (head_[1 + 2 * count] == 0 && head_[3 + 2 * count] >> 4 == 0);
    for (size_t i = 0; i < count; ++i) {
        const auto ids_end = component_ids_.begin() + static_cast<ptrdiff_t>(components_);
        const auto found = std::find(component_ids_.begin(), ids_end, head_[1 + 2 * i]);
        if (found == ids_end)
            return damaged("a scan names a component that the frame does not have");
        if (is_first)
            components_seen_ |= 1u << (found - component_ids_.begin());
    }
    return {};
}

void JpegScanner::read_adobe()
{
    if (head_size_ >= 12 && std::memcmp(head_.data(), "Adobe", 5) == 0)
        adobe_transform_ = head_[11];
}

Status JpegScanner::check_end() const
{
    if (components_ == 0)
        return damaged("it ends without an image");
    if (components_seen_ != (1u << components_) - 1)
        return damaged("a component has no data");
    if (components_ == 4 && adobe_transform_ != 0 && adobe_transform_ != 2)
        return unsupported("four components without Adobe's marker");
    return {};
}

} // namespace gesso::core
