// SPDX-License-Identifier: MIT
// What `gesso` can do. Each command gets the words after its name and answers an exit code.
#pragma once

#include <span>
#include <string>

namespace gesso_cli {

using Words = std::span<const std::string>;

int run_generate(Words words);
int run_edit(Words words);
int run_doctor(Words words);
int run_version(Words words);
int run_help(Words words);

std::string overview_help();
std::string generate_help();
std::string edit_help();
std::string doctor_help();

// Writes to standard output; a full disk or a closed pipe there is an error like any other.
int print_text(const std::string &text);
// "gesso: <text>" on standard error.
int report(int exit_code, const std::string &text);

} // namespace gesso_cli
