// SPDX-License-Identifier: MIT
// The loop: input, events, uploads, windows, picture. Nothing in it waits but for input or the
// display.
#pragma once

#include "generator.h"
#include "options.h"
#include "scene/renderer.h"
#include "script.h"
#include "ui/ui.h"
#include "window.h"

#include <optional>

namespace viewer {

class Viewer {
public:
    explicit Viewer(const Options &options) : options_(options) {}

    // Empty, or why it cannot.
    std::string open();
    // The program's exit code.
    int run();

private:
    void frame();
    void take_input();
    bool fly(float seconds);
    void pick_under_pointer();
    void handle_keys();
    void carry_out(const UiWishes &wishes);
    void select(int surface);
    void generate();
    void cancel_newest();
    void cancel(Job &job);
    bool may_close();
    void show_result(int job, int output);
    void draw(double begin);
    [[nodiscard]] bool is_busy() const;
    void say_remark();
    [[nodiscard]] SceneView scene_view() const;

    void run_script();
    bool run_line(const ScriptLine &line); // true: on to the next one
    bool is_over(const ScriptLine &line);  // of `wait`
    void place_camera(const std::string &numbers);
    void take_screenshot(const std::string &name);
    void take_texture(const std::string &name);
    void write_layout();
    void fail(const std::string &message);

    // In the order in which they are made; gone in the opposite one.
    Options options_;
    Window window_;
    Generator generator_;
    std::unique_ptr<gesso::opengl::Bridge> bridge_;
    Level level_ = make_level();
    Renderer renderer_;
    Camera camera_;
    Ui ui_;
    FrameHistory history_;
    std::optional<Script> script_;
    std::vector<gesso::opengl::SlotId> slots_;
    std::vector<int> counts_;     // requests of each surface, for file names
    std::vector<int> shown_jobs_; // number of the request that each surface watched last
    gesso::opengl::UpdateReport report_;
    uint64_t total_bytes_ = 0;
    int selected_ = 0;
    int hovered_ = -1;
    bool is_moving_ = false;
    bool was_pressed_ = false;
    bool was_shot_ = false;
    bool was_warned_ = false;
    bool is_flying_ = false;
    double pointer_x_ = 0, pointer_y_ = 0;
    double press_x_ = 0, press_y_ = 0;
    double last_input_ = 0;
    double line_began_ = -1;
    int line_frames_ = 0;
    int screenshots_ = 0;
    std::string remark_; // about the selected surface's texture
    std::string film_;   // each frame is saved under this name; empty: none
    int filmed_ = 0;
    int frames_ = 0;
    FrameCost most_;
    bool wants_fine_frame_ = false; // the next one is for a screenshot
    int exit_code_ = 0;
    double last_frame_ = 0;
};

} // namespace viewer
