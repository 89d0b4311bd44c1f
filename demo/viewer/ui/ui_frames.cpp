// SPDX-License-Identifier: MIT
// The frame graph: what a frame takes, and how little of it is ours.
#include "ui/style.h"
#include "ui/ui.h"

#include <algorithm>
#include <cstdio>

namespace viewer {

namespace {

// A name, its newest and highest value, and a bar for each of the last frames.
void draw_row(
    const FrameHistory &history, float FrameCost::*what, const char *name, const char *format,
    ImU32 color, float least_top, float height)
{
    std::array<char, 64> text{};
    const float highest = history.highest(what);
    ImGui::TextUnformatted(name);
    std::snprintf(
        text.data(), text.size(), format, static_cast<double>(history.newest().*what),
        static_cast<double>(highest));
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::SameLine(ImGui::GetCursorPosX() + width - ImGui::CalcTextSize(text.data()).x);
    ImGui::TextDisabled("%s", text.data());
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList *list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, ImVec2(at.x + width, at.y + height), IM_COL32(255, 255, 255, 10));
    const float top = std::max(highest, least_top);
    const float each = width / static_cast<float>(FrameHistory::kFrames);
    for (size_t i = 0; i < FrameHistory::kFrames; ++i) {
        const float share = history.at(i).*what / top;
        const float x = at.x + each * static_cast<float>(i);
        if (share > 0)
            list->AddRectFilled(
                ImVec2(x, at.y + height * (1 - share)), ImVec2(x + each, at.y + height), color);
    }
    ImGui::Dummy(ImVec2(width, height));
}

} // namespace

void Ui::draw_frames(const UiInput &input)
{
    const ImGuiViewport *viewport = ImGui::GetMainViewport();
    const float height = px(270);
    // Below the compose window, or beside it where there is no room below.
    const bool is_low = viewport->Size.y < compose_bottom_ + height + px(24);
    const float left = px(12) + (is_low ? px(332) : 0);
    ImGui::SetNextWindowPos(
        ImVec2(viewport->Pos.x + left, viewport->Pos.y + viewport->Size.y - height - px(12)),
        ImGuiCond_Always);
    ImGui::SetNextWindowSize(ImVec2(px(320), height), ImGuiCond_Always);
    ImGui::Begin(
        "Frames", nullptr,
        ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
            ImGuiWindowFlags_NoScrollbar);
    const float row = px(24);
    const FrameHistory &history = *input.history;
    draw_row(
        history, &FrameCost::frame_ms, "Frame", "%.1f ms   most %.1f", IM_COL32(120, 132, 150, 255),
        16.7F, row);
    draw_row(
        history, &FrameCost::gesso_us, "Inside gesso_*", "%.1f \xC2\xB5s   most %.0f", kGood, 20,
        row);
    draw_row(
        history, &FrameCost::bridge_us, "Texture bridge", "%.0f \xC2\xB5s   most %.0f", kInfo, 500,
        row);
    const float budget = static_cast<float>(input.upload_bytes) / 1024;
    draw_row(
        history, &FrameCost::upload_kib, "Uploaded", "%.0f KiB   most %.0f", kAccent, budget, row);
    ImGui::TextDisabled(
        "at most %.0f KiB a frame, %.1f MiB so far", static_cast<double>(budget),
        static_cast<double>(input.total_bytes) / (1 << 20));
    ImGui::End();
}

} // namespace viewer
