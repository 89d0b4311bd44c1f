// SPDX-License-Identifier: MIT
// A window with a GL 3.2 context, through GLFW.
#pragma once

#include <string>

struct GLFWwindow;

namespace viewer {

class Window {
public:
    Window() = default;
    ~Window();
    Window(const Window &) = delete;
    Window &operator=(const Window &) = delete;

    // Empty, or why it cannot. A hidden window is never shown; its picture is read from elsewhere.
    std::string open(int width, int height, bool is_hidden);

    // Handles input; waits for it, at most that long, when `wait_seconds` is above 0.
    void take_input(double wait_seconds);
    void present();

    [[nodiscard]] bool wants_to_close() const;
    void stay_open();
    [[nodiscard]] GLFWwindow *handle() const { return window_; }
    [[nodiscard]] double seconds() const;                     // since the start
    void picture_size(int &out_width, int &out_height) const; // pixels
    // How much larger than at 96 dots an inch the controls should be, in the window's own units.
    [[nodiscard]] float scale() const;

    static void wake(); // any thread
    static void (*proc(const char *name))();

private:
    GLFWwindow *window_ = nullptr;
};

} // namespace viewer
