// SPDX-License-Identifier: MIT
// Mouse and keyboard in the level, beside the windows.
#include "viewer.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace viewer {

namespace {

constexpr float kTurnSpeed = 0.0035F; // radians a unit of the mouse
constexpr double kClickSlack = 4;     // units that a click may wander

} // namespace

void Viewer::take_input()
{
    const double now = window_.seconds();
    double x = 0;
    double y = 0;
    glfwGetCursorPos(window_.handle(), &x, &y);
    if (x != pointer_x_ || y != pointer_y_)
        last_input_ = now;
    const auto seconds = static_cast<float>(std::min(now - last_frame_, 0.1));
    is_moving_ = fly(seconds);
    pointer_x_ = x;
    pointer_y_ = y;
    pick_under_pointer();
    handle_keys();
}

bool Viewer::fly(float seconds)
{
    GLFWwindow *window = window_.handle();
    double x = 0;
    double y = 0;
    glfwGetCursorPos(window, &x, &y);
    const ImGuiIO &io = ImGui::GetIO();
    const bool is_pressed = glfwGetMouseButton(window, GLFW_MOUSE_BUTTON_RIGHT) == GLFW_PRESS;
    is_flying_ = is_pressed && (is_flying_ || !io.WantCaptureMouse);
    Camera::Motion motion;
    if (is_flying_) {
        motion.turn = static_cast<float>(x - pointer_x_) * kTurnSpeed;
        motion.tilt = static_cast<float>(pointer_y_ - y) * kTurnSpeed;
    }
    const auto axis = [&](int minus, int plus) {
        const bool is_minus = glfwGetKey(window, minus) == GLFW_PRESS;
        const bool is_plus = glfwGetKey(window, plus) == GLFW_PRESS;
        return static_cast<float>(is_plus) - static_cast<float>(is_minus);
    };
    // Letters are the camera's only while the level has the keyboard.
    if (!io.WantTextInput && !io.WantCaptureKeyboard) {
        motion.wish = {
            axis(GLFW_KEY_A, GLFW_KEY_D), axis(GLFW_KEY_Q, GLFW_KEY_E),
            axis(GLFW_KEY_S, GLFW_KEY_W)};
        motion.is_fast = glfwGetKey(window, GLFW_KEY_LEFT_SHIFT) == GLFW_PRESS;
    }
    return camera_.move(motion, seconds);
}

void Viewer::pick_under_pointer()
{
    GLFWwindow *window = window_.handle();
    int width = 1;
    int height = 1;
    glfwGetWindowSize(window, &width, &height);
    const bool is_free = !ImGui::GetIO().WantCaptureMouse && !options_.is_offscreen;
    const bool is_inside = pointer_x_ >= 0 && pointer_y_ >= 0 && pointer_x_ < width &&
                           pointer_y_ < height && glfwGetWindowAttrib(window, GLFW_HOVERED);
    hovered_ = -1;
    if (is_free && is_inside && !is_flying_) {
        const auto w = static_cast<float>(std::max(width, 1));
        const auto h = static_cast<float>(std::max(height, 1));
        const float right = static_cast<float>(pointer_x_) / w * 2 - 1;
        const float top = 1 - static_cast<float>(pointer_y_) / h * 2;
        hovered_ = level_.pick(camera_.ray(right, top, w / h));
    }
    const bool is_pressed = glfwGetMouseButton(window, GLFW_MOUSE_BUTTON_LEFT) == GLFW_PRESS;
    if (is_pressed && !was_pressed_) {
        press_x_ = pointer_x_;
        press_y_ = pointer_y_;
    }
    const bool is_click = !is_pressed && was_pressed_ &&
                          std::abs(pointer_x_ - press_x_) <= kClickSlack &&
                          std::abs(pointer_y_ - press_y_) <= kClickSlack;
    if (is_click && hovered_ >= 0)
        select(hovered_);
    was_pressed_ = is_pressed;
    if (is_pressed)
        last_input_ = window_.seconds();
}

void Viewer::handle_keys()
{
    GLFWwindow *window = window_.handle();
    const auto is_down = [window](int key) { return glfwGetKey(window, key) == GLFW_PRESS; };
    const bool has_control = is_down(GLFW_KEY_LEFT_CONTROL) || is_down(GLFW_KEY_RIGHT_CONTROL);
    const bool has_shift = is_down(GLFW_KEY_LEFT_SHIFT) || is_down(GLFW_KEY_RIGHT_SHIFT);
    const bool wants_generate =
        has_control && (is_down(GLFW_KEY_ENTER) || is_down(GLFW_KEY_KP_ENTER));
    const bool wants_cancel = has_shift && is_down(GLFW_KEY_X) && !ImGui::GetIO().WantTextInput;
    const bool wants_shot = is_down(GLFW_KEY_F12);
    const bool is_any = wants_generate || wants_cancel || wants_shot;
    if (is_any && !was_shot_) {
        if (wants_generate)
            generate();
        if (wants_cancel)
            cancel_newest();
        if (wants_shot)
            take_screenshot("screenshot-" + std::to_string(++screenshots_));
    }
    was_shot_ = is_any;
}

} // namespace viewer
