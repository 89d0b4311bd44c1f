// SPDX-License-Identifier: MIT
#include "prompts.h"

#include "os/interrupt.h"
#include "os/system.h"
#include "text.h"

#include <cstdio>

namespace gesso_cli {

namespace {

constexpr size_t kMaxInputBytes = size_t{16} << 20;
constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

// What is wrong with one prompt, or null.
const char *problem_of(std::string_view prompt)
{
    if (prompt.find('\0') != std::string_view::npos) {
        return "it holds a zero byte; send plain text";
    }
    return is_valid_utf8(prompt) ? nullptr : "it is not valid UTF-8; convert it, nothing was sent";
}

Failure read_input(std::string &out_text)
{
    if (is_stdin_terminal()) {
        std::fputs("One prompt a line; end with Ctrl-D.\n", stderr);
    }
    for (size_t got = kPieceBytes; got == kPieceBytes;) {
        const size_t size = out_text.size();
        std::string reason;
        out_text.resize(size + kPieceBytes);
        if (!read_file_start("-", out_text.data() + size, kPieceBytes, got, reason)) {
            return is_interrupted() ? Failure{kExitInterrupted, "interrupted"}
                                    : usage("standard input cannot be read: " + reason);
        }
        out_text.resize(size + got);
        if (out_text.size() > kMaxInputBytes) {
            return usage("standard input: more than 16 MiB of prompts; send them in parts");
        }
    }
    return {};
}

} // namespace

Failure split_prompts(std::string_view text, std::vector<std::string> &out_prompts)
{
    if (text.rfind(kByteOrderMark, 0) == 0) {
        text.remove_prefix(kByteOrderMark.size());
    }
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (const char *problem = problem_of(line)) {
            return usage("standard input, line " + std::to_string(number) + ": " + problem);
        }
        if (!line.empty()) {
            out_prompts.emplace_back(line);
        }
    }
    return {};
}

Failure read_prompts(const std::string &operand, std::vector<std::string> &out_prompts)
{
    if (operand != "-") {
        if (const char *problem = problem_of(operand)) {
            return usage(std::string("the prompt: ") + problem);
        }
        if (trim(operand).empty()) {
            return usage("the prompt is empty; say what the image shows");
        }
        out_prompts.push_back(operand);
        return {};
    }
    std::string text;
    Failure failure = read_input(text);
    if (!failure.is_set()) {
        failure = split_prompts(text, out_prompts);
    }
    if (!failure.is_set() && out_prompts.empty()) {
        failure = usage("standard input holds no prompt; write one on each line");
    }
    return failure;
}

} // namespace gesso_cli
