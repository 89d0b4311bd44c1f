// SPDX-License-Identifier: MIT
// A PNG from its first byte to IEND: which chunk may come where, and who decodes the image data.
//
// Rules for damage, pinned by tests: the CRC of IHDR, PLTE, tRNS, IDAT and IEND is checked; other
// chunks are skipped unread, damaged or not. Bytes behind IEND are ignored.
#include "decode/image_size.h"
#include "decode/png_body.h"
#include "decode/png_chunks.h"
#include "decode/png_header.h"
#include "decode/row_decoder.h"

namespace gesso::core {

namespace {

constexpr uint32_t kHeader = png_type("IHDR");
constexpr uint32_t kPalette = png_type("PLTE");
constexpr uint32_t kTransparency = png_type("tRNS");
constexpr uint32_t kImageData = png_type("IDAT");
constexpr uint32_t kEnd = png_type("IEND");
constexpr uint32_t kApple = png_type("CgBI");

constexpr uint32_t kMaxPaletteBytes = 3 * 256;

Status damaged(const char *what)
{
    return {StatusCode::malformed, std::string("the PNG is damaged: ") + what};
}

bool is_critical(uint32_t type)
{
    return (type & 0x20000000) == 0; // upper case first letter
}

class PngDecoder final : public RowDecoder, private PngChunkSink {
public:
    PngDecoder(const Limits &limits, RowSink &sink) : limits_(limits), sink_(sink), chunks_(*this)
    {}

    Status feed(Bytes encoded) override;
    Status finish() override;
    bool is_done() const override { return chunks_.is_ended(); }

private:
    Status on_chunk_begin(uint32_t type, uint32_t length, bool &out_wanted) override;
    Status on_chunk_bytes(Bytes bytes) override;
    Status on_chunk_end() override;

    Status check_order(uint32_t type, uint32_t length) const;
    Status check_palette(uint32_t length) const;
    Status check_transparency(uint32_t length) const;
    Status begin_image_data();
    Status end_header();

    const Limits limits_;
    RowSink &sink_;
    PngChunks chunks_;

    uint32_t type_ = 0;          // of the current chunk
    std::vector<uint8_t> small_; // its payload, unless it is image data
    bool has_header_ = false;
    bool is_image_data_over_ = false;
    PngHeader header_;
    PngColours colours_;
    std::unique_ptr<PngBody> body_;
};

Status PngDecoder::feed(Bytes encoded)
{
    Status status = chunks_.feed(encoded);
    // Rows that were whole before the damage are reported whatever came after them.
    if (body_)
        GESSO_RETURN_IF_FAILED(body_->publish());
    return status;
}

Status PngDecoder::finish()
{
    return {StatusCode::truncated, "the PNG ends before its end"};
}

Status PngDecoder::on_chunk_begin(uint32_t type, uint32_t length, bool &out_wanted)
{
    if (body_ && type != kImageData)
        is_image_data_over_ = true;
    GESSO_RETURN_IF_FAILED(check_order(type, length));
    type_ = type;
    small_.clear();
    out_wanted = is_critical(type) || type == kTransparency;
    if (type == kImageData && !body_)
        return begin_image_data();
    return {};
}

Status PngDecoder::check_order(uint32_t type, uint32_t length) const
{
    if (type == kApple)
        return {StatusCode::unsupported, "the PNG is Apple's CgBI variant, which is not PNG"};
    if ((type == kHeader) == has_header_)
        return damaged(has_header_ ? "a second IHDR" : "it does not begin with IHDR");
    switch (type) {
    case kHeader:
        return length == kPngHeaderBytes ? Status() : damaged("IHDR has the wrong length");
    case kPalette:
        return check_palette(length);
    case kTransparency:
        return check_transparency(length);
    case kImageData:
        if (is_image_data_over_)
            return damaged("image data in two places");
        if (!body_ && header_.colour == PngColour::palette && colours_.palette.empty())
            return damaged("image data before the palette");
        return {};
    case kEnd:
        if (!body_)
            return damaged("no image data");
        return length == 0 ? Status() : damaged("IEND has the wrong length");
    default:
        if (is_critical(type))
            return {
                StatusCode::unsupported,
                "the PNG needs an extension (a critical chunk) that this library does not know"};
        return {};
    }
}

Status PngDecoder::check_palette(uint32_t length) const
{
    if (!colours_.palette.empty())
        return damaged("a second palette");
    if (body_ || !colours_.transparency.empty())
        return damaged("the palette comes too late");
    if (header_.channels() == 2 || header_.colour == PngColour::gray)
        return damaged("a palette in a gray image");
    if (length == 0 || length % 3 != 0 || length > kMaxPaletteBytes)
        return damaged("the palette has the wrong length");
    if (header_.colour == PngColour::palette && length / 3 > 1u << header_.bit_depth)
        return damaged("the palette has more colours than the bit depth can name");
    return {};
}

Status PngDecoder::check_transparency(uint32_t length) const
{
    if (!colours_.transparency.empty())
        return damaged("a second tRNS");
    if (body_)
        return damaged("tRNS comes too late");
    switch (header_.colour) {
    case PngColour::gray:
        return length == 2 ? Status() : damaged("tRNS has the wrong length");
    case PngColour::rgb:
        return length == 6 ? Status() : damaged("tRNS has the wrong length");
    case PngColour::palette:
        if (colours_.palette.empty())
            return damaged("tRNS before the palette");
        return length > 0 && length <= colours_.palette.size() / 3
                   ? Status()
                   : damaged("tRNS has the wrong length");
    case PngColour::gray_alpha:
    case PngColour::rgba:
        break;
    }
    return damaged("tRNS beside an alpha channel");
}

Status PngDecoder::begin_image_data()
{
    const bool is_direct =
        header_.bit_depth == 8 && !header_.is_interlaced &&
        (header_.colour == PngColour::rgb || header_.colour == PngColour::rgba) &&
        colours_.transparency.empty();
    body_ = is_direct ? make_png_rows(header_, sink_)
                      : make_png_whole(header_, colours_, limits_, sink_);
    colours_ = {};
    return {};
}

Status PngDecoder::on_chunk_bytes(Bytes bytes)
{
    if (type_ == kImageData)
        return body_->on_image_data(bytes);
    small_.insert(small_.end(), bytes.begin(), bytes.end()); // bounded by check_order
    return {};
}

Status PngDecoder::on_chunk_end()
{
    switch (type_) {
    case kHeader:
        return end_header();
    case kPalette:
        colours_.palette = small_;
        return {};
    case kTransparency:
        colours_.transparency = small_;
        return {};
    case kEnd:
        return body_->on_end();
    default:
        return {};
    }
}

Status PngDecoder::end_header()
{
    has_header_ = true;
    GESSO_RETURN_IF_FAILED(parse_png_header(small_, header_));
    return check_image_size(header_.width, header_.height, limits_);
}

} // namespace

std::unique_ptr<RowDecoder> make_png_decoder(const Limits &limits, RowSink &sink)
{
    return std::make_unique<PngDecoder>(limits, sink);
}

} // namespace gesso::core
