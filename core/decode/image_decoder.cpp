// SPDX-License-Identifier: MIT
#include "decode/image_decoder.h"

#include <new>

namespace gesso::core {

namespace {

// The decoders' buffers are vectors; their one exception ends here.
template <typename Work>
Status guarded(Work work)
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return {StatusCode::out_of_memory, "not enough memory to decode the image"};
    }
}

} // namespace

ImageDecoder::ImageDecoder(const Limits &limits, RowSink &sink) : limits_(limits), sink_(sink) {}

Status ImageDecoder::feed(Bytes encoded)
{
    if (!failure_.is_ok())
        return failure_;
    failure_ = guarded([&] { return feed_decoder(encoded); });
    if (!failure_.is_ok())
        decoder_.reset();
    return failure_;
}

Status ImageDecoder::feed_decoder(Bytes encoded)
{
    if (!decoder_) {
        encoded = encoded.subspan(sniffer_.take(encoded));
        if (!sniffer_.is_decided())
            return {};
        GESSO_RETURN_IF_FAILED(start_decoder());
    }
    if (encoded.empty() || decoder_->is_done())
        return {};
    return decoder_->feed(encoded);
}

Status ImageDecoder::start_decoder()
{
    switch (sniffer_.format()) {
    case ImageFormat::png:
        decoder_ = make_png_decoder(limits_, sink_);
        break;
    case ImageFormat::jpeg:
        decoder_ = make_jpeg_decoder(limits_, sink_);
        break;
    case ImageFormat::webp:
        decoder_ = make_webp_decoder(limits_, sink_);
        break;
    case ImageFormat::unknown:
        return sniffer_.describe_foreign();
    }
    return decoder_->feed(sniffer_.taken());
}

Status ImageDecoder::finish()
{
    if (!failure_.is_ok())
        return failure_;
    if (!decoder_)
        failure_ = sniffer_.describe_end();
    else if (!decoder_->is_done())
        failure_ = guarded([&] { return decoder_->finish(); });
    return failure_;
}

} // namespace gesso::core
