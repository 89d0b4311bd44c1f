// SPDX-License-Identifier: MIT
#include "options.h"

#include "text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace gesso_cli {

namespace {

constexpr size_t kHelpColumn = 26;

constexpr std::string_view kKeyNames[] = {"--key",     "--api-key", "--apikey",
                                          "--api_key", "--token",   "--access-token",
                                          "--bearer",  "--secret",  "--ad-token"};

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

std::optional<size_t> find_row(std::span<const OptionText> table, std::string_view name)
{
    for (size_t row = 0; row < table.size(); ++row) {
        if (!table[row].name.empty() && table[row].name == name) {
            return row;
        }
    }
    return std::nullopt;
}

Failure unknown_option(std::span<const OptionText> table, std::string_view name)
{
    const bool is_key = std::find(std::begin(kKeyNames), std::end(kKeyNames), to_lower(name)) !=
                        std::end(kKeyNames);
    if (is_key) {
        return usage(
            std::string(name) +
            ": there is no such option, because other programs can read a command line and shells "
            "remember it; put the key into a variable and name it with --key-env NAME, or into a "
            "file with --key-file FILE");
    }
    std::vector<std::string_view> names = {"--help"};
    for (const OptionText &row : table) {
        names.push_back(row.name);
    }
    const std::string_view near = nearest_of(name, names);
    const std::string advice =
        near.empty() ? "; see --help" : "; did you mean " + std::string(near) + "?";
    return usage("unknown option " + printable(name, 40) + advice);
}

// Takes the option at words[at] and its value, and moves `at` past them.
Failure take_option(
    std::span<const OptionText> table, std::span<const std::string> words, size_t &at,
    Arguments &out)
{
    const std::string_view word = words[at++];
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    if (name == "--help" || name == "-h") {
        out.is_help_wanted = true;
        return {};
    }
    const auto row = find_row(table, name);
    if (!row) {
        return unknown_option(table, name);
    }
    const std::string_view wanted = table[*row].value;
    if (equals != std::string_view::npos) {
        if (wanted.empty()) {
            return usage(std::string(name) + ": it takes no value");
        }
        out.options.emplace_back(*row, std::string(word.substr(equals + 1)));
    } else if (wanted.empty()) {
        out.options.emplace_back(*row, "");
    } else if (at < words.size() && words[at].rfind("--", 0) != 0) {
        out.options.emplace_back(*row, words[at++]);
    } else {
        return usage(
            std::string(name) + ": its value is missing: " + std::string(name) + " " +
            std::string(wanted));
    }
    return {};
}

} // namespace

Failure split_arguments(
    std::span<const OptionText> table, std::span<const std::string> words, Arguments &out)
{
    bool has_options = true;
    for (size_t at = 0; at < words.size();) {
        const bool is_option = has_options && words[at].size() > 1 && words[at][0] == '-';
        if (!is_option) {
            out.operands.push_back(words[at++]);
        } else if (words[at] == "--") {
            has_options = false;
            ++at;
        } else {
            Failure failure = take_option(table, words, at, out);
            if (failure.is_set()) {
                return failure;
            }
        }
    }
    return {};
}

std::string options_help(std::span<const OptionText> table)
{
    std::string out;
    for (const OptionText &row : table) {
        if (row.name.empty()) {
            out.append("\n").append(row.help).append("\n");
            continue;
        }
        std::string line = "  " + std::string(row.name);
        if (!row.value.empty()) {
            line.append(" ").append(row.value);
        }
        if (line.size() + 2 > kHelpColumn) {
            out += line + "\n";
            line.clear();
        }
        line.resize(kHelpColumn, ' ');
        for (const char letter : row.help) {
            line += letter;
            line += letter == '\n' ? std::string(kHelpColumn, ' ') : std::string();
        }
        out += line + "\n";
    }
    return out;
}

std::string_view nearest_of(std::string_view word, std::span<const std::string_view> candidates)
{
    std::string_view best;
    size_t best_distance = word.size() > 5 ? 4 : 3;
    for (const std::string_view candidate : candidates) {
        const bool is_beginning = word.size() >= 4 && candidate.rfind(word, 0) == 0;
        const size_t distance = is_beginning ? 1 : edit_distance(word, candidate);
        if (!candidate.empty() && distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string parse_whole_number(const std::string &text, int low, int high, int &out_number)
{
    const char *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out_number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == end;
    if (is_number && out_number >= low && out_number <= high) {
        return {};
    }
    return "it needs a whole number from " + std::to_string(low) + " to " + std::to_string(high);
}

std::string parse_seconds(const std::string &text, double low, double high, double &out_seconds)
{
    const char *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out_seconds);
    const bool is_number =
        parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(out_seconds);
    const bool is_legal =
        is_number && (out_seconds == 0 || (out_seconds >= low && out_seconds <= high));
    return is_legal ? std::string() : "it needs seconds, such as 90 or 2.5 (0: no limit)";
}

} // namespace gesso_cli
