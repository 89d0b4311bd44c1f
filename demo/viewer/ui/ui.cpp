// SPDX-License-Identifier: MIT
#include "ui/ui.h"

#include "ui/style.h"

#if __has_include(<backends/imgui_impl_glfw.h>)
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#else
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#endif

#include <cstdio>

namespace viewer {

Ui::~Ui()
{
    if (!is_open_)
        return;
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
}

void Ui::open(GLFWwindow *window, float scale)
{
    scale_ = scale;
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr; // leaves no file behind
    set_style(scale);
    ImGui_ImplGlfw_InitForOpenGL(window, true);
    ImGui_ImplOpenGL3_Init("#version 150");
    is_open_ = true;
}

UiWishes Ui::draw(const UiInput &input)
{
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    places_.clear();
    UiWishes wishes;
    if (is_visible) {
        draw_status(input);
        draw_compose(input, wishes);
        draw_frames(input);
        draw_queue(input, wishes);
        draw_connect(wishes);
    }
    return wishes;
}

void Ui::render()
{
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Ui::note(const std::string &name)
{
    const ImVec2 low = ImGui::GetItemRectMin();
    const ImVec2 high = ImGui::GetItemRectMax();
    places_[name] = {low.x, low.y, high.x, high.y};
}

void Ui::set_prompt(const std::string &text)
{
    std::snprintf(prompt_.data(), prompt_.size(), "%s", text.c_str());
}

void Ui::set_notice(const std::string &text, bool is_bad)
{
    notice_ = text;
    is_notice_bad_ = is_bad;
}

void Ui::select(const Surface &surface)
{
    hint_ = surface.hint;
    is_transparent_ = surface.is_decal;
}

// Along the top: who paints, and what it costs.
void Ui::draw_status(const UiInput &input)
{
    const ImGuiViewport *viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->Pos);
    ImGui::SetNextWindowSize(ImVec2(viewport->Size.x, px(40)));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(px(14), px(6)));
    constexpr ImGuiWindowFlags kFlags =
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
    ImGui::Begin("status", nullptr, kFlags);
    const Generator &generator = *input.generator;
    const bool has_service = generator.has_service();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float middle = at.y + ImGui::GetFrameHeight() / 2;
    const ImU32 calm = generator.is_free() ? kGood : kAccent;
    ImGui::GetWindowDrawList()->AddCircleFilled(
        ImVec2(at.x + px(5), middle), px(4.5F), has_service ? calm : kBad);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + px(18));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(
        has_service ? generator.service_text().c_str() : "No service is connected");
    ImGui::SameLine(0, px(14));
    if (ImGui::Button("Connect a service\xE2\x80\xA6"))
        shows_connect_ = true;
    note("connect");
    if (!notice_.empty()) {
        ImGui::SameLine(0, px(18));
        ImGui::PushStyleColor(ImGuiCol_Text, is_notice_bad_ ? kBad : kMuted);
        ImGui::TextUnformatted(notice_.c_str());
        ImGui::PopStyleColor();
    }
    std::array<char, 128> text{};
    const FrameCost &cost = input.history->newest();
    std::snprintf(
        text.data(), text.size(), "%s      queue %d      gesso %.1f \xC2\xB5s a frame",
        input.level->surfaces[static_cast<size_t>(input.selected)].name.c_str(),
        generator.open_jobs(), static_cast<double>(cost.gesso_us));
    const float width = ImGui::CalcTextSize(text.data()).x;
    ImGui::SameLine(viewport->Size.x - width - px(16));
    ImGui::TextDisabled("%s", text.data());
    ImGui::End();
    ImGui::PopStyleVar(2);
}

} // namespace viewer
