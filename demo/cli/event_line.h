// SPDX-License-Identifier: MIT
// Events as lines of JSON. Fields are named as in gesso.h; `request` is the prompt's number in the
// order of the input, from 1.
#pragma once

#include "job.h"

#include <string>

namespace gesso_cli {

// Not for terminal events. `path` is the saved file of an IMAGE.
std::string event_line(const Job &job, const gesso_event &event, const std::string &path);
// The terminal event, with everything that is known in the end.
std::string end_line(const Job &job);
// The request as a program, in the language of that name.
std::string code_line(const Job &job, const char *language);
std::string contact_sheet_line(const std::string &path);

} // namespace gesso_cli
