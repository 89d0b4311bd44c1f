// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "stream/base64_decoder.h"

namespace gesso::core {

// One image at a time, from its base64 text to the sink. Damaged text spoils that image and no
// other: only what the sink answers stops the flow.
class ImageIntake final : ByteSink {
public:
    explicit ImageIntake(ImageReplySink &sink);

    // What to call the next image. It begins with its first byte.
    void expect(const ImageStart &start);
    void begin_text();
    Status feed(Bytes text);
    Status end_text();

    bool has_begun() const { return has_begun_; }
    // There is something to end: an image, or text that is none.
    bool has_any() const { return has_begun_ || !damage_.is_ok(); }
    // Ok when the image that has begun is whole.
    Status condition() const;
    // Reports the end of the image, if one has begun, and makes room for the next.
    Status end(const ImageFacts &facts, bool keep);

    // What the sink answered when it was not ok.
    const Status &sink_failure() const { return sink_failure_; }

private:
    Status on_bytes(Bytes bytes) override;
    Status note(Status status, Bytes text);
    Status pass_on(Bytes text);

    ImageReplySink &sink_;
    Base64Decoder decoder_;
    ImageStart start_;
    bool has_begun_ = false;
    bool has_ended_ = false;
    Status damage_;
    Status sink_failure_;
};

} // namespace gesso::core
