// SPDX-License-Identifier: MIT
#include "composite/edit_compositor.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace gesso::core {

namespace {

Status bad_plan(const char *what)
{
    return {StatusCode::invalid_argument, std::string("an edit whose ") + what};
}

bool is_inside(uint32_t first, uint32_t size, uint32_t whole, bool wrap)
{
    return first < whole && size > 0 && size <= whole && (wrap || size <= whole - first);
}

void swap_red_and_blue(uint8_t *pixels, uint32_t count)
{
    for (uint32_t x = 0; x < count; ++x, pixels += 4)
        std::swap(pixels[0], pixels[2]);
}

// The formula of the header; `to` holds the base's pixel and receives the result.
void blend_pixel(uint8_t *to, const uint8_t *edit, uint32_t weight)
{
    const uint32_t base_part = to[3] * (255 - weight);
    const uint32_t edit_part = edit[3] * weight;
    const uint32_t whole = base_part + edit_part;
    if (whole > 0) {
        for (int channel = 0; channel < 3; ++channel) {
            const uint32_t sum = to[channel] * base_part + edit[channel] * edit_part;
            to[channel] = static_cast<uint8_t>((2 * sum + whole) / (2 * whole));
        }
    }
    to[3] = static_cast<uint8_t>((2 * whole + 255) / 510);
}

} // namespace

EditCompositor::EditCompositor(const EditPlan &plan, RowSink &downstream)
    : plan_(plan), downstream_(downstream)
{}

Status EditCompositor::check_plan() const
{
    const PixelView &base = plan_.base;
    GESSO_RETURN_IF_FAILED(check_view(base, "the base"));
    if (base.channels != 4)
        return bad_plan("base has one channel");
    const PixelRect &rect = plan_.rect;
    if (!is_inside(rect.x, rect.width, base.width, plan_.wrap) ||
        !is_inside(rect.y, rect.height, base.height, plan_.wrap))
        return bad_plan("rectangle lies outside its base");
    if (plan_.weights.is_empty())
        return {};
    GESSO_RETURN_IF_FAILED(check_view(plan_.weights, "the mask"));
    if (plan_.weights.channels != 1 || plan_.weights.width != base.width ||
        plan_.weights.height != base.height)
        return bad_plan("mask is not of its base's size");
    return {};
}

bool EditCompositor::is_answer_to_size() const
{
    return answer_.width() == plan_.rect.width && answer_.height() == plan_.rect.height;
}

Status EditCompositor::on_header(const ImageHeader &header, PixelTarget &out_target)
{
    GESSO_RETURN_IF_FAILED(check_plan());
    answer_rows_ = 0;
    next_row_ = 0;
    if (answer_.width() != header.width || answer_.height() != header.height)
        GESSO_RETURN_IF_FAILED(answer_.allocate(header.width, header.height));
    if (!is_answer_to_size() && !plan_.resample)
        return bad_plan("answer has another size, and nothing is there to scale it");
    row_.resize(size_t{4} * plan_.base.width);

    ImageHeader whole = header;
    whole.width = plan_.base.width;
    whole.height = plan_.base.height;
    whole.has_alpha = true; // the base's pixels may have it wherever they stay
    GESSO_RETURN_IF_FAILED(downstream_.on_header(whole, target_));
    out_target = answer_.target();
    return {};
}

Status EditCompositor::on_rows(uint32_t, uint32_t y1)
{
    if (is_answer_to_size()) {
        answer_rows_ = y1;
    } else if (y1 == answer_.height()) {
        GESSO_RETURN_IF_FAILED(scale_answer());
        answer_rows_ = plan_.rect.height;
    }
    return write_ready_rows();
}

Status EditCompositor::scale_answer()
{
    const PixelRect &rect = plan_.rect;
    // The rectangle's edges are neighbours only where it is the whole of a base that tiles.
    const bool wrap =
        plan_.wrap && rect.width == plan_.base.width && rect.height == plan_.base.height;
    Pixels scaled;
    GESSO_RETURN_IF_FAILED(plan_.resample(answer_.view(), rect.width, rect.height, wrap, scaled));
    answer_ = std::move(scaled);
    return {};
}

uint32_t EditCompositor::answer_row_of(uint32_t y) const
{
    const uint32_t top = plan_.rect.y;
    return y >= top ? y - top : y + (plan_.base.height - top);
}

Status EditCompositor::write_ready_rows()
{
    const uint32_t first = next_row_;
    while (next_row_ < plan_.base.height) {
        const uint32_t row = answer_row_of(next_row_);
        if (row < plan_.rect.height && row >= answer_rows_)
            break;
        write_row(next_row_++);
    }
    return next_row_ > first ? downstream_.on_rows(first, next_row_) : Status();
}

void EditCompositor::write_row(uint32_t y)
{
    const PixelView &base = plan_.base;
    const PixelRect &rect = plan_.rect;
    std::memcpy(row_.data(), base.row(y), row_.size());
    if (base.order == PixelOrder::bgra)
        swap_red_and_blue(row_.data(), base.width);
    const uint32_t answer_row = answer_row_of(y);
    if (answer_row < rect.height) {
        const uint8_t *answer = answer_.row(answer_row);
        const uint8_t *weights = plan_.weights.is_empty() ? nullptr : plan_.weights.row(y);
        const uint32_t right = std::min(rect.width, base.width - rect.x); // before it goes round
        blend(rect.x, right, answer, weights);
        blend(0, rect.width - right, answer + size_t{4} * right, weights);
    }
    if (target_.order == PixelOrder::bgra)
        swap_red_and_blue(row_.data(), base.width);
    std::memcpy(
        target_.first_row + target_.stride * static_cast<ptrdiff_t>(y), row_.data(), row_.size());
}

void EditCompositor::blend(
    uint32_t base_x, uint32_t count, const uint8_t *answer, const uint8_t *weights)
{
    uint8_t *to = row_.data() + size_t{4} * base_x;
    if (!weights) {
        std::memcpy(to, answer, size_t{4} * count);
        return;
    }
    weights += base_x;
    for (uint32_t x = 0; x < count; ++x, to += 4, answer += 4) {
        if (weights[x] == 255)
            std::memcpy(to, answer, 4);
        else if (weights[x] != 0)
            blend_pixel(to, answer, weights[x]);
    }
}

} // namespace gesso::core
