// SPDX-License-Identifier: MIT
// The queue: what was asked for, how far it is, and what came.
#include "ui/style.h"
#include "ui/ui.h"

#include <algorithm>
#include <cstdio>

namespace viewer {

namespace {

std::string state_text(const Job &job)
{
    if (job.is_detached && !job.has_ended())
        return "let go, still being saved";
    std::string text = job_word(job.state);
    if (job.state == JobState::waiting && job.wait_ms > 0)
        text += " " + std::to_string((job.wait_ms + 999) / 1000) + " s";
    const bool is_under_way = job.state == JobState::generating || job.state == JobState::receiving;
    if (is_under_way && job.previews > 0)
        text += job.previews_done < job.previews
                    ? ", preview " + std::to_string(job.previews_done + 1) + "/" +
                          std::to_string(job.previews)
                    : ", final";
    return text;
}

std::string shortened(const std::string &text, float width)
{
    if (ImGui::CalcTextSize(text.c_str()).x <= width)
        return text;
    std::string out = text;
    while (!out.empty() && ImGui::CalcTextSize((out + "\xE2\x80\xA6").c_str()).x > width) {
        // Whole code points only.
        do
            out.pop_back();
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80);
        if (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0xC0)
            out.pop_back();
    }
    return out + "\xE2\x80\xA6";
}

void draw_checker(ImDrawList *list, ImVec2 at, float side)
{
    const float cell = side / 6;
    for (int y = 0; y < 6; ++y) {
        for (int x = 0; x < 6; ++x) {
            const ImVec2 low(
                at.x + static_cast<float>(x) * cell, at.y + static_cast<float>(y) * cell);
            list->AddRectFilled(
                low, ImVec2(low.x + cell, low.y + cell),
                (x + y) % 2 != 0 ? IM_COL32(70, 72, 78, 255) : IM_COL32(52, 54, 60, 255));
        }
    }
}

} // namespace

void Ui::draw_queue(const UiInput &input, UiWishes &wishes)
{
    const ImGuiViewport *viewport = ImGui::GetMainViewport();
    const float width = px(320);
    ImGui::SetNextWindowPos(
        ImVec2(viewport->Pos.x + viewport->Size.x - width - px(12), viewport->Pos.y + px(52)),
        ImGuiCond_Always);
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0), ImVec2(width, viewport->Size.y - px(64)));
    // A bar for the last half pixel would only be in the way.
    const bool is_long = queue_height_ > viewport->Size.y - px(84);
    ImGui::Begin(
        "Queue", nullptr,
        ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove |
            (is_long ? 0 : ImGuiWindowFlags_NoScrollbar));
    auto &jobs = input.generator->jobs();
    if (jobs.empty()) {
        ImGui::PushTextWrapPos(width - px(24));
        ImGui::TextDisabled(
            "Pick a surface in the level, say what it should look like, and press Generate. The "
            "rows appear on it while they arrive.");
        ImGui::PopTextWrapPos();
        ImGui::Dummy(ImVec2(width - px(24), 0));
    }
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
        if (job != jobs.rbegin())
            ImGui::Separator();
        draw_job(input, **job, wishes);
    }
    queue_height_ = ImGui::GetCursorPosY();
    ImGui::End();
}

void Ui::draw_job(const UiInput &input, Job &job, UiWishes &wishes)
{
    ImGui::PushID(job.number);
    ImGui::BeginGroup();
    draw_thumbnails(input, job, wishes);
    ImGui::EndGroup();
    ImGui::SameLine();
    ImGui::BeginGroup();
    const float text_width = px(320) - px(24) - px(64) - px(30);
    ImGui::TextUnformatted(shortened(job.prompt, text_width).c_str());
    ImGui::TextColored(
        ImGui::ColorConvertU32ToFloat4(state_color(job.state)), "%s", state_text(job).c_str());
    const double elapsed = (job.has_ended() ? job.ended : input.now) - job.began;
    const std::string &surface = input.level->surfaces[static_cast<size_t>(job.surface)].name;
    ImGui::TextDisabled("%s   #%d   %.1f s", surface.c_str(), job.number, elapsed);
    ImGui::EndGroup();
    ImGui::SameLine(px(320) - px(40));
    if (ImGui::SmallButton("x")) {
        if (job.has_ended())
            wishes.remove_job = job.number;
        else
            wishes.cancel_job = job.number;
    }
    note("cancel " + std::to_string(job.number));
    if (ImGui::IsItemHovered())
        ImGui::SetTooltip(
            job.has_ended() ? "Remove from the list (the file stays)" : "Cancel this request");
    if (!job.message.empty() && job.state != JobState::cancelled) {
        ImGui::PushTextWrapPos(px(320) - px(12));
        ImGui::TextUnformatted(job.message.c_str());
        ImGui::PopTextWrapPos();
    }
    ImGui::PopID();
}

void Ui::draw_thumbnails(const UiInput &input, Job &job, UiWishes &wishes)
{
    const size_t count = job.outputs.size();
    const float side = count == 1 ? px(56) : px(27);
    ImDrawList *list = ImGui::GetWindowDrawList();
    for (size_t i = 0; i < count; ++i) {
        if (i % 2 != 0)
            ImGui::SameLine(0, px(2));
        ImGui::PushID(static_cast<int>(i));
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const ImVec2 end(at.x + side, at.y + side);
        if (ImGui::InvisibleButton("thumbnail", ImVec2(side, side)) && job.outputs[i].is_final) {
            wishes.show_job = job.number;
            wishes.show_output = static_cast<int>(i);
        }
        note("thumbnail " + std::to_string(job.number) + "." + std::to_string(i));
        const bool is_hovered = ImGui::IsItemHovered() && job.outputs[i].is_final;
        draw_checker(list, at, side);
        const auto view = input.bridge->view(job.outputs[i].thumbnail);
        if (view.image_width > 0)
            list->AddImage(texture_id(view.texture), at, end);
        else
            list->AddRectFilled(at, end, IM_COL32(38, 41, 48, 255));
        list->AddRect(at, end, is_hovered ? kAccent : IM_COL32(255, 255, 255, 40));
        if (is_hovered)
            ImGui::SetTooltip("Put it on the selected surface");
        ImGui::PopID();
    }
    // One and two thumbnails leave the text at the same place.
    if (count > 1)
        ImGui::Dummy(ImVec2(px(56), 0));
}

} // namespace viewer
