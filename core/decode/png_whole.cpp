// SPDX-License-Identifier: MIT
// The other PNGs: palette, gray, 16-bit, interlaced, RGB with tRNS.
//
// stb_image checks neither CRC nor Adler-32, inflates without a bound and leaves palette entries
// that the file does not define uninitialised. So the image data is inflated once here, only to
// check it, and stb_image is given a clean PNG: header, palette of full length, tRNS, image data.
#include "decode/png_body.h"
#include "decode/png_chunks.h"
#include "decode/png_stream.h"
#include "decode/whole_image.h"

#include <array>

namespace gesso::core {

namespace {

constexpr size_t kCheckBytes = size_t{32} << 10;
constexpr size_t kFullPalette = size_t{3} * 256;

void put32(std::vector<uint8_t> &out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<uint8_t>(value >> shift));
}

class PngWhole final : public PngBody {
public:
    PngWhole(
        const PngHeader &header, const PngColours &colours, const Limits &limits, RowSink &sink);

    Status on_image_data(Bytes bytes) override;
    Status publish() override { return {}; }
    Status on_end() override;

private:
    void put_header();
    void put_chunk(uint32_t type, Bytes payload);

    const PngHeader header_;
    const bool has_transparency_;
    const uint64_t limit_;
    RowSink &sink_;
    PngStream stream_;
    std::array<uint8_t, kCheckBytes> scratch_; // what is inflated to be checked
    std::vector<uint8_t> png_;
    size_t image_data_at_ = 0;
};

PngWhole::PngWhole(
    const PngHeader &header, const PngColours &colours, const Limits &limits, RowSink &sink)
    : header_(header), has_transparency_(!colours.transparency.empty()),
      limit_(limits.response_bytes), sink_(sink), stream_(header.inflated_bytes())
{
    png_ = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    put_header();
    if (header.colour == PngColour::palette) {
        std::vector<uint8_t> palette = colours.palette;
        palette.resize(kFullPalette);
        put_chunk(png_type("PLTE"), palette);
    }
    if (has_transparency_)
        put_chunk(png_type("tRNS"), colours.transparency);
    put32(png_, 0); // length, filled in at the end
    put32(png_, png_type("IDAT"));
    image_data_at_ = png_.size();
}

void PngWhole::put_header()
{
    std::vector<uint8_t> payload;
    put32(payload, header_.width);
    put32(payload, header_.height);
    payload.push_back(header_.bit_depth);
    payload.push_back(static_cast<uint8_t>(header_.colour));
    payload.push_back(0);
    payload.push_back(0);
    payload.push_back(header_.is_interlaced ? 1 : 0);
    put_chunk(png_type("IHDR"), payload);
}

void PngWhole::put_chunk(uint32_t type, Bytes payload)
{
    put32(png_, static_cast<uint32_t>(payload.size()));
    put32(png_, type);
    png_.insert(png_.end(), payload.begin(), payload.end());
    put32(png_, 0); // stb_image skips the CRC; PngChunks has checked the original
}

Status PngWhole::on_image_data(Bytes bytes)
{
    GESSO_RETURN_IF_FAILED(append_encoded(png_, bytes, limit_));
    size_t produced = 0;
    while (stream_.has_work(bytes))
        GESSO_RETURN_IF_FAILED(stream_.step(bytes, scratch_, produced));
    return {};
}

Status PngWhole::on_end()
{
    if (!stream_.is_complete())
        return {StatusCode::malformed, "the PNG is damaged: its image data is not complete"};
    const auto size = static_cast<uint32_t>(png_.size() - image_data_at_);
    for (size_t i = 0; i < 4; ++i)
        png_[image_data_at_ - 8 + i] = static_cast<uint8_t>(size >> (24 - 8 * i));
    put32(png_, 0);
    put_chunk(png_type("IEND"), {});
    const ImageHeader image = {
        ImageFormat::png, header_.width, header_.height,
        header_.has_alpha_channel() || has_transparency_};
    Status status = decode_whole_image(png_, image, sink_);
    png_ = {};
    return status;
}

} // namespace

std::unique_ptr<PngBody> make_png_whole(
    const PngHeader &header, const PngColours &colours, const Limits &limits, RowSink &sink)
{
    return std::make_unique<PngWhole>(header, colours, limits, sink);
}

} // namespace gesso::core
