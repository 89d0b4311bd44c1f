// SPDX-License-Identifier: MIT
// What is known about a failure besides its message, for a person: indented lines.
#pragma once

#include "job.h"

#include <string>

namespace gesso_cli {

// `message` is what was said before: nothing in it is said again.
std::string error_text(const ErrorFacts &error, const std::string &message);

} // namespace gesso_cli
