// SPDX-License-Identifier: MIT
// The options of `gesso edit`: its own, then all of `gesso generate`.
#pragma once

#include "generate_settings.h"

namespace gesso_cli {

std::span<const Option<GenerateSettings>> edit_options();

// Options of an edit that contradict each other.
Failure check_edit(const GenerateSettings &settings);

// Whether the picture that is shown is made here, from the answer and the base.
bool is_composited(const GenerateSettings &settings);

} // namespace gesso_cli
