// SPDX-License-Identifier: MIT
// One texture and the image that it is being filled from.
#pragma once

#include "image_ref.h"
#include "mip_job.h"
#include "row_scaler.h"
#include "staging.h"
#include "texture_copy.h"

#include <algorithm>
#include <vector>

namespace gesso::opengl {

// What a new texture starts as: a copy of the first of the two that can be copied.
struct Beneath {
    Shown shown;
    Shown fill;
};

struct PictureLimits {
    gesso_client *client = nullptr; // whose threads make the mips
    uint32_t side = 0;              // of the texture
    bool builds_mips = true;
    bool keeps_pixels = true;
    bool is_srgb = true;
};

class Picture {
public:
    explicit Picture(const PictureLimits &limits) : limits_(limits) {}

    // ---- what to show; no GL ----

    // A newer image: its rows replace what the texture holds, from the top. `is_final` asks for
    // mips.
    void begin(Image image, bool is_final);
    void set_final() { is_final_ = true; }
    // Any event: the job that makes the mips may have ended.
    void on_event(const gesso_event &event) { mips_.on_event(event); }
    [[nodiscard]] gesso_image_id image_id() const { return image_.id(); }
    // Goes on in the texture of an older picture, which it replaces.
    void inherit_texture(Picture &older) { std::swap(shown_, older.shown_); }
    // The texture is gone with its context; false when there are no pixels to fill a new one with.
    bool forget_texture();

    // ---- once a frame, in this order ----

    // Looks at the image; makes a texture of its size that starts as a copy of what is
    // beneath. A texture that was replaced goes to `out_retired`.
    void prepare(const GlFunctions &gl, const Beneath &beneath, std::vector<GlName> &out_retired);
    uint32_t compute(uint32_t pixels);       // scaling; returns the pixels it computed
    void follow_mips();                      // asks for them, or takes what became of that
    void make_levels(const GlFunctions &gl); // storage for the mips; while no buffer is bound
    // Copies what is new, at most `bytes`; false when there was nothing left or no room.
    bool stage(Staging &staging, uint64_t bytes);
    void uploaded(const GlFunctions &gl); // after the flush
    void restart();                       // the flush failed

    // ---- what is known ----

    [[nodiscard]] bool is_busy() const { return stage_ != Stage::empty && stage_ != Stage::done; }
    [[nodiscard]] bool is_final() const { return is_final_; }
    [[nodiscard]] bool is_received() const { return view_.is_complete != 0; }
    [[nodiscard]] Shown shown() const { return shown_; }
    [[nodiscard]] uint32_t rows() const { return rows_uploaded_; }
    [[nodiscard]] uint32_t divisor() const { return divisor_; }
    [[nodiscard]] bool is_short_of_memory() const { return is_short_of_memory_; }
    [[nodiscard]] uint32_t levels() const { return levels_; }
    [[nodiscard]] gesso_result mips_result() const { return mips_result_; }
    [[nodiscard]] uint32_t image_width() const { return view_.width; }
    [[nodiscard]] uint32_t image_height() const { return view_.height; }
    [[nodiscard]] uint64_t pending_bytes() const;

private:
    enum class Stage { empty, rows, mips, levels, done };

    void rewind_upload();
    // False: there is no memory for it, and all is as it was.
    bool
    make_texture(const GlFunctions &gl, const Beneath &beneath, std::vector<GlName> &out_retired);
    [[nodiscard]] int32_t internal_format() const
    {
        return static_cast<int32_t>(limits_.is_srgb ? kGlSrgb8Alpha8 : kGlRgba8);
    }
    void set_levels(const GlFunctions &gl, uint32_t levels);
    [[nodiscard]] bool is_bottom_first() const
    {
        return view_.row_order == GESSO_ROWS_BOTTOM_FIRST;
    }
    [[nodiscard]] PixelRows source() const; // level 0 as it is uploaded
    [[nodiscard]] uint32_t rows_ready() const;
    [[nodiscard]] bool has_mips() const
    {
        return limits_.builds_mips && std::max(shown_.width, shown_.height) > 1;
    }
    void submit_mips();
    void forget_work();
    bool stage_rows(Staging &staging, uint64_t bytes);
    bool stage_levels(Staging &staging, uint64_t bytes);
    // Rows [row_, last) of `from`, or a piece of one row where the room is smaller than a row.
    bool stage_band(
        Staging &staging, uint64_t bytes, const PixelRows &from, uint32_t last, int32_t level,
        bool is_upwards);
    void advance();
    void finish();

    PictureLimits limits_;
    Image image_;
    gesso_view view_ = gesso_view_init();
    bool is_final_ = false;
    Stage stage_ = Stage::empty;

    Shown shown_;
    uint32_t divisor_ = 1;
    bool is_short_of_memory_ = false; // smaller than it might be, or without mips, or not shown
    uint32_t levels_ = 1;             // that can be sampled
    RowScaler scaler_;
    MipJob mips_;
    gesso_result mips_result_ = GESSO_OK; // why they were not made
    bool needs_levels_ = false;           // storage for the mips is still to be made

    int32_t level_ = 0; // upload: next level, row from the top, pixel of that row
    uint32_t row_ = 0;
    uint32_t column_ = 0;
    uint32_t rows_uploaded_ = 0;
};

} // namespace gesso::opengl
