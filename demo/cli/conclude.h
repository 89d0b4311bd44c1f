// SPDX-License-Identifier: MIT
// Everything after the requests have ended: the sheet, the viewer, the paths, the exit code.
#pragma once

#include "contact_sheet.h"
#include "generate_settings.h"
#include "job.h"
#include "reporter.h"
#include "save_plan.h"

#include <vector>

namespace gesso_cli {

// Answers the exit code.
int conclude(
    const GenerateSettings &settings, const SavePlan &plan, const std::vector<Job> &jobs,
    const ContactSheet &sheet, Reporter &reporter);

// Whether anything of it is on disk.
bool has_files(const Job &job);

} // namespace gesso_cli
