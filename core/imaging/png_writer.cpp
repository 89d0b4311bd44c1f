// SPDX-License-Identifier: MIT
#include "imaging/png_writer.h"

#include "imaging/deflate.h"
#include "imaging/png_filter.h"

#include <array>
#include <cstring>
#include <string>

namespace gesso::core {

namespace {

constexpr size_t kChunkBytes = 64u << 10; // of one IDAT
constexpr uint32_t kMaxSide = 1u << 28;   // keeps a row below 2 GiB

bool is_opaque(const PixelView &picture)
{
    for (uint32_t y = 0; y < picture.height; ++y) {
        const uint8_t *alpha = picture.row(y) + 3;
        uint8_t all = 255;
        for (size_t x = 0; x < picture.width; ++x)
            all &= alpha[4 * x];
        if (all != 255)
            return false;
    }
    return true;
}

void put32(uint8_t *to, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *to++ = static_cast<uint8_t>(value >> shift);
}

Status write_chunk(ByteSink &sink, const char *type, Bytes payload)
{
    uint8_t head[8];
    put32(head, static_cast<uint32_t>(payload.size()));
    std::memcpy(head + 4, type, 4);
    uint8_t tail[4];
    put32(tail, png_crc(png_crc(0, Bytes(head + 4, 4)), payload));
    GESSO_RETURN_IF_FAILED(sink.on_bytes(head));
    if (!payload.empty())
        GESSO_RETURN_IF_FAILED(sink.on_bytes(payload));
    return sink.on_bytes(tail);
}

// Stored: 1, 3 or 4 bytes a pixel.
void pack_row(const PixelView &picture, uint32_t y, uint32_t stored, uint8_t *to)
{
    const uint8_t *from = picture.row(y);
    if (stored == picture.channels && (stored == 1 || picture.order == PixelOrder::rgba)) {
        std::memcpy(to, from, size_t{picture.width} * stored);
        return;
    }
    const int red = picture.order == PixelOrder::rgba ? 0 : 2;
    for (uint32_t x = 0; x < picture.width; ++x, from += 4, to += stored) {
        to[0] = from[red];
        to[1] = from[1];
        to[2] = from[2 - red];
        if (stored == 4)
            to[3] = from[3];
    }
}

// The filtered rows on their way through deflate into IDAT chunks.
class DataWriter {
public:
    explicit DataWriter(ByteSink &sink) : sink_(sink), chunk_(kChunkBytes) {}

    Status write(Bytes bytes, bool is_last)
    {
        while (true) {
            const DeflateStep step =
                deflater_.step(bytes, is_last, std::span(chunk_).subspan(filled_));
            if (step.is_failed)
                return {StatusCode::out_of_memory, "no memory to compress a picture with"};
            bytes = bytes.subspan(step.consumed);
            filled_ += step.produced;
            const bool is_done = is_last ? step.is_ended : bytes.empty() && filled_ < kChunkBytes;
            if (filled_ == kChunkBytes || (is_done && is_last)) {
                GESSO_RETURN_IF_FAILED(write_chunk(sink_, "IDAT", Bytes(chunk_).first(filled_)));
                filled_ = 0;
            }
            if (is_done)
                return {};
        }
    }

private:
    ByteSink &sink_;
    Deflater deflater_;
    std::vector<uint8_t> chunk_;
    size_t filled_ = 0;
};

constexpr uint32_t kRowsALook = 16; // after so many the sink may end the work

// Collects up to a limit.
struct VectorSink final : ByteSink {
    VectorSink(uint64_t max, std::vector<uint8_t> &file) : max_bytes(max), out(file) {}

    Status on_bytes(Bytes bytes) override
    {
        if (bytes.size() > max_bytes - out.size()) {
            return {
                StatusCode::limit_exceeded, "the picture as a PNG would have more than " +
                                                std::to_string(max_bytes) + " bytes"};
        }
        out.insert(out.end(), bytes.begin(), bytes.end());
        return {};
    }

    uint64_t max_bytes;
    std::vector<uint8_t> &out;
};

} // namespace

Status encode_png(const PixelView &picture, ByteSink &sink)
{
    GESSO_RETURN_IF_FAILED(check_view(picture, "the picture"));
    if (picture.width > kMaxSide || picture.height > kMaxSide)
        return {StatusCode::invalid_argument, "the picture is too large for a PNG"};
    constexpr uint8_t kSignature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    const uint32_t stored = picture.channels == 1 ? 1 : is_opaque(picture) ? 3 : 4;
    std::array<uint8_t, 13> header{};
    put32(header.data(), picture.width);
    put32(header.data() + 4, picture.height);
    header[8] = 8; // bits a sample
    header[9] = stored == 1 ? 0 : stored == 3 ? 2 : 6;
    GESSO_RETURN_IF_FAILED(sink.on_bytes(kSignature));
    GESSO_RETURN_IF_FAILED(write_chunk(sink, "IHDR", header));

    PngFilter filter(size_t{picture.width} * stored, stored);
    DataWriter data(sink);
    for (uint32_t y = 0; y < picture.height; ++y) {
        if (y % kRowsALook == 0) // what compresses well leads to a write only now and then
            GESSO_RETURN_IF_FAILED(sink.on_bytes({}));
        pack_row(picture, y, stored, filter.row());
        GESSO_RETURN_IF_FAILED(data.write(filter.filter(), y + 1 == picture.height));
    }
    return write_chunk(sink, "IEND", {});
}

Status encode_png(const PixelView &picture, uint64_t max_bytes, std::vector<uint8_t> &out_file)
{
    out_file.clear();
    VectorSink sink(max_bytes, out_file);
    Status status = encode_png(picture, sink);
    if (!status.is_ok())
        out_file = {};
    return status;
}

} // namespace gesso::core
