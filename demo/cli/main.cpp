// SPDX-License-Identifier: MIT
// gesso: the command line.
#include "commands.h"
#include "exit_code.h"
#include "options.h"
#include "text.h"

#include "gesso/gesso.h"

#include <cstdio>
#include <new>
#include <vector>

namespace gesso_cli {

namespace {

struct Command {
    std::string_view name;
    int (*run)(Words words);
    std::string (*help)();
};

constexpr Command kCommands[] = {
    {"generate", run_generate, generate_help}, {"edit", run_edit, edit_help},
    {"doctor", run_doctor, doctor_help},       {"version", run_version, overview_help},
    {"help", run_help, overview_help},
};

const Command *find_command(std::string_view name)
{
    for (const Command &command : kCommands) {
        if (command.name == name) {
            return &command;
        }
    }
    return nullptr;
}

int unknown_command(const std::string &name)
{
    if (name.find(' ') != std::string::npos) {
        return report(kExitUsage, "a prompt needs a command: gesso generate \"...\"");
    }
    std::vector<std::string_view> names;
    for (const Command &command : kCommands) {
        names.push_back(command.name);
    }
    const std::string_view near = nearest_of(name, names);
    return report(
        kExitUsage,
        "unknown command" + (near.empty() ? std::string("; see gesso help")
                                          : "; did you mean gesso " + std::string(near) + "?"));
}

int run(Words words)
{
    if (words.empty()) {
        std::fputs(overview_help().c_str(), stderr);
        return kExitUsage;
    }
    std::string name = words[0];
    if (name == "--help" || name == "-h") {
        name = "help";
    } else if (name == "--version" || name == "-V") {
        name = "version";
    }
    const Command *command = find_command(name);
    if (command == nullptr) {
        return unknown_command(name);
    }
    for (const std::string &word : words.subspan(1)) {
        if (word == "--") {
            break;
        }
        if (word == "--help" || word == "-h") {
            return print_text(command->help());
        }
    }
    return command->run(words.subspan(1));
}

} // namespace

int run_version(Words)
{
    return print_text(
        "gesso " + std::to_string(GESSO_VERSION_MAJOR) + "." + std::to_string(GESSO_VERSION_MINOR) +
        "." + std::to_string(GESSO_VERSION_PATCH) + ", library " + gesso_version_string() + "\n");
}

int run_help(Words words)
{
    if (words.empty()) {
        return print_text(overview_help());
    }
    const Command *command = find_command(words[0]);
    return command != nullptr ? print_text(command->help()) : unknown_command(words[0]);
}

} // namespace gesso_cli

int main(int count, char **values)
{
    try {
        const std::vector<std::string> words(values + (count > 0 ? 1 : 0), values + count);
        return gesso_cli::run(words);
    } catch (const std::bad_alloc &) {
        std::fputs(
            "gesso: this machine has no memory left; close something and try again\n", stderr);
        return gesso_cli::kExitMachine;
    }
}
