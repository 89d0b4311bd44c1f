// SPDX-License-Identifier: MIT
// The smaller levels of a texture, made on Gesso's own threads while frames go on: a job, its event
// and the images that come of it. No GL.
#pragma once

#include "image_ref.h"
#include "pixel_rows.h"

#include <vector>

namespace gesso::opengl {

class MipJob {
public:
    MipJob() = default;
    ~MipJob() { clear(); }
    MipJob(const MipJob &) = delete;
    MipJob &operator=(const MipJob &) = delete;

    // Asks for the levels of a picture that tiles, laid out like `like`. A refusal is a result too:
    // is_done() then holds at once.
    void submit(gesso_client *client, const gesso_picture &picture, const gesso_view &like);
    // Any event; the one of this job ends it.
    void on_event(const gesso_event &event);
    // Cancels what is under way and gives the images back.
    void clear();

    [[nodiscard]] bool is_idle() const { return state_ == State::idle; }
    [[nodiscard]] bool is_done() const { return state_ == State::done; }
    [[nodiscard]] gesso_result result() const { return result_; } // once done
    // Levels besides level 0; none until done.
    [[nodiscard]] uint32_t count() const { return static_cast<uint32_t>(levels_.size()); }
    // Level 1 and up, rows as they lie in memory.
    [[nodiscard]] PixelRows level(uint32_t index) const { return levels_[index - 1].rows; }

private:
    enum class State { idle, waiting, done };

    struct Level {
        Image image;
        PixelRows rows;
    };

    gesso_result take_level(uint32_t index);

    gesso_client *client_ = nullptr;
    gesso_job_id job_{};
    State state_ = State::idle;
    gesso_result result_ = GESSO_OK;
    std::vector<Level> levels_;
};

} // namespace gesso::opengl
