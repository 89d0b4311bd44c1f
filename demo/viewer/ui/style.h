// SPDX-License-Identifier: MIT
// Colours, letters and sizes of the windows.
#pragma once

#include "job.h"

#include <imgui.h>

namespace viewer {

constexpr ImU32 kAccent = IM_COL32(255, 170, 44, 255);
constexpr ImU32 kGood = IM_COL32(104, 201, 120, 255);
constexpr ImU32 kBad = IM_COL32(240, 98, 86, 255);
constexpr ImU32 kInfo = IM_COL32(94, 174, 240, 255);
constexpr ImU32 kMuted = IM_COL32(150, 155, 166, 255);

// Sizes grow with `scale`; letters come from the system where there are some.
void set_style(float scale);
ImU32 state_color(JobState state);

// A texture's name as this version of Dear ImGui takes it.
inline ImTextureID texture_id(unsigned name)
{
    return (ImTextureID)(intptr_t)name; // NOLINT(performance-no-int-to-ptr)
}

} // namespace viewer
