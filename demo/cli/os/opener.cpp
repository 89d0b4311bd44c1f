// SPDX-License-Identifier: MIT
#include "os/opener.h"

#include "os/child_process.h"
#include "os/system.h"

#include <vector>

namespace gesso_cli {

namespace {

// Long enough for "no program for this kind of file", short enough not to be noticed.
constexpr std::chrono::milliseconds kPatience(1500);

// The rest of this folder is for POSIX systems; on Windows it would be `start`.
#if defined(__APPLE__)
constexpr const char *kOpeners[] = {"open"};
#else
constexpr const char *kOpeners[] = {"xdg-open", "gio", "wslview"};
#endif

std::vector<std::string> words_for(const std::string &name, const std::string &file)
{
    const std::string program = find_program(name);
    if (program.empty()) {
        return {};
    }
    if (name == "gio") {
        return {program, "open", file};
    }
    return {program, file};
}

} // namespace

std::string open_in_viewer(const std::string &path)
{
    for (const char *name : kOpeners) {
        const std::vector<std::string> words = words_for(name, path);
        if (!words.empty()) {
            return launch(words, kPatience);
        }
    }
    return std::string("there is no ") + kOpeners[0] +
           " on PATH; install it, or open the file by hand";
}

} // namespace gesso_cli
