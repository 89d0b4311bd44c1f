// SPDX-License-Identifier: MIT
// WebP through libwebp's incremental decoder.
#include "decode/image_size.h"
#include "decode/row_decoder.h"

#ifdef GESSO_HAVE_WEBP

#include <webp/decode.h>

#include <cstring>
#include <string>
#include <vector>

namespace gesso::core {

namespace {

struct DeleteDecoder {
    void operator()(WebPIDecoder *decoder) const { WebPIDelete(decoder); }
};

// libwebp goes back up to eight rows each time it is given more of a lossless image, and parses the
// chunks before the image again: tiny pieces are gathered.
constexpr size_t kMinPiece = 1024;
// RIFF header, and of what follows as much as names the size of every kind of WebP.
constexpr size_t kHeadBytes = 30;

class WebpDecoder final : public RowDecoder {
public:
    WebpDecoder(const Limits &limits, RowSink &sink) : limits_(limits), sink_(sink) {}
    ~WebpDecoder() override;

    Status feed(Bytes encoded) override;
    Status finish() override;
    bool is_done() const override { return is_done_; }

private:
    Status feed_head(Bytes &encoded);
    Status read_features();
    bool is_image_found() const { return features_.format != 0; }
    Status begin();
    Status append(Bytes encoded);
    Status publish();

    const Limits limits_;
    RowSink &sink_;
    std::vector<uint8_t> held_;     // bytes that libwebp has not been given yet
    size_t next_look_ = kHeadBytes; // look for the image when that many are held
    uint64_t received_ = 0;
    uint64_t riff_bytes_ = 0; // what the file says about its length
    WebPBitstreamFeatures features_{};
    PixelTarget target_;
    WebPDecBuffer buffer_{};
    std::unique_ptr<WebPIDecoder, DeleteDecoder> decoder_;
    uint32_t rows_published_ = 0;
    bool is_done_ = false;
};

WebpDecoder::~WebpDecoder()
{
    decoder_.reset(); // refers to buffer_
    WebPFreeDecBuffer(&buffer_);
}

Status WebpDecoder::feed(Bytes encoded)
{
    received_ += encoded.size();
    if (received_ > limits_.response_bytes)
        return {
            StatusCode::limit_exceeded, "the encoded image is larger than " +
                                            std::to_string(limits_.response_bytes) +
                                            " bytes (limits.response_bytes)"};
    if (!decoder_ && held_.size() < kHeadBytes)
        GESSO_RETURN_IF_FAILED(feed_head(encoded));
    held_.insert(held_.end(), encoded.begin(), encoded.end());
    if (!decoder_) {
        // A file may put any number of chunks before the image: look at growing distances.
        if (!is_image_found() && held_.size() >= next_look_) {
            next_look_ = held_.size() + held_.size() / 8;
            GESSO_RETURN_IF_FAILED(read_features());
        }
        if (!is_image_found())
            return {};
        GESSO_RETURN_IF_FAILED(begin());
    }
    if (held_.size() < kMinPiece && received_ < riff_bytes_)
        return {};
    const std::vector<uint8_t> piece = std::move(held_);
    held_.clear();
    return append(piece);
}

// The first bytes one by one, so that what libwebp says about them does not depend on the cuts.
Status WebpDecoder::feed_head(Bytes &encoded)
{
    while (held_.size() < kHeadBytes && !encoded.empty()) {
        held_.push_back(encoded[0]);
        encoded = encoded.subspan(1);
        if (held_.size() == 8)
            riff_bytes_ = (uint64_t{held_[4]} | uint64_t{held_[5]} << 8 | uint64_t{held_[6]} << 16 |
                           uint64_t{held_[7]} << 24) +
                          8;
        GESSO_RETURN_IF_FAILED(read_features());
    }
    return {};
}

// features_.format becomes 1 or 2 when the image itself has been found. Before that an extended
// file has told its size already.
Status WebpDecoder::read_features()
{
    WebPBitstreamFeatures features{};
    const VP8StatusCode code = WebPGetFeatures(held_.data(), held_.size(), &features);
    if (code == VP8_STATUS_NOT_ENOUGH_DATA)
        return {};
    if (code != VP8_STATUS_OK)
        return {StatusCode::malformed, "the WebP is damaged: its header makes no sense"};
    features_ = features;
    if (features_.has_animation)
        return {StatusCode::unsupported, "the WebP is an animation; only still images are read"};
    return check_image_size(
        static_cast<uint64_t>(features_.width), static_cast<uint64_t>(features_.height), limits_);
}

// libwebp stores lossy pixels first and their alpha later, which reads the pixels back. Those are
// decoded into memory of its own and copied; all others go to the target directly.
Status WebpDecoder::begin()
{
    const ImageHeader image = {
        ImageFormat::webp, static_cast<uint32_t>(features_.width),
        static_cast<uint32_t>(features_.height), features_.has_alpha != 0};
    GESSO_RETURN_IF_FAILED(sink_.on_header(image, target_));
    if (!WebPInitDecBuffer(&buffer_))
        return {StatusCode::unsupported, "libwebp is of another version than its header"};
    buffer_.colorspace = target_.order == PixelOrder::bgra ? MODE_BGRA : MODE_RGBA;
    constexpr int kLossy = 1;
    if (features_.format != kLossy || !features_.has_alpha) {
        buffer_.is_external_memory = 1;
        buffer_.u.RGBA.rgba = target_.first_row;
        buffer_.u.RGBA.stride = static_cast<int>(target_.stride);
        const auto stride = static_cast<size_t>(std::abs(target_.stride));
        buffer_.u.RGBA.size = stride * (image.height - 1) + size_t{image.width} * 4;
    }
    decoder_.reset(WebPINewDecoder(&buffer_));
    if (!decoder_)
        return {StatusCode::out_of_memory, "not enough memory to decode a WebP"};
    return {};
}

Status WebpDecoder::append(Bytes encoded)
{
    const VP8StatusCode code = WebPIAppend(decoder_.get(), encoded.data(), encoded.size());
    GESSO_RETURN_IF_FAILED(publish());
    switch (code) {
    case VP8_STATUS_SUSPENDED:
        return {};
    case VP8_STATUS_OK:
        is_done_ = true;
        decoder_.reset();
        WebPFreeDecBuffer(&buffer_);
        return {};
    case VP8_STATUS_OUT_OF_MEMORY:
        return {StatusCode::out_of_memory, "not enough memory to decode a WebP"};
    default:
        return {StatusCode::malformed, "the WebP is damaged: its image data does not decode"};
    }
}

Status WebpDecoder::publish()
{
    int last_row = 0;
    int stride = 0;
    const uint8_t *pixels = WebPIDecGetRGB(decoder_.get(), &last_row, nullptr, nullptr, &stride);
    const auto rows = static_cast<uint32_t>(last_row);
    if (!pixels || rows <= rows_published_)
        return {};
    if (!buffer_.is_external_memory) {
        for (uint32_t y = rows_published_; y < rows; ++y)
            std::memcpy(
                target_.first_row + static_cast<ptrdiff_t>(y) * target_.stride,
                pixels + static_cast<ptrdiff_t>(y) * stride,
                static_cast<size_t>(features_.width) * 4);
    }
    const uint32_t from = rows_published_;
    rows_published_ = rows;
    return sink_.on_rows(from, rows);
}

Status WebpDecoder::finish()
{
    if (!decoder_) {
        GESSO_RETURN_IF_FAILED(read_features());
        if (is_image_found())
            GESSO_RETURN_IF_FAILED(begin());
    }
    if (decoder_ && !held_.empty())
        GESSO_RETURN_IF_FAILED(append(held_));
    if (!is_done_)
        return {StatusCode::truncated, "the WebP ends before its end"};
    return {};
}

} // namespace

std::unique_ptr<RowDecoder> make_webp_decoder(const Limits &limits, RowSink &sink)
{
    return std::make_unique<WebpDecoder>(limits, sink);
}

} // namespace gesso::core

#else

namespace gesso::core {

namespace {

class NoWebpDecoder final : public RowDecoder {
public:
    Status feed(Bytes) override { return refusal(); }
    Status finish() override { return refusal(); }
    bool is_done() const override { return false; }

private:
    static Status refusal()
    {
        return {
            StatusCode::unsupported,
            "the image is a WebP, and this build has no WebP (GESSO_WEBP was off)"};
    }
};

} // namespace

std::unique_ptr<RowDecoder> make_webp_decoder(const Limits &, RowSink &)
{
    return std::make_unique<NoWebpDecoder>();
}

} // namespace gesso::core

#endif
