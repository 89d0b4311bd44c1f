// SPDX-License-Identifier: MIT
// JPEG: collected while its markers are followed, decoded whole at EOI.
#include "decode/jpeg_scanner.h"
#include "decode/row_decoder.h"
#include "decode/whole_image.h"

namespace gesso::core {

namespace {

class JpegDecoder final : public RowDecoder {
public:
    JpegDecoder(const Limits &limits, RowSink &sink)
        : limit_(limits.response_bytes), sink_(sink), scanner_(limits)
    {}

    Status feed(Bytes encoded) override;
    Status finish() override;
    bool is_done() const override { return scanner_.is_ended(); }

private:
    const uint64_t limit_;
    RowSink &sink_;
    JpegScanner scanner_;
    std::vector<uint8_t> jpeg_;
};

Status JpegDecoder::feed(Bytes encoded)
{
    size_t used = 0;
    GESSO_RETURN_IF_FAILED(scanner_.feed(encoded, used));
    GESSO_RETURN_IF_FAILED(append_encoded(jpeg_, encoded.first(used), limit_));
    if (!scanner_.is_ended())
        return {};
    const ImageHeader image = {ImageFormat::jpeg, scanner_.width(), scanner_.height(), false};
    Status status = decode_whole_image(jpeg_, image, sink_);
    jpeg_ = {};
    return status;
}

Status JpegDecoder::finish()
{
    return {StatusCode::truncated, "the JPEG ends before its end"};
}

} // namespace

std::unique_ptr<RowDecoder> make_jpeg_decoder(const Limits &limits, RowSink &sink)
{
    return std::make_unique<JpegDecoder>(limits, sink);
}

} // namespace gesso::core
