// SPDX-License-Identifier: MIT
// `--dry-run`: everything is checked and described, nothing is sent.
#pragma once

#include "edit_inputs.h"
#include "service_choice.h"
#include "session.h"

#include <vector>

namespace gesso_cli {

// Prints what each prompt would send; with --as the program alone. Answers the exit code.
int run_dry(
    const GenerateSettings &settings, ServiceChoice &choice, const EditInputs &inputs,
    Session &session, std::vector<Job> &jobs);

} // namespace gesso_cli
