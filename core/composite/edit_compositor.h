// SPDX-License-Identifier: MIT
// The answer to an edit, pasted into the host's own picture while it is being decoded.
#pragma once

#include "base/pixels.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

// imaging/resample.h's, given by client/ because stages do not know each other.
using ResamplePicture = Status (*)(
    const PixelView &picture, uint32_t width, uint32_t height, bool wrap, Pixels &out_picture);

// What an edit is pasted into. Shared by all passes of a request; read only.
struct EditPlan {
    PixelView base;    // four channels; must outlive the compositor
    PixelView weights; // one channel, the base's size (feather_mask); no pixels: all of it changes
    PixelRect rect;    // the part of the base that was sent
    bool wrap = false; // the base tiles; the rectangle may go round its edges
    ResamplePicture resample = nullptr;
};

// Stands between a decoder and the memory of an image. Downstream sees an image of the base's size
// whose rows come in order, each final: rows above the rectangle at once, the others as the answer
// arrives. An answer of another size than the rectangle is resampled when it is whole.
//
// Requirement: a pixel whose weight is 0 is the base's, bit for bit, alpha and the colour under a
// transparent pixel included.
//
// Blend, all values 0 to 255, w the weight, exact integer arithmetic, halves rounded up:
//     alpha  = round((alpha_base x (255 - w) + alpha_edit x w) / 255)
//     colour = round((c_base x alpha_base x (255 - w) + c_edit x alpha_edit x w)
//                    / (alpha_base x (255 - w) + alpha_edit x w))
// so transparent pixels give no colour away; w = 0 and w = 255 copy. On sRGB values, not in linear
// light: both sides show nearly the same there, a ramp of weights looks even, as in every paint
// program, and equal colours stay equal to the bit.
class EditCompositor final : public RowSink {
public:
    // `plan` and `downstream` must outlive the compositor.
    EditCompositor(const EditPlan &plan, RowSink &downstream);

    // Errors: a plan that contradicts itself, memory, and whatever downstream answers. Another
    // pass may begin with another header.
    Status on_header(const ImageHeader &header, PixelTarget &out_target) override;
    Status on_rows(uint32_t y0, uint32_t y1) override;

private:
    Status check_plan() const;
    bool is_answer_to_size() const;
    Status scale_answer();
    Status write_ready_rows();
    // The row of the answer that lies over base row y; rect.height or more: none does.
    uint32_t answer_row_of(uint32_t y) const;
    void write_row(uint32_t y);
    void blend(uint32_t base_x, uint32_t count, const uint8_t *answer, const uint8_t *weights);

    const EditPlan &plan_;
    RowSink &downstream_;
    Pixels answer_; // as decoded, then of the rectangle's size
    PixelTarget target_;
    std::vector<uint8_t> row_; // under work, RGBA: the target is not for reading
    uint32_t answer_rows_ = 0; // of the rectangle, from its top, that are final
    uint32_t next_row_ = 0;    // of the base
};

} // namespace gesso::core
