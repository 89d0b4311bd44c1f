// SPDX-License-Identifier: MIT
// PNG with a filter chosen for each row, so that files have the size and the mix of filters of
// the clouds' ones.
#include "encode/encoders.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace loopback {

namespace {

constexpr size_t kDataChunk = size_t{32} << 10;
constexpr int kLevel = 3;

void append_u32(std::string &out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>(value >> shift & 0xFFU));
    }
}

void append_chunk(std::string &out, std::string_view type, std::string_view data)
{
    append_u32(out, static_cast<uint32_t>(data.size()));
    const size_t start = out.size();
    out.append(type).append(data);
    const auto *covered = reinterpret_cast<const Bytef *>(out.data() + start);
    append_u32(
        out, static_cast<uint32_t>(crc32(0, covered, static_cast<uInt>(out.size() - start))));
}

uint8_t paeth(int left, int up, int corner)
{
    const int guess = left + up - corner;
    const int to_left = std::abs(guess - left);
    const int to_up = std::abs(guess - up);
    const int to_corner = std::abs(guess - corner);
    if (to_left <= to_up && to_left <= to_corner) {
        return static_cast<uint8_t>(left);
    }
    return static_cast<uint8_t>(to_up <= to_corner ? up : corner);
}

// Both rows carry `pixel` zero bytes in front, so that no filter needs a special first pixel.
struct Rows {
    const uint8_t *above;
    const uint8_t *row;
    size_t size;
    size_t pixel;
};

void filter_row(const Rows &rows, int filter, uint8_t *out)
{
    const uint8_t *row = rows.row;
    const uint8_t *above = rows.above;
    const uint8_t *left = row - rows.pixel;
    const uint8_t *corner = above - rows.pixel;
    for (size_t i = 0; i < rows.size; ++i) {
        int guess = 0;
        switch (filter) {
        case 1:
            guess = left[i];
            break;
        case 2:
            guess = above[i];
            break;
        case 3:
            guess = (left[i] + above[i]) / 2;
            break;
        case 4:
            guess = paeth(left[i], above[i], corner[i]);
            break;
        default:
            break;
        }
        out[i] = static_cast<uint8_t>(row[i] - guess);
    }
}

uint64_t roughness(const uint8_t *bytes, size_t size)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < size; ++i) {
        sum += static_cast<uint64_t>(std::abs(static_cast<int8_t>(bytes[i])));
    }
    return sum;
}

// The usual choice: the filter with the smallest sum of signed magnitudes.
class RowFilter {
public:
    explicit RowFilter(const Picture &picture)
        : picture_(picture), pixel_(static_cast<size_t>(picture.channels())),
          size_(picture.row_bytes())
    {
        above_.assign(pixel_ + size_, 0);
        row_.assign(pixel_ + size_, 0);
        for (auto &candidate : candidates_) {
            candidate.resize(size_ + 1);
        }
    }

    const std::vector<uint8_t> &next(int y)
    {
        const uint8_t *source = picture_.pixels.data() + static_cast<size_t>(y) * size_;
        std::copy_n(source, size_, row_.data() + pixel_);
        const Rows rows{above_.data() + pixel_, row_.data() + pixel_, size_, pixel_};
        size_t best = 0;
        uint64_t least = UINT64_MAX;
        for (size_t filter = 0; filter < candidates_.size(); ++filter) {
            std::vector<uint8_t> &candidate = candidates_[filter];
            candidate[0] = static_cast<uint8_t>(filter);
            filter_row(rows, static_cast<int>(filter), candidate.data() + 1);
            const uint64_t sum = roughness(candidate.data() + 1, size_);
            if (sum < least) {
                least = sum;
                best = filter;
            }
        }
        above_.swap(row_);
        return candidates_[best];
    }

private:
    const Picture &picture_;
    size_t pixel_;
    size_t size_;
    std::vector<uint8_t> above_;
    std::vector<uint8_t> row_;
    std::array<std::vector<uint8_t>, 5> candidates_;
};

class Deflater {
public:
    explicit Deflater(std::string &out) : out_(out)
    {
        is_good_ = deflateInit2(&stream_, kLevel, Z_DEFLATED, 15, 8, Z_FILTERED) == Z_OK;
        piece_.resize(kDataChunk);
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    void add(const std::vector<uint8_t> &bytes, bool is_last)
    {
        // zlib reads the input and never writes it.
        stream_.next_in = const_cast<Bytef *>(bytes.data());
        stream_.avail_in = static_cast<uInt>(bytes.size());
        int rc = is_good_ ? Z_OK : Z_STREAM_ERROR;
        while (rc == Z_OK && (stream_.avail_in > 0 || is_last)) {
            stream_.next_out = reinterpret_cast<Bytef *>(piece_.data()) + used_;
            stream_.avail_out = static_cast<uInt>(piece_.size() - used_);
            rc = deflate(&stream_, is_last ? Z_FINISH : Z_NO_FLUSH);
            used_ = piece_.size() - stream_.avail_out;
            if (used_ == piece_.size() || rc == Z_STREAM_END) {
                append_chunk(out_, "IDAT", std::string_view(piece_).substr(0, used_));
                used_ = 0;
            }
        }
    }

private:
    std::string &out_;
    z_stream stream_{};
    std::string piece_;
    size_t used_ = 0;
    bool is_good_ = false;
};

} // namespace

std::string encode_png(const Picture &picture)
{
    std::string out("\x89PNG\r\n\x1a\n");
    std::string header;
    append_u32(header, static_cast<uint32_t>(picture.width));
    append_u32(header, static_cast<uint32_t>(picture.height));
    header.append({8, static_cast<char>(picture.has_alpha ? 6 : 2), 0, 0, 0});
    append_chunk(out, "IHDR", header);
    append_chunk(out, "sRGB", std::string_view("\0", 1));
    {
        RowFilter filter(picture);
        Deflater deflater(out);
        for (int y = 0; y < picture.height; ++y) {
            deflater.add(filter.next(y), y + 1 == picture.height);
        }
    }
    append_chunk(out, "IEND", {});
    return out;
}

} // namespace loopback
