// SPDX-License-Identifier: MIT
#include "ui/style.h"

#include <array>
#include <cstdio>

namespace viewer {

namespace {

constexpr std::array kFonts = {
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/System/Library/Fonts/Supplemental/Arial.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
};
// Western letters, dashes, quotes and the ellipsis.
constexpr std::array<ImWchar, 7> kLetters = {0x20, 0x17F, 0x2010, 0x2027, 0x2190, 0x2193, 0};

// The one name of this tree that every version since 1.91.4 spells differently.
#if IMGUI_VERSION_NUM >= 19140
constexpr ImGuiCol kNavigation = ImGuiCol_NavCursor;
#else
constexpr ImGuiCol kNavigation = ImGuiCol_NavHighlight;
#endif

const char *find_font()
{
    for (const char *path : kFonts) {
        if (std::FILE *file = std::fopen(path, "rb")) {
            std::fclose(file);
            return path;
        }
    }
    return nullptr;
}

void set_letters(float scale)
{
    ImGuiIO &io = ImGui::GetIO();
    const char *path = find_font();
    if (path) {
        io.Fonts->AddFontFromFileTTF(path, 14.5F * scale, nullptr, kLetters.data());
    } else {
        ImFontConfig config;
        config.SizePixels = 13 * scale;
        io.Fonts->AddFontDefault(&config);
    }
}

void set_colors(ImGuiStyle &style)
{
    const auto set = [&style](ImGuiCol which, float r, float g, float b, float a) {
        style.Colors[which] = ImVec4(r, g, b, a);
    };
    set(ImGuiCol_WindowBg, 0.075F, 0.082F, 0.098F, 0.94F);
    set(ImGuiCol_PopupBg, 0.09F, 0.098F, 0.118F, 0.99F);
    set(ImGuiCol_ModalWindowDimBg, 0.02F, 0.02F, 0.03F, 0.55F);
    set(ImGuiCol_Border, 1, 1, 1, 0.075F);
    set(ImGuiCol_TitleBg, 0.075F, 0.082F, 0.098F, 0.98F);
    set(ImGuiCol_TitleBgActive, 0.1F, 0.11F, 0.13F, 0.98F);
    set(ImGuiCol_FrameBg, 1, 1, 1, 0.06F);
    set(ImGuiCol_FrameBgHovered, 1, 1, 1, 0.1F);
    set(ImGuiCol_FrameBgActive, 1, 1, 1, 0.13F);
    set(ImGuiCol_Button, 1, 1, 1, 0.08F);
    set(ImGuiCol_ButtonHovered, 1, 1, 1, 0.15F);
    set(ImGuiCol_ButtonActive, 1, 1, 1, 0.2F);
    set(ImGuiCol_Header, 1, 0.67F, 0.17F, 0.22F);
    set(ImGuiCol_HeaderHovered, 1, 0.67F, 0.17F, 0.32F);
    set(ImGuiCol_HeaderActive, 1, 0.67F, 0.17F, 0.42F);
    set(ImGuiCol_SliderGrab, 1, 0.67F, 0.17F, 0.85F);
    set(ImGuiCol_SliderGrabActive, 1, 0.73F, 0.3F, 1);
    set(ImGuiCol_CheckMark, 1, 0.67F, 0.17F, 1);
    set(ImGuiCol_Separator, 1, 1, 1, 0.08F);
    set(ImGuiCol_ScrollbarBg, 0, 0, 0, 0);
    set(ImGuiCol_ScrollbarGrab, 1, 1, 1, 0.14F);
    set(ImGuiCol_Text, 0.91F, 0.92F, 0.94F, 1);
    set(ImGuiCol_TextDisabled, 0.53F, 0.56F, 0.61F, 1);
    set(ImGuiCol_TextSelectedBg, 1, 0.67F, 0.17F, 0.35F);
    set(kNavigation, 1, 0.67F, 0.17F, 0.7F);
}

} // namespace

void set_style(float scale)
{
    ImGui::StyleColorsDark();
    ImGuiStyle &style = ImGui::GetStyle();
    set_colors(style);
    style.WindowRounding = 6;
    style.FrameRounding = 4;
    style.PopupRounding = 5;
    style.GrabRounding = 4;
    style.ScrollbarRounding = 6;
    style.ScrollbarSize = 11;
    style.WindowPadding = ImVec2(12, 11);
    style.FramePadding = ImVec2(9, 5);
    style.ItemSpacing = ImVec2(8, 7);
    style.ItemInnerSpacing = ImVec2(7, 4);
    style.WindowBorderSize = 1;
    style.PopupBorderSize = 1;
    style.WindowTitleAlign = ImVec2(0, 0.5F);
    style.ScaleAllSizes(scale);
    set_letters(scale);
}

ImU32 state_color(JobState state)
{
    switch (state) {
    case JobState::generating:
    case JobState::receiving:
        return kAccent;
    case JobState::sending:
        return kInfo;
    case JobState::finished:
        return kGood;
    case JobState::refused:
    case JobState::failed:
    case JobState::unknown:
        return kBad;
    default:
        return kMuted;
    }
}

} // namespace viewer
