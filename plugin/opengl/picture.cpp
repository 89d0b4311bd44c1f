// SPDX-License-Identifier: MIT
#include "picture.h"

#include <algorithm>
#include <cstring>

namespace gesso::opengl {

namespace {

// Where there is no memory for a picture of this side, there is none for it.
constexpr uint32_t kLeastSide = 64;

uint32_t divisor_for(uint32_t width, uint32_t height, uint32_t side)
{
    const uint32_t larger = std::max(width, height);
    return std::max((larger + side - 1) / side, 1U);
}

} // namespace

void Picture::begin(Image image, bool is_final)
{
    image_ = std::move(image);
    view_ = gesso_view_init();
    is_final_ = is_final;
    forget_work();
}

void Picture::forget_work()
{
    stage_ = Stage::rows;
    scaler_.clear();
    mips_.clear();
    mips_result_ = GESSO_OK;
    rewind_upload();
}

void Picture::restart()
{
    if (is_busy())
        rewind_upload();
}

void Picture::rewind_upload()
{
    level_ = 0;
    row_ = column_ = rows_uploaded_ = 0;
    if (stage_ == Stage::levels)
        level_ = 1;
    if (stage_ == Stage::done)
        stage_ = Stage::rows;
}

bool Picture::forget_texture()
{
    shown_ = {};
    levels_ = 1;
    if (!image_)
        return false;
    forget_work();
    return true;
}

// ---- prepare ------------------------------------------------------------------------------------

void Picture::prepare(
    const GlFunctions &gl, const Beneath &beneath, std::vector<GlName> &out_retired)
{
    if (stage_ != Stage::rows)
        return;
    const bool is_first_look = view_.pixels == nullptr || shown_.texture == 0;
    if (!view_.is_complete || is_first_look) {
        if (const auto view = image_.view())
            view_ = *view;
    }
    if (view_.width == 0 || view_.height == 0 || !is_first_look)
        return;
    divisor_ = divisor_for(view_.width, view_.height, limits_.side);
    is_short_of_memory_ = false;
    while (!make_texture(gl, beneath, out_retired)) {
        is_short_of_memory_ = true;
        divisor_ *= 2;
        if (std::max(view_.width, view_.height) / divisor_ < kLeastSide) {
            stage_ = Stage::done; // what was there before stays
            return;
        }
    }
    if (divisor_ > 1) {
        const PixelRows rows{view_.pixels, view_.stride, view_.width, view_.height};
        scaler_.begin(rows, divisor_, is_bottom_first());
    }
}

bool Picture::make_texture(
    const GlFunctions &gl, const Beneath &beneath, std::vector<GlName> &out_retired)
{
    const uint32_t width = std::max(view_.width / divisor_, 1U);
    const uint32_t height = std::max(view_.height / divisor_, 1U);
    if (shown_.texture != 0 && shown_.width == width && shown_.height == height) {
        set_levels(gl, 1);
        return true;
    }
    Shown made{0, width, height};
    gl.GenTextures(1, &made.texture);
    gl.BindTexture(kGlTexture2D, made.texture);
    gl.TexImage2D(
        kGlTexture2D, 0, internal_format(), static_cast<int32_t>(width),
        static_cast<int32_t>(height), 0, kGlRgba, kGlUnsignedByte, nullptr);
    if (!gl.has_level(0)) {
        out_retired.push_back(made.texture);
        return false;
    }
    const Shown from = shown_.texture != 0 ? shown_ : beneath.shown;
    if (shown_.texture != 0)
        out_retired.push_back(shown_.texture);
    shown_ = made;
    gl.TexParameteri(kGlTexture2D, kGlTextureWrapS, kGlRepeat);
    gl.TexParameteri(kGlTexture2D, kGlTextureWrapT, kGlRepeat);
    gl.TexParameteri(kGlTexture2D, kGlTextureMagFilter, kGlLinear);
    set_levels(gl, 1);
    if (!copy_texture(gl, from, shown_))
        copy_texture(gl, beneath.fill, shown_);
    return true;
}

void Picture::set_levels(const GlFunctions &gl, uint32_t levels)
{
    levels_ = levels;
    gl.BindTexture(kGlTexture2D, shown_.texture);
    gl.TexParameteri(kGlTexture2D, kGlTextureMaxLevel, static_cast<int32_t>(levels) - 1);
    gl.TexParameteri(
        kGlTexture2D, kGlTextureMinFilter,
        static_cast<int32_t>(levels > 1 ? kGlLinearMipmapLinear : kGlLinear));
}

// ---- compute ------------------------------------------------------------------------------------

PixelRows Picture::source() const
{
    if (divisor_ > 1)
        return scaler_.pixels();
    return {view_.pixels, view_.stride, view_.width, view_.height};
}

uint32_t Picture::rows_ready() const
{
    return divisor_ > 1 ? scaler_.rows() : view_.rows_final;
}

uint32_t Picture::compute(uint32_t pixels)
{
    if (stage_ == Stage::rows && divisor_ > 1 && shown_.texture != 0)
        return scaler_.step(view_.rows_final, pixels);
    return 0;
}

// ---- upload -------------------------------------------------------------------------------------

bool Picture::stage(Staging &staging, uint64_t bytes)
{
    if (shown_.texture == 0)
        return false;
    if (stage_ == Stage::rows)
        return stage_rows(staging, bytes);
    return stage_ == Stage::levels && stage_levels(staging, bytes);
}

bool Picture::stage_rows(Staging &staging, uint64_t bytes)
{
    return stage_band(staging, bytes, source(), rows_ready(), 0, is_bottom_first());
}

bool Picture::stage_band(
    Staging &staging, uint64_t bytes, const PixelRows &from, uint32_t last, int32_t level,
    bool is_upwards)
{
    const uint64_t room = std::min(bytes, staging.room());
    const uint64_t row_bytes = uint64_t{4} * from.width;
    if (row_ >= last || room < 4)
        return false;
    UploadPlace place;
    place.texture = shown_.texture;
    place.level = level;
    place.format = view_.pixel_order == GESSO_ORDER_BGRA ? kGlBgra : kGlRgba;
    uint32_t count = 1;
    if (column_ == 0 && room >= row_bytes) {
        count = static_cast<uint32_t>(std::min<uint64_t>(last - row_, room / row_bytes));
        place.width = static_cast<int32_t>(from.width);
    } else {
        place.x = static_cast<int32_t>(column_);
        place.width = static_cast<int32_t>(std::min<uint64_t>(from.width - column_, room / 4));
    }
    // A band of rows counted from the top lies in one piece in either order.
    const uint32_t first = is_upwards ? from.height - row_ - count : row_;
    place.y = static_cast<int32_t>(first);
    place.height = static_cast<int32_t>(count);
    const size_t width_bytes = size_t{4} * static_cast<uint32_t>(place.width);
    uint8_t *to = staging.take(place);
    for (uint32_t i = 0; i < count; ++i, to += width_bytes)
        std::memcpy(to, from.row(first + i) + size_t{4} * column_, width_bytes);
    column_ += static_cast<uint32_t>(place.width);
    if (column_ == from.width) {
        column_ = 0;
        row_ += count;
    }
    return true;
}

void Picture::uploaded(const GlFunctions &gl)
{
    if (stage_ == Stage::rows) {
        rows_uploaded_ = row_;
        const bool is_whole =
            view_.is_complete && shown_.texture != 0 && row_ == shown_.height && row_ > 0;
        if (is_whole)
            advance();
    } else if (stage_ == Stage::levels && level_ > static_cast<int32_t>(mips_.count())) {
        set_levels(gl, mips_.count() + 1);
        advance();
    }
}

void Picture::advance()
{
    const bool has_rows = stage_ == Stage::rows;
    if (has_rows && !is_final_)
        return; // a preview: stays at hand, a newer pass may be dropped in its favour
    if (has_rows && has_mips()) {
        stage_ = Stage::mips;
        return;
    }
    finish();
}

void Picture::finish()
{
    stage_ = Stage::done;
    mips_.clear();
    scaler_.clear();
    if (!limits_.keeps_pixels)
        image_ = {};
}

uint64_t Picture::pending_bytes() const
{
    if (shown_.texture == 0)
        return 0;
    if (stage_ == Stage::rows) {
        const uint64_t row_bytes = uint64_t{4} * shown_.width;
        const uint64_t rows = rows_ready() > row_ ? rows_ready() - row_ : 0;
        return rows * row_bytes - uint64_t{4} * column_;
    }
    uint64_t bytes = 0;
    for (uint32_t level = 1; stage_ == Stage::levels && level <= mips_.count(); ++level) {
        const PixelRows rows = mips_.level(level);
        if (static_cast<int32_t>(level) == level_)
            bytes += uint64_t{4} * (uint64_t{rows.height - row_} * rows.width - column_);
        else if (static_cast<int32_t>(level) > level_)
            bytes += uint64_t{4} * rows.height * rows.width;
    }
    return bytes;
}

} // namespace gesso::opengl
