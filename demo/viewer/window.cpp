// SPDX-License-Identifier: MIT
#include "window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>

namespace viewer {

namespace {

std::string why()
{
    const char *text = nullptr;
    glfwGetError(&text);
    return text ? text : "unknown reason";
}

} // namespace

Window::~Window()
{
    if (window_)
        glfwDestroyWindow(window_);
    glfwTerminate();
}

std::string Window::open(int width, int height, bool is_hidden)
{
    if (!glfwInit())
        return "no display to open a window on (" + why() +
               "). Without one: xvfb-run gesso-viewer --offscreen --out out";
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 2);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_VISIBLE, is_hidden ? GLFW_FALSE : GLFW_TRUE);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    window_ = glfwCreateWindow(width, height, "Gesso viewer", nullptr, nullptr);
    if (!window_)
        return "no window with OpenGL 3.2 (" + why() + ")";
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(is_hidden ? 0 : 1);
    return {};
}

void Window::take_input(double wait_seconds)
{
    if (wait_seconds > 0)
        glfwWaitEventsTimeout(wait_seconds);
    else
        glfwPollEvents();
}

void Window::present()
{
    glfwSwapBuffers(window_);
}

bool Window::wants_to_close() const
{
    return glfwWindowShouldClose(window_) != 0;
}

void Window::stay_open()
{
    glfwSetWindowShouldClose(window_, GLFW_FALSE);
}

double Window::seconds() const
{
    return glfwGetTime();
}

void Window::picture_size(int &out_width, int &out_height) const
{
    glfwGetFramebufferSize(window_, &out_width, &out_height);
    out_width = std::max(out_width, 1);
    out_height = std::max(out_height, 1);
}

float Window::scale() const
{
    float content = 1;
    glfwGetWindowContentScale(window_, &content, nullptr);
    int width = 1;
    int pixels = 1;
    glfwGetWindowSize(window_, &width, nullptr);
    glfwGetFramebufferSize(window_, &pixels, nullptr);
    // Where the window's units are larger than pixels, they carry part of the scale already.
    const float ratio = static_cast<float>(pixels) / static_cast<float>(std::max(width, 1));
    return std::max(content / std::max(ratio, 0.1F), 0.5F);
}

void Window::wake()
{
    glfwPostEmptyEvent();
}

void (*Window::proc(const char *name))()
{
    return glfwGetProcAddress(name);
}

} // namespace viewer
