// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/limits.h"
#include "decode/format_sniffer.h"
#include "decode/row_decoder.h"

#include <memory>

namespace gesso::core {

// Encoded bytes of one image to RGBA or BGRA rows, while the bytes arrive. One object a pass.
//
// Requirement: pixels and outcome do not depend on where the bytes were cut.
// Requirement: the size is checked against the limits before RowSink::on_header is called.
// Requirement: the destination is only written, never read; it may be write-combined memory.
//
// The format is read from the first bytes; nothing else is trusted. 8-bit RGB and RGBA PNG without
// interlace and WebP give rows as bytes arrive, at most one on_rows a feed(); every other PNG and
// JPEG are collected (Limits::response_bytes at most) and reported as one band when their last
// byte is in. A lossy WebP with alpha and every whole-image format need memory beside the target.
//
// Pixels are straight alpha and the bytes of the file: gamma, ICC, EXIF (its rotation too) and text
// are never interpreted. 16-bit samples keep their high byte. Of an APNG the default image is read.
class ImageDecoder {
public:
    // The sink must outlive the decoder; the limits are copied.
    ImageDecoder(const Limits &limits, RowSink &sink);

    // Any number of bytes; the first failure is kept and repeated. Bytes after the image's end are
    // ignored.
    Status feed(Bytes encoded);
    // The bytes have ended: truncated unless the image has ended too. May report the last rows.
    Status finish();

    // unknown until enough of the first bytes have arrived.
    ImageFormat format() const { return sniffer_.format(); }

private:
    Status feed_decoder(Bytes encoded);
    Status start_decoder();

    Limits limits_;
    RowSink &sink_;
    FormatSniffer sniffer_;
    std::unique_ptr<RowDecoder> decoder_;
    Status failure_;
};

} // namespace gesso::core
