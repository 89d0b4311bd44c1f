// SPDX-License-Identifier: MIT
// The windows over the level. They show the state they are given and collect what the person wants;
// the viewer carries it out.
#pragma once

#include "generator.h"
#include "scene/level.h"
#include "ui/frame_history.h"

#include <array>
#include <map>
#include <string>

struct GLFWwindow;
struct ImVec2;

namespace viewer {

struct Rectangle {
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

// What the windows show.
struct UiInput {
    Generator *generator = nullptr;
    gesso::opengl::Bridge *bridge = nullptr;
    const Level *level = nullptr;
    const FrameHistory *history = nullptr;
    std::vector<gesso::opengl::SlotId> slots; // one a surface
    uint64_t upload_bytes = 0;                // a frame's budget
    uint64_t total_bytes = 0;
    int selected = 0;
    double now = 0;
};

// What the person asked for in this frame.
struct UiWishes {
    bool wants_generate = false;
    bool wants_cancel = false; // the newest request of the selected surface
    int cancel_job = 0;        // by number; 0: none
    int remove_job = 0;
    int show_job = 0; // put that finished image on the selected surface
    int show_output = 0;
    int select = -1;
    bool wants_connect = false; // with `service`
    gesso_cli::GenerateSettings service;
};

class Ui {
public:
    ~Ui();

    void open(GLFWwindow *window, float scale);
    // Draws into the bound framebuffer.
    UiWishes draw(const UiInput &input);
    void render();

    // The compose window's state.
    [[nodiscard]] Wish wish() const;
    void set_prompt(const std::string &text);
    bool set_field(const std::string &name, const std::string &value);
    void set_notice(const std::string &text, bool is_bad);
    void select(const Surface &surface); // follows with what suits it
    // Where the named controls were in the last frame, in window units.
    [[nodiscard]] const std::map<std::string, Rectangle> &places() const { return places_; }
    bool is_visible = true;

private:
    void draw_status(const UiInput &input);
    void draw_compose(const UiInput &input, UiWishes &wishes);
    void draw_target(const UiInput &input, UiWishes &wishes);
    void draw_prompt();
    void draw_choices();
    void draw_buttons(const UiInput &input, UiWishes &wishes);
    void draw_queue(const UiInput &input, UiWishes &wishes);
    void draw_job(const UiInput &input, Job &job, UiWishes &wishes);
    void draw_thumbnails(const UiInput &input, Job &job, UiWishes &wishes);
    void draw_frames(const UiInput &input);
    void draw_connect(UiWishes &wishes);
    // Remembers where the last control is.
    void note(const std::string &name);
    [[nodiscard]] float px(float size) const { return size * scale_; }

    std::array<char, 4096> prompt_{};
    int size_ = 0, quality_ = 0, previews_ = 2, count_ = 1;
    bool is_transparent_ = false;
    std::string hint_;
    std::string notice_;
    bool is_notice_bad_ = false;
    bool is_open_ = false;
    bool shows_connect_ = false;
    int connect_kind_ = 0;
    std::array<char, 512> connect_endpoint_{};
    std::array<char, 256> connect_model_{};
    float scale_ = 1;
    float queue_height_ = 0;
    float compose_bottom_ = 0;
    std::map<std::string, Rectangle> places_;
};

} // namespace viewer
