// SPDX-License-Identifier: MIT
// One table makes an option: its name, its help and what it sets. Reading a command line and
// printing its help both go through the table.
#pragma once

#include "exit_code.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gesso_cli {

struct OptionText {
    std::string_view name;  // "--size"; empty: the row is a heading of the help
    std::string_view value; // "WxH"; empty: a switch
    std::string_view help;  // '\n' begins another line
};

// `set` answers what is wrong with the value, or nothing.
template <class Settings>
struct Option {
    OptionText text;
    std::string (*set)(Settings &settings, const std::string &value) = nullptr;
};

struct Arguments {
    std::vector<std::pair<size_t, std::string>> options; // row of the table, value
    std::vector<std::string> operands;
    bool is_help_wanted = false;
};

// "--name value", "--name=value", switches, "--" before operands. A value is never quoted in an
// error: it may be a key in the wrong place.
Failure split_arguments(
    std::span<const OptionText> table, std::span<const std::string> words, Arguments &out);

std::string options_help(std::span<const OptionText> table);

// The candidate that was probably meant, or empty.
std::string_view nearest_of(std::string_view word, std::span<const std::string_view> candidates);

// Setters' helpers: what is wrong, or nothing.
std::string parse_whole_number(const std::string &text, int low, int high, int &out_number);
std::string parse_seconds(const std::string &text, double low, double high, double &out_seconds);

template <class Settings>
std::vector<OptionText> texts_of(std::span<const Option<Settings>> table)
{
    std::vector<OptionText> texts;
    for (const Option<Settings> &option : table) {
        texts.push_back(option.text);
    }
    return texts;
}

template <class Settings>
Failure read_options(
    std::span<const Option<Settings>> table, std::span<const std::string> words,
    Settings &out_settings, Arguments &out_arguments)
{
    Failure failure = split_arguments(texts_of(table), words, out_arguments);
    for (const auto &[row, value] : out_arguments.options) {
        if (failure.is_set()) {
            break;
        }
        const std::string problem = table[row].set(out_settings, value);
        if (!problem.empty()) {
            failure = {kExitUsage, std::string(table[row].text.name) + ": " + problem};
        }
    }
    return failure;
}

} // namespace gesso_cli
