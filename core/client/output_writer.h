// SPDX-License-Identifier: MIT
// One output of a request on its worker: encoded bytes of each pass become rows that the host can
// see at once, and original bytes that are kept.
#pragma once

#include "client/job.h"
#include "client/original_keeper.h"
#include "composite/edit_compositor.h"
#include "decode/image_decoder.h"

#include <memory>
#include <optional>
#include <vector>

namespace gesso::core {

class OutputWriter final : public RowSink {
public:
    OutputWriter(ClientCore &core, const Job &job, uint32_t lane);
    ~OutputWriter();

    // ---- the passes, in order ----
    void begin(PassKind kind);
    void append(Bytes encoded);
    // The image is damaged; its text from here on. For rescue, not for decoding.
    void append_damaged(Bytes text);
    // `keep` false: what arrived since begin() was no image of ours.
    void end(const ImageFacts &facts, bool keep);
    // What the reply said of the image only behind it.
    void add_facts(const ImageFacts &facts);
    // The reply has ended in the middle of a pass, or before one.
    void abandon();

    uint32_t lane() const { return lane_; }
    bool has_arrived() const { return has_arrived_; }
    // Not ok when a whole final came that is no picture, or that nobody wanted any more.
    const Status &failure() const { return failure_; }

    Status on_header(const ImageHeader &header, PixelTarget &out_target) override;
    Status on_rows(uint32_t y0, uint32_t y1) override;

private:
    bool is_watched() const;
    bool is_wanted() const;
    bool has_buffer(PassKind kind);
    void feed(Bytes encoded);
    void finish_decoding();
    void drop_pixels();
    void end_preview(const ImageFacts &facts);
    void end_final(const ImageFacts &facts);
    void keep_damaged(const ImageFacts &facts);

    ClientCore &core_;
    const Job &job_;
    RequestRecord &record_;
    const uint32_t lane_;
    std::optional<EditCompositor> compositor_; // between decoder and image; none: raw rows
    std::vector<ImageId> made_;                // images of this output that may still be alive

    // The pass under way.
    PassKind kind_ = PassKind::unknown;
    bool is_open_ = false;
    std::unique_ptr<OriginalKeeper> keeper_;
    std::unique_ptr<ImageDecoder> decoder_;
    ImageFormat format_ = ImageFormat::unknown;
    Status decode_status_;
    ImageHeader header_;
    ImageId image_ = 0;
    uint32_t previews_seen_ = 0;

    bool is_damaged_ = false;

    bool has_arrived_ = false;
    Status failure_;
};

} // namespace gesso::core
