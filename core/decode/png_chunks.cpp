// SPDX-License-Identifier: MIT
#include "decode/png_chunks.h"

#include "decode/inflate.h"

#include <algorithm>
#include <cstring>

namespace gesso::core {

namespace {

constexpr uint32_t kMaxLength = 0x7fffffff; // RFC 2083, 3.2

uint32_t big_endian(const uint8_t *bytes)
{
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

bool is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

} // namespace

Status PngChunks::feed(Bytes bytes)
{
    while (!bytes.empty()) {
        switch (part_) {
        case Part::signature:
            if (gather(bytes, 8)) {
                if (std::memcmp(held_.data(), "\x89PNG\r\n\x1a\n", 8) != 0)
                    return {StatusCode::malformed, "the bytes do not begin like a PNG"};
                part_ = Part::head;
            }
            break;
        case Part::head:
            if (gather(bytes, 8))
                GESSO_RETURN_IF_FAILED(read_head());
            break;
        case Part::payload:
            GESSO_RETURN_IF_FAILED(read_payload(bytes));
            break;
        case Part::crc:
            if (gather(bytes, 4))
                GESSO_RETURN_IF_FAILED(read_crc());
            break;
        case Part::end:
            return {};
        }
    }
    return {};
}

// Moves bytes into held_ until it has `size` of them; true when it does.
bool PngChunks::gather(Bytes &bytes, size_t size)
{
    const size_t count = std::min(size - held_size_, bytes.size());
    std::memcpy(held_.data() + held_size_, bytes.data(), count);
    bytes = bytes.subspan(count);
    held_size_ += count;
    if (held_size_ < size)
        return false;
    held_size_ = 0;
    return true;
}

Status PngChunks::read_head()
{
    left_ = big_endian(held_.data());
    type_ = big_endian(held_.data() + 4);
    if (!std::all_of(held_.begin() + 4, held_.end(), is_letter))
        return {StatusCode::malformed, "the PNG is damaged: a chunk's type is not four letters"};
    if (left_ > kMaxLength)
        return {StatusCode::malformed, "the PNG is damaged: a chunk claims 2 GiB or more"};
    crc_ = crc32_continued(0, Bytes(held_).subspan(4));
    GESSO_RETURN_IF_FAILED(sink_.on_chunk_begin(type_, left_, is_wanted_));
    part_ = left_ > 0 ? Part::payload : Part::crc;
    return {};
}

Status PngChunks::read_payload(Bytes &bytes)
{
    const Bytes payload = bytes.first(std::min<size_t>(left_, bytes.size()));
    bytes = bytes.subspan(payload.size());
    left_ -= static_cast<uint32_t>(payload.size());
    if (left_ == 0)
        part_ = Part::crc;
    if (!is_wanted_)
        return {};
    crc_ = crc32_continued(crc_, payload);
    return sink_.on_chunk_bytes(payload);
}

Status PngChunks::read_crc()
{
    part_ = type_ == png_type("IEND") ? Part::end : Part::head;
    if (!is_wanted_)
        return {};
    if (big_endian(held_.data()) != crc_)
        return {StatusCode::malformed, "the PNG is damaged: a chunk's checksum is wrong"};
    return sink_.on_chunk_end();
}

} // namespace gesso::core
