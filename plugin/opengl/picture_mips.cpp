// SPDX-License-Identifier: MIT
// What a picture does about its smaller levels.
#include "picture.h"

#include <memory>

namespace gesso::opengl {

namespace {

using Owner = std::shared_ptr<const void>;

void give_back(void *user, const void *)
{
    delete static_cast<Owner *>(user);
}

} // namespace

void Picture::follow_mips()
{
    const bool is_under_way = stage_ == Stage::rows || stage_ == Stage::mips;
    if (!is_under_way || !is_final_ || !has_mips() || shown_.texture == 0)
        return;
    const bool is_whole = view_.is_complete && rows_ready() >= shown_.height;
    if (mips_.is_idle() && is_whole)
        submit_mips(); // they are made while the rows are being uploaded
    if (stage_ != Stage::mips || !mips_.is_done())
        return;
    mips_result_ = mips_.result();
    if (mips_result_ != GESSO_OK) {
        finish(); // its rows are in: it is shown without mips
        return;
    }
    stage_ = Stage::levels;
    level_ = 1;
    row_ = column_ = 0;
    needs_levels_ = true;
}

void Picture::submit_mips()
{
    if (divisor_ == 1) {
        mips_.submit(limits_.client, gesso::image_picture(image_), view_);
        return;
    }
    const PixelRows rows = scaler_.pixels();
    gesso_picture picture = gesso::pixel_picture(
        {rows.pixels, static_cast<size_t>(rows.stride * rows.height)}, rows.width, rows.height);
    picture.pixel_order = view_.pixel_order;
    picture.row_order = view_.row_order;
    picture.release = &give_back;
    picture.user = std::make_unique<Owner>(scaler_.owner()).release();
    mips_.submit(limits_.client, picture, view_);
}

void Picture::make_levels(const GlFunctions &gl)
{
    if (stage_ != Stage::levels || !needs_levels_)
        return;
    needs_levels_ = false;
    gl.BindTexture(kGlTexture2D, shown_.texture);
    for (uint32_t level = 1; level <= mips_.count(); ++level) {
        const PixelRows rows = mips_.level(level);
        gl.TexImage2D(
            kGlTexture2D, static_cast<int32_t>(level), internal_format(),
            static_cast<int32_t>(rows.width), static_cast<int32_t>(rows.height), 0, kGlRgba,
            kGlUnsignedByte, nullptr);
        if (!gl.has_level(static_cast<int32_t>(level))) {
            is_short_of_memory_ = true;
            finish(); // its rows are in: it is shown without mips
            return;
        }
    }
}

bool Picture::stage_levels(Staging &staging, uint64_t bytes)
{
    bool has_staged = false;
    while (level_ <= static_cast<int32_t>(mips_.count())) {
        const PixelRows rows = mips_.level(static_cast<uint32_t>(level_));
        const uint64_t before = staging.room();
        if (!stage_band(staging, bytes, rows, rows.height, level_, false))
            return has_staged;
        has_staged = true;
        bytes -= before - staging.room();
        if (row_ == rows.height) {
            ++level_;
            row_ = column_ = 0;
        }
    }
    return has_staged;
}

} // namespace gesso::opengl
