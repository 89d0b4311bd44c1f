// SPDX-License-Identifier: MIT
#include "client/lent_picture.h"

#include "client/client_core.h"
#include "decode/image_size.h"

#include <utility>

namespace gesso::core {
namespace {

Status invalid(std::string text)
{
    return {StatusCode::invalid_argument, std::move(text)};
}

std::string number(uint64_t value)
{
    return std::to_string(value);
}

Status check_orders(const std::string &name, const gesso_picture &host)
{
    if (host.pixel_order != GESSO_ORDER_RGBA && host.pixel_order != GESSO_ORDER_BGRA)
        return invalid(name + ".pixel_order must be GESSO_ORDER_RGBA or GESSO_ORDER_BGRA");
    if (host.row_order != GESSO_ROWS_TOP_FIRST && host.row_order != GESSO_ROWS_BOTTOM_FIRST)
        return invalid(name + ".row_order must be GESSO_ROWS_TOP_FIRST or GESSO_ROWS_BOTTOM_FIRST");
    return {};
}

// Sets the defaults of `host` on the way.
Status check_rows(const std::string &name, gesso_picture &host, const Limits &limits)
{
    if (host.width == 0 || host.height == 0)
        return invalid(
            name + ".width and .height are " + number(host.width) + " x " + number(host.height) +
            ": a picture has pixels");
    if (Status size = check_image_size(host.width, host.height, limits); !size.is_ok())
        return {size.code, name + ".width and .height: " + size.message};
    const uint64_t row = uint64_t{host.width} * static_cast<uint32_t>(host.channels);
    if (host.stride == 0 || host.height == 1)
        host.stride = row;
    if (host.stride < row)
        return invalid(
            name + ".stride is " + number(host.stride) + ": a row of " + number(host.width) +
            " pixels takes " + number(row) + " bytes");
    // By division, so that no stride is too large to be compared.
    const bool is_whole =
        host.size >= row && (host.size - row) / host.stride >= uint64_t{host.height} - 1;
    if (!is_whole)
        return invalid(
            name + ".size is " + number(host.size) + ": too small for " + number(host.height) +
            " rows of .stride " + number(host.stride));
    return {};
}

} // namespace

LentPicture::LentPicture(LentPicture &&other) noexcept
    : host_(other.host_), is_owed_(std::exchange(other.is_owed_, false)),
      loan_(std::move(other.loan_)), copy_(std::move(other.copy_)),
      images_(std::exchange(other.images_, nullptr)), image_(std::exchange(other.image_, 0)),
      view_(std::exchange(other.view_, {}))
{}

LentPicture &LentPicture::operator=(LentPicture &&other) noexcept
{
    if (this == &other)
        return *this;
    give_back();
    host_ = other.host_;
    is_owed_ = std::exchange(other.is_owed_, false);
    loan_ = std::move(other.loan_);
    copy_ = std::move(other.copy_);
    images_ = std::exchange(other.images_, nullptr);
    image_ = std::exchange(other.image_, 0);
    view_ = std::exchange(other.view_, {});
    return *this;
}

void LentPicture::give_back()
{
    if (std::exchange(is_owed_, false))
        LoanEnd{host_.release, host_.user, host_.data}.tell();
    loan_.reset();
    copy_ = {};
    view_ = {};
    host_.size = 0;
    if (const ImageId image = std::exchange(image_, 0); image != 0)
        images_->release(image, 1);
}

Status LentPicture::keep(const std::string &name, PictureUse use, ClientCore &core)
{
    const Limits &limits = core.settings.limits;
    switch (host_.kind) {
    case GESSO_PICTURE_ENCODED:
        GESSO_RETURN_IF_FAILED(keep_file(name, limits));
        break;
    case GESSO_PICTURE_PIXELS:
        GESSO_RETURN_IF_FAILED(keep_pixels(name, use, limits));
        break;
    case GESSO_PICTURE_IMAGE:
        GESSO_RETURN_IF_FAILED(keep_image(name, core));
        break;
    default:
        return invalid(name + ".kind must be one of GESSO_PICTURE_*");
    }
    const bool is_memory = host_.kind != GESSO_PICTURE_IMAGE;
    if (host_.release || (is_memory && host_.size > kCopiedPictureBytes)) {
        loan_ = std::make_unique<LentBook::Loan>(
            core.lent, core.gate, LoanEnd{host_.release, host_.user, host_.data});
    } else if (is_memory) {
        const auto *data = static_cast<const uint8_t *>(host_.data);
        copy_.assign(data, data + host_.size);
        if (view_.first_row)
            view_.first_row = copy_.data() + (view_.first_row - data);
    }
    is_owed_ = false;
    return {};
}

Status LentPicture::keep_file(const std::string &name, const Limits &limits)
{
    if (!host_.data)
        return invalid(name + ".data is null");
    if (host_.size == 0)
        return invalid(name + ".size is 0: give the length of the file at .data");
    if (host_.size > limits.response_bytes)
        return {
            StatusCode::limit_exceeded, name + ".size is " + number(host_.size) +
                                            ": more than limits.response_bytes (" +
                                            number(limits.response_bytes) + ")"};
    return {};
}

Status LentPicture::keep_pixels(const std::string &name, PictureUse use, const Limits &limits)
{
    if (!host_.data)
        return invalid(name + ".data is null");
    if (host_.channels == 0)
        host_.channels = 4;
    if (host_.channels == 1 && use != PictureUse::mask)
        return invalid(name + ".channels is 1: only a mask may have one channel");
    if (host_.channels != 4 && host_.channels != 1)
        return invalid(
            name + ".channels is " + std::to_string(host_.channels) +
            ": it must be 4, or 1 for a "
            "mask");
    GESSO_RETURN_IF_FAILED(check_orders(name, host_));
    GESSO_RETURN_IF_FAILED(check_rows(name, host_, limits));
    const auto *data = static_cast<const uint8_t *>(host_.data);
    const auto stride = static_cast<ptrdiff_t>(host_.stride);
    const bool is_bottom_first = host_.row_order == GESSO_ROWS_BOTTOM_FIRST;
    host_.size = host_.stride * (host_.height - 1) +
                 uint64_t{host_.width} * static_cast<uint32_t>(host_.channels);
    view_.first_row = is_bottom_first ? data + stride * (ptrdiff_t{host_.height} - 1) : data;
    view_.stride = is_bottom_first ? -stride : stride;
    view_.width = host_.width;
    view_.height = host_.height;
    view_.channels = static_cast<uint32_t>(host_.channels);
    view_.order = host_.pixel_order == GESSO_ORDER_BGRA ? PixelOrder::bgra : PixelOrder::rgba;
    return {};
}

Status LentPicture::keep_image(const std::string &name, ClientCore &core)
{
    if (!core.images.acquire(host_.image.value, 1))
        return invalid(
            name + ".image is gone: the host must hold a reference to it until this call returns");
    images_ = &core.images;
    image_ = host_.image.value;
    ImagePixels pixels;
    if (!core.images.view(image_, pixels) || pixels.news.state != PassState::complete)
        return invalid(name + ".image is not complete: wait for its PREVIEW or IMAGE event");
    const auto stride = static_cast<ptrdiff_t>(pixels.stride);
    const bool is_bottom_first = pixels.layout.is_bottom_first;
    const uint32_t height = pixels.news.height;
    view_.first_row =
        is_bottom_first ? pixels.pixels + stride * (ptrdiff_t{height} - 1) : pixels.pixels;
    view_.stride = is_bottom_first ? -stride : stride;
    view_.width = pixels.news.width;
    view_.height = height;
    view_.order = pixels.layout.order;
    return {};
}

Bytes LentPicture::file() const
{
    if (!is_encoded() || host_.size == 0)
        return {};
    return loan_ ? Bytes(static_cast<const uint8_t *>(host_.data), host_.size) : Bytes(copy_);
}

PixelView LentPicture::view() const
{
    return view_;
}

} // namespace gesso::core
