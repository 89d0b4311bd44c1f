// SPDX-License-Identifier: MIT
// Prompts from the command line, or from standard input with one on each line.
#pragma once

#include "exit_code.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso_cli {

// Blank lines are skipped. What is not UTF-8 is refused, with the number of its line.
Failure split_prompts(std::string_view text, std::vector<std::string> &out_prompts);

// `operand` is the prompt itself, or "-" for standard input.
Failure read_prompts(const std::string &operand, std::vector<std::string> &out_prompts);

} // namespace gesso_cli
