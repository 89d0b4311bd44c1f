// SPDX-License-Identifier: MIT
// The window in which a request is put together.
#include "ui/style.h"
#include "ui/ui.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace viewer {

namespace {

struct Preset {
    const char *name;
    const char *prompt;
    bool is_transparent;
};

constexpr std::array kPresets = {
    Preset{"Brick wall", "weathered red brick wall, pale mortar", false},
    Preset{"Cobblestone", "mossy cobblestone street after rain", false},
    Preset{"Oak planks", "old oak planks with iron nails", false},
    Preset{"Marble", "white marble with grey veins, polished", false},
    Preset{"Meadow", "meadow grass with clover", false},
    Preset{"Rusty plate", "rusty iron plate, flaking paint", false},
    Preset{"Plaster", "cracked plaster, warm white", false},
    Preset{"Desert sand", "rippled desert sand", false},
    Preset{"Gravel", "grey gravel path", false},
    Preset{"Ice", "blue ice, cracked", false},
    Preset{"Sign (decal)", "keep out sign", true},
    Preset{"Leaf (decal)", "green leaf", true},
};
constexpr std::array kSizes = {"1024x1024", "1536x1024", "1024x1536", "2048x2048"};
constexpr std::array kSizeNames = {"1024 x 1024", "1536 x 1024", "1024 x 1536", "2048 x 2048"};
constexpr std::array kQualities = {"low", "medium", "high"};

// Buttons side by side of which one is on.
bool choose(const char *const *names, int count, float width, int &choice)
{
    bool has_changed = false;
    const float gap = ImGui::GetStyle().ItemInnerSpacing.x * 0.4F;
    const float each = (width - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            ImGui::SameLine(0, gap);
        const bool is_on = i == choice;
        if (is_on)
            ImGui::PushStyleColor(ImGuiCol_Button, IM_COL32(255, 170, 44, 70));
        if (ImGui::Button(names[i], ImVec2(each, 0))) {
            choice = i;
            has_changed = true;
        }
        if (is_on)
            ImGui::PopStyleColor();
    }
    return has_changed;
}

void label(const char *text, float width)
{
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%s", text);
    ImGui::SameLine(width);
}

} // namespace

Wish Ui::wish() const
{
    Wish wish;
    wish.prompt = prompt_.data();
    wish.size = kSizes[static_cast<size_t>(size_)];
    wish.quality = kQualities[static_cast<size_t>(quality_)];
    wish.previews = previews_;
    wish.count = count_;
    wish.is_transparent = is_transparent_;
    return wish;
}

bool Ui::set_field(const std::string &name, const std::string &value)
{
    const auto index_in = [&value](const auto &list, int &out) {
        for (size_t i = 0; i < list.size(); ++i) {
            if (value == list[i]) {
                out = static_cast<int>(i);
                return true;
            }
        }
        return false;
    };
    const int number =
        value.size() == 1 && value[0] >= '0' && value[0] <= '9' ? value[0] - '0' : -1;
    if (name == "size")
        return index_in(kSizes, size_);
    if (name == "quality")
        return index_in(kQualities, quality_);
    if (name == "previews" && number >= 0 && number <= 3)
        previews_ = number;
    else if (name == "count" && number >= 1 && number <= 4)
        count_ = number;
    else if (name == "transparent" && (value == "on" || value == "off"))
        is_transparent_ = value == "on";
    else
        return false;
    return true;
}

void Ui::draw_compose(const UiInput &input, UiWishes &wishes)
{
    const ImGuiViewport *viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(
        ImVec2(viewport->Pos.x + px(12), viewport->Pos.y + px(52)), ImGuiCond_FirstUseEver);
    ImGui::SetNextWindowSize(ImVec2(px(320), 0), ImGuiCond_Always);
    ImGui::Begin(
        "Compose", nullptr, ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_AlwaysAutoResize);
    draw_target(input, wishes);
    draw_prompt();
    draw_choices();
    draw_buttons(input, wishes);
    compose_bottom_ = ImGui::GetWindowPos().y - viewport->Pos.y + ImGui::GetWindowSize().y;
    ImGui::End();
}

void Ui::draw_target(const UiInput &input, UiWishes &wishes)
{
    const auto &surfaces = input.level->surfaces;
    label("Surface", px(92));
    ImGui::SetNextItemWidth(-1);
    const std::string &current = surfaces[static_cast<size_t>(input.selected)].name;
    if (ImGui::BeginCombo("##surface", current.c_str())) {
        for (size_t i = 0; i < surfaces.size(); ++i) {
            if (ImGui::Selectable(surfaces[i].name.c_str(), static_cast<int>(i) == input.selected))
                wishes.select = static_cast<int>(i);
        }
        ImGui::EndCombo();
    }
    note("surface");
    label("Preset", px(92));
    ImGui::SetNextItemWidth(-1);
    if (ImGui::BeginCombo("##preset", "Choose\xE2\x80\xA6")) {
        for (const Preset &preset : kPresets) {
            if (ImGui::Selectable(preset.name)) {
                set_prompt(preset.prompt);
                is_transparent_ = preset.is_transparent;
            }
        }
        ImGui::EndCombo();
    }
    note("preset");
}

void Ui::draw_prompt()
{
    const ImVec2 size(-1, ImGui::GetTextLineHeight() * 4.2F);
    ImGuiInputTextFlags flags = ImGuiInputTextFlags_None;
#if IMGUI_VERSION_NUM >= 19240
    flags |= ImGuiInputTextFlags_WordWrap;
#endif
    ImGui::InputTextMultiline("##prompt", prompt_.data(), prompt_.size(), size, flags);
    note("prompt");
    if (prompt_[0] == '\0' && !ImGui::IsItemActive()) {
        const ImVec2 low = ImGui::GetItemRectMin();
        const ImVec2 padding = ImGui::GetStyle().FramePadding;
        const std::string text =
            hint_.empty() ? "What should it look like?" : "For example: " + hint_;
        ImGui::GetWindowDrawList()->AddText(
            ImVec2(low.x + padding.x, low.y + padding.y), kMuted, text.c_str());
    }
}

void Ui::draw_choices()
{
    const float column = px(92);
    label("Size", column);
    ImGui::SetNextItemWidth(-1);
    ImGui::Combo("##size", &size_, kSizeNames.data(), static_cast<int>(kSizeNames.size()));
    note("size");
    label("Quality", column);
    choose(
        kQualities.data(), static_cast<int>(kQualities.size()), ImGui::GetContentRegionAvail().x,
        quality_);
    label("Previews", column);
    constexpr std::array kNumbers = {"0", "1", "2", "3"};
    ImGui::PushID("previews");
    choose(kNumbers.data(), 4, ImGui::GetContentRegionAvail().x, previews_);
    ImGui::PopID();
    label("Count", column);
    constexpr std::array kCounts = {"1", "2", "3", "4"};
    ImGui::PushID("count");
    int choice = count_ - 1;
    if (choose(kCounts.data(), 4, ImGui::GetContentRegionAvail().x, choice))
        count_ = choice + 1;
    ImGui::PopID();
    ImGui::SetCursorPosX(column);
    ImGui::Checkbox("Transparent background", &is_transparent_);
    note("transparent");
}

void Ui::draw_buttons(const UiInput &input, UiWishes &wishes)
{
    ImGui::Spacing();
    const bool has_prompt = prompt_[0] != '\0';
    const bool can_generate = has_prompt && input.generator->has_service();
    const std::string target = input.level->surfaces[static_cast<size_t>(input.selected)].name;
    const char *price = input.generator->is_free() ? "free" : "paid";
    const std::string text = "Generate \xE2\x86\x92 " + target + "  (" + price + ")##generate";
    const bool can_cancel = std::any_of(
        input.generator->jobs().begin(), input.generator->jobs().end(),
        [&](const auto &job) { return !job->has_ended() && job->surface == input.selected; });
    const float cancel_width = px(78);
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    const float width = ImGui::GetContentRegionAvail().x - cancel_width - gap;
    ImGui::BeginDisabled(!can_generate);
    ImGui::PushStyleColor(ImGuiCol_Button, IM_COL32(236, 150, 32, 255));
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, IM_COL32(255, 176, 60, 255));
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, IM_COL32(212, 130, 20, 255));
    ImGui::PushStyleColor(ImGuiCol_Text, IM_COL32(24, 18, 8, 255));
    if (ImGui::Button(text.c_str(), ImVec2(width, px(34))))
        wishes.wants_generate = true;
    note("generate");
    ImGui::PopStyleColor(4);
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled))
        ImGui::SetTooltip(has_prompt ? "Ctrl+Enter" : "Write a prompt or choose a preset first");
    ImGui::SameLine();
    ImGui::BeginDisabled(!can_cancel);
    if (ImGui::Button("Cancel", ImVec2(cancel_width, px(34))))
        wishes.wants_cancel = true;
    note("cancel");
    ImGui::EndDisabled();
}

} // namespace viewer
