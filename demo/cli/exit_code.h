// SPDX-License-Identifier: MIT
// What a script learns from the number that the program ends with.
#pragma once

#include "gesso/gesso.h"

#include <string>

namespace gesso_cli {

// Worse is higher: with several prompts the highest one counts.
enum ExitCode : int {
    kExitOk = 0,
    kExitMachine = 1,      // memory, threads, a missing program
    kExitUsage = 2,        // the command line
    kExitRefused = 3,      // content filter, bad parameter, unknown deployment or model
    kExitAuth = 4,         // no key, or the service refused it
    kExitNetwork = 5,      // not reached; nothing was billed
    kExitService = 6,      // it answered with an error
    kExitUnknown = 7,      // sent, no whole answer: may have been billed
    kExitSave = 8,         // a file could not be written
    kExitInterrupted = 130 // Ctrl-C
};

// The last paragraph of the help.
extern const char *const kExitCodeHelp;

// How a request ended, as a number.
int exit_code_for(gesso_result result, int32_t billed, int32_t http_status);

// Why a command stops: the number and the line on standard error.
struct Failure {
    int exit_code = kExitOk;
    std::string text;

    [[nodiscard]] bool is_set() const { return exit_code != kExitOk; }
};

} // namespace gesso_cli
