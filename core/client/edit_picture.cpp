// SPDX-License-Identifier: MIT
#include "client/edit_picture.h"

#include "decode/image_decoder.h"
#include "imaging/orient.h"

#include <utility>

namespace gesso::core {
namespace {

class HeaderSink final : public RowSink {
public:
    explicit HeaderSink(ImageHeader &header) : header_(header) {}

    Status on_header(const ImageHeader &header, PixelTarget &) override
    {
        header_ = header;
        return {StatusCode::finished, ""};
    }
    Status on_rows(uint32_t, uint32_t) override { return {}; }

private:
    ImageHeader &header_;
};

class PixelSink final : public RowSink {
public:
    PixelSink(MemoryShare &share, Pixels &picture) : share_(share), picture_(picture) {}

    Status on_header(const ImageHeader &header, PixelTarget &out_target) override
    {
        GESSO_RETURN_IF_FAILED(share_.grow(uint64_t{header.width} * header.height * 4));
        GESSO_RETURN_IF_FAILED(picture_.allocate(header.width, header.height));
        out_target = picture_.target();
        return {};
    }
    Status on_rows(uint32_t, uint32_t) override { return {}; }

private:
    MemoryShare &share_;
    Pixels &picture_;
};

} // namespace

Status MemoryShare::grow(uint64_t bytes)
{
    if (Status reserved = store_.reserve(bytes); !reserved.is_ok()) {
        lacking_ = bytes_ + bytes;
        return reserved;
    }
    bytes_ += bytes;
    return {};
}

void MemoryShare::shrink(uint64_t bytes)
{
    store_.unreserve(bytes);
    bytes_ -= bytes;
}

Status read_header(Bytes file, const Limits &limits, ImageHeader &out_header)
{
    HeaderSink sink(out_header);
    ImageDecoder decoder(limits, sink);
    Status status = decoder.feed(file);
    if (status.is_ok())
        status = decoder.finish();
    return status.code == StatusCode::finished ? Status() : status;
}

Status decode_upright(
    Bytes file, int orientation, const Limits &limits, MemoryShare &share, Pixels &out_picture)
{
    PixelSink sink(share, out_picture);
    ImageDecoder decoder(limits, sink);
    GESSO_RETURN_IF_FAILED(decoder.feed(file));
    GESSO_RETURN_IF_FAILED(decoder.finish());
    if (orientation == 1)
        return {};
    const uint64_t bytes = out_picture.size();
    GESSO_RETURN_IF_FAILED(share.grow(bytes));
    Pixels upright;
    GESSO_RETURN_IF_FAILED(orient(out_picture.view(), orientation, upright));
    out_picture = std::move(upright);
    share.shrink(bytes);
    return {};
}

} // namespace gesso::core
