// SPDX-License-Identifier: MIT
#include "client/edit_inputs.h"

#include "base/text.h"
#include "client/abi.h"
#include "client/client_core.h"

#include <algorithm>
#include <cstring>

namespace gesso::core {
namespace {

// Beyond it a count is taken for memory that was never written, and no element is touched.
constexpr uint32_t kMostReadable = 256;
constexpr uint32_t kMaxFeather = 256;

Status invalid(std::string text)
{
    return {StatusCode::invalid_argument, std::move(text)};
}

std::string name_of(uint32_t index)
{
    return "images[" + std::to_string(index) + "]";
}

std::string size_text(const PixelView &view)
{
    return std::to_string(view.width) + " x " + std::to_string(view.height);
}

} // namespace

Status EditInputs::owe(const gesso_request_desc &desc)
{
    gesso_picture host{};
    Status status;
    if (desc.mask) {
        has_mask_ = read_struct(desc.mask, host);
        if (has_mask_)
            mask_ = LentPicture(host);
        else
            status = invalid("mask.struct_size is not set: use gesso_picture_init()");
    }
    if (!desc.images || desc.image_count == 0)
        return status;
    if (desc.image_count > kMostReadable)
        return invalid(
            "image_count is " + std::to_string(desc.image_count) + ": an edit takes 1 to 16");
    const auto *bytes = reinterpret_cast<const uint8_t *>(desc.images);
    // The first element says how far apart they are: the host's header may be older or newer.
    const size_t distance = desc.images->struct_size;
    for (uint32_t i = 0; i < desc.image_count; ++i) {
        const auto *element = reinterpret_cast<const gesso_picture *>(bytes + i * distance);
        if (!read_struct(element, host) || element->struct_size != distance)
            return invalid(
                name_of(i) + ".struct_size is not set, or not that of images[0]: use "
                             "gesso_picture_init() for each");
        LentPicture picture(host);
        if (i < kMaxEditImages)
            images_[i] = std::move(picture);
    }
    count_ = std::min(desc.image_count, kMaxEditImages);
    if (desc.image_count > kMaxEditImages)
        return invalid(
            "image_count is " + std::to_string(desc.image_count) + ": an edit takes 1 to 16");
    return status;
}

Status EditInputs::keep(ClientCore &core)
{
    if (count_ == 0)
        return invalid("images: an edit needs at least one, the picture to be changed");
    for (uint32_t i = 0; i < count_; ++i) {
        GESSO_RETURN_IF_FAILED(images_[i].keep(name_of(i), PictureUse::picture, core));
        is_announced_ = is_announced_ || images_[i].is_announced();
    }
    if (!has_mask_)
        return {};
    GESSO_RETURN_IF_FAILED(mask_.keep("mask", PictureUse::mask, core));
    is_announced_ = is_announced_ || mask_.is_announced();
    const PixelView base = images_[0].view();
    const PixelView mask = mask_.view();
    const bool is_known = !base.is_empty() && !mask.is_empty();
    if (is_known && (base.width != mask.width || base.height != mask.height))
        return invalid(
            "mask is " + size_text(mask) + ", but images[0] is " + size_text(base) +
            ": they must be of one size");
    return {};
}

bool EditInputs::begin_reading()
{
    bool is_all = !has_mask_ || mask_.begin_reading();
    for (uint32_t i = 0; i < count_ && is_all; ++i)
        is_all = images_[i].begin_reading();
    if (!is_all)
        end_reading();
    return is_all;
}

void EditInputs::end_reading()
{
    mask_.end_reading();
    for (LentPicture &image : images_)
        image.end_reading();
}

void EditInputs::give_back()
{
    mask_.give_back();
    for (LentPicture &image : images_)
        image.give_back();
}

Status take_edit_wish(const gesso_request_desc &desc, EditWish &out_wish)
{
    if (desc.mask_meaning < GESSO_MASK_AUTO || desc.mask_meaning > GESSO_MASK_BLACK_IS_EDIT)
        return invalid("mask_meaning must be one of GESSO_MASK_*");
    if (desc.feather > kMaxFeather)
        return invalid(
            "feather is " + std::to_string(desc.feather) + ": it must be 0 to 256 pixels");
    if (desc.crop != GESSO_CROP_NONE && desc.crop != GESSO_CROP_CONTEXT)
        return invalid("crop must be GESSO_CROP_NONE or GESSO_CROP_CONTEXT");
    out_wish.mask_meaning = static_cast<MaskMeaning>(desc.mask_meaning);
    out_wish.feather = desc.feather;
    out_wish.crop_margin = desc.crop_margin;
    out_wish.is_cropped = desc.crop == GESSO_CROP_CONTEXT && desc.mask;
    out_wish.wrap = (desc.flags & GESSO_REQUEST_WRAP) != 0;
    out_wish.is_raw = (desc.flags & GESSO_REQUEST_RAW_ANSWER) != 0;
    out_wish.as_json = (desc.flags & GESSO_REQUEST_EDIT_AS_JSON) != 0;
    out_wish.input_fidelity = desc.input_fidelity ? desc.input_fidelity : "";
    if (!is_valid_utf8(out_wish.input_fidelity))
        return invalid("input_fidelity is not valid UTF-8");
    return {};
}

} // namespace gesso::core
