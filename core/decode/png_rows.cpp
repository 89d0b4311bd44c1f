// SPDX-License-Identifier: MIT
// The fast path: 8-bit RGB or RGBA without interlace, decoded while it arrives. Memory beside the
// pixels: the inflate window, one row as RGBA, and one inflated row and 64 KiB.
#include "decode/png_body.h"
#include "decode/png_stream.h"
#include "decode/png_unfilter.h"

#include <cstring>

namespace gesso::core {

namespace {

constexpr size_t kInflateBytes = size_t{64} << 10;

class PngRows final : public PngBody {
public:
    PngRows(const PngHeader &header, RowSink &sink);

    Status on_image_data(Bytes bytes) override;
    Status publish() override;
    Status on_end() override;

private:
    Status begin();
    Status unfilter_whole_rows();

    const PngHeader header_;
    RowSink &sink_;
    const size_t filtered_bytes_; // an inflated row, its filter byte included
    PixelTarget target_;
    UnfilterKernels kernels_{};
    PngStream stream_;
    bool has_begun_ = false;
    std::vector<uint8_t> inflated_;
    size_t inflated_size_ = 0; // less than a row, between calls
    std::vector<uint8_t> row_; // the last finished row as RGBA
    uint32_t rows_done_ = 0;
    uint32_t rows_published_ = 0;
};

PngRows::PngRows(const PngHeader &header, RowSink &sink)
    : header_(header), sink_(sink), filtered_bytes_(1 + header.row_bytes(header.width)),
      stream_(header.inflated_bytes())
{}

Status PngRows::begin()
{
    has_begun_ = true;
    const ImageHeader image = {
        ImageFormat::png, header_.width, header_.height, header_.has_alpha_channel()};
    GESSO_RETURN_IF_FAILED(sink_.on_header(image, target_));
    kernels_ = best_unfilter(header_.channels(), target_.order);
    inflated_.resize(filtered_bytes_ + kInflateBytes + kUnfilterSlack);
    row_.resize(size_t{header_.width} * 4 + kUnfilterSlack);
    return {};
}

Status PngRows::on_image_data(Bytes bytes)
{
    if (!has_begun_)
        GESSO_RETURN_IF_FAILED(begin());
    const size_t room = inflated_.size() - kUnfilterSlack;
    while (stream_.has_work(bytes)) {
        size_t produced = 0;
        const Status status = stream_.step(
            bytes, {inflated_.data() + inflated_size_, room - inflated_size_}, produced);
        inflated_size_ += produced;
        GESSO_RETURN_IF_FAILED(unfilter_whole_rows());
        GESSO_RETURN_IF_FAILED(status);
    }
    return {};
}

Status PngRows::unfilter_whole_rows()
{
    const uint8_t *next = inflated_.data();
    while (inflated_size_ >= filtered_bytes_) {
        const uint8_t filter = *next;
        if (filter >= kPngFilters)
            return {StatusCode::malformed, "the PNG is damaged: a row has an unknown filter"};
        uint8_t *out = target_.first_row + static_cast<ptrdiff_t>(rows_done_) * target_.stride;
        kernels_[filter](next + 1, row_.data(), out, header_.width);
        ++rows_done_; // PngStream lets no more rows pass than the header promises
        next += filtered_bytes_;
        inflated_size_ -= filtered_bytes_;
    }
    if (next != inflated_.data())
        std::memmove(inflated_.data(), next, inflated_size_);
    return {};
}

Status PngRows::publish()
{
    if (rows_published_ == rows_done_)
        return {};
    const uint32_t from = rows_published_;
    rows_published_ = rows_done_;
    return sink_.on_rows(from, rows_done_);
}

Status PngRows::on_end()
{
    if (!stream_.is_complete())
        return {StatusCode::malformed, "the PNG is damaged: its image data is not complete"};
    return {};
}

} // namespace

std::unique_ptr<PngBody> make_png_rows(const PngHeader &header, RowSink &sink)
{
    return std::make_unique<PngRows>(header, sink);
}

} // namespace gesso::core
