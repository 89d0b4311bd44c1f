// SPDX-License-Identifier: MIT
// The two ways from the image data of a PNG to rows, behind one interface: as it arrives, or whole.
#pragma once

#include "base/flow.h"
#include "base/limits.h"
#include "decode/png_header.h"

#include <memory>
#include <vector>

namespace gesso::core {

class PngBody {
public:
    virtual ~PngBody() = default;
    // A piece of the zlib stream, never empty.
    virtual Status on_image_data(Bytes bytes) = 0;
    // Reports the rows finished since the last call. Called at the end of every feed.
    virtual Status publish() = 0;
    // IEND was read: fails unless the image data was complete.
    virtual Status on_end() = 0;
};

// Payloads of the chunks that change pixels; empty when absent.
struct PngColours {
    std::vector<uint8_t> palette;
    std::vector<uint8_t> transparency;
};

// 8-bit RGB or RGBA, not interlaced, no tRNS: rows go to the sink as they arrive.
std::unique_ptr<PngBody> make_png_rows(const PngHeader &header, RowSink &sink);
// Every other PNG: collected, checked, and decoded whole through stb_image.
std::unique_ptr<PngBody> make_png_whole(
    const PngHeader &header, const PngColours &colours, const Limits &limits, RowSink &sink);

} // namespace gesso::core
