// SPDX-License-Identifier: MIT
// What stands behind ImageDecoder: one implementation a format, chosen by the first bytes.
#pragma once

#include "base/flow.h"
#include "base/limits.h"

#include <memory>

namespace gesso::core {

// Encoded bytes of one image are pushed in, rows come out of the RowSink. The caller stops at the
// first status that is not ok, and feeds nothing more once is_done().
class RowDecoder {
public:
    virtual ~RowDecoder() = default;
    virtual Status feed(Bytes encoded) = 0;
    // No more bytes will come; the last rows may be reported now. Called only while !is_done().
    virtual Status finish() = 0;
    // The image has ended and every row has been reported.
    virtual bool is_done() const = 0;
};

std::unique_ptr<RowDecoder> make_png_decoder(const Limits &limits, RowSink &sink);
std::unique_ptr<RowDecoder> make_jpeg_decoder(const Limits &limits, RowSink &sink);
// In a build without libwebp the first feed() answers unsupported.
std::unique_ptr<RowDecoder> make_webp_decoder(const Limits &limits, RowSink &sink);

} // namespace gesso::core
