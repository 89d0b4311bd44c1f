// SPDX-License-Identifier: MIT
#include "request/code_text.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <utility>

namespace gesso::core {

namespace {

struct Letter {
    char32_t code = 0;
    std::string_view bytes;
};

// Takes one code point off valid UTF-8.
Letter take_letter(std::string_view &text)
{
    const auto lead = static_cast<uint8_t>(text[0]);
    const size_t wanted = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const size_t size = std::min(wanted, text.size());
    char32_t code = wanted == 1 ? lead : lead & (0x7f >> wanted);
    for (size_t i = 1; i < size; ++i)
        code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3f);
    const Letter letter{code, text.substr(0, size)};
    text.remove_prefix(size);
    return letter;
}

// Characters that are not seen, or that change how others are: controls, and what Unicode has for
// hiding, joining, turning round and tagging.
bool is_hidden(char32_t code)
{
    constexpr std::pair<char32_t, char32_t> kRanges[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},      {0x61c, 0x61c},
        {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};
    return std::any_of(std::begin(kRanges), std::end(kRanges), [code](const auto &range) {
        return code >= range.first && code <= range.second;
    });
}

bool has_hidden(std::string_view text, std::string_view allowed)
{
    while (!text.empty()) {
        const Letter letter = take_letter(text);
        if (is_hidden(letter.code) && allowed.find(letter.bytes) == std::string_view::npos)
            return true;
    }
    return false;
}

template <typename... Values>
std::string print(const char *format, Values... values)
{
    char text[32];
    std::snprintf(text, sizeof(text), format, values...);
    return text;
}

// Three digits each, so that a digit after them stays a digit of its own.
std::string octal(std::string_view bytes, const char *prefix)
{
    std::string text;
    for (const char byte : bytes)
        text += prefix + print("%03o", static_cast<unsigned>(static_cast<uint8_t>(byte)));
    return text;
}

// \uXXXX, as two halves beyond the first plane: JSON, C#.
std::string utf16_escape(char32_t code)
{
    if (code < 0x10000)
        return print("\\u%04x", static_cast<unsigned>(code));
    const auto rest = static_cast<unsigned>(code - 0x10000);
    return print("\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
}

std::string python_escape(char32_t code)
{
    return print(code < 0x10000 ? "\\u%04x" : "\\U%08x", static_cast<unsigned>(code));
}

// Between double quotes, with backslashes; `hidden` writes what must not be seen.
template <typename Hidden>
std::string double_quoted(std::string_view text, Hidden hidden)
{
    std::string quoted = "\"";
    while (!text.empty()) {
        const Letter letter = take_letter(text);
        if (letter.code == '"' || letter.code == '\\')
            quoted += '\\';
        if (letter.code == '\n')
            quoted += "\\n";
        else if (is_hidden(letter.code))
            quoted += hidden(letter);
        else
            quoted += letter.bytes;
    }
    return quoted + "\"";
}

// What has no meaning of its own between a shell's double quotes.
bool is_tame(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view(" :/.,-_?=&%").find(c) != std::string_view::npos;
    });
}

// `joined` with every piece written by one of two functions.
template <typename Literal, typename Variable>
std::string join(const CodeText &text, const char *joint, Literal literal, Variable variable)
{
    std::string joined;
    for (const CodePiece &piece : text) {
        if (!joined.empty())
            joined += joint;
        joined += piece.is_variable ? variable(piece.text) : literal(piece.text);
    }
    return joined;
}

std::string single_quoted(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

// "$(printf '%b' '...')": the shell puts the numbers back into bytes.
std::string printed_word(std::string_view text)
{
    // The shell takes line ends off the end of what a command printed.
    const size_t last = text.find_last_not_of('\n');
    const size_t size = last == std::string_view::npos ? 0 : last + 1;
    const std::string line_ends(text.substr(size));
    text = text.substr(0, size);
    std::string escaped;
    while (!text.empty()) {
        const Letter letter = take_letter(text);
        if (letter.code == '\\')
            escaped += "\\\\";
        else if (letter.code == '\'' || (is_hidden(letter.code) && letter.code != '\n'))
            escaped += octal(letter.bytes, "\\0");
        else
            escaped += letter.bytes;
    }
    const std::string word = "\"$(printf '%b' '" + escaped + "')\"";
    return line_ends.empty() ? word : word + single_quoted(line_ends);
}

// PowerShell takes typographic quotes for quotes.
bool is_single_quote(char32_t code)
{
    return code == '\'' || (code >= 0x2018 && code <= 0x201b);
}

} // namespace

std::string shell_word(std::string_view text)
{
    return has_hidden(text, "\n") ? printed_word(text) : single_quoted(text);
}

std::string shell_word(const CodeText &text)
{
    const bool is_simple = std::all_of(text.begin(), text.end(), [](const CodePiece &piece) {
        return piece.is_variable || is_tame(piece.text);
    });
    const bool has_variable = std::any_of(
        text.begin(), text.end(), [](const CodePiece &piece) { return piece.is_variable; });
    if (is_simple && has_variable) {
        return "\"" +
               join(
                   text, "", [](const std::string &literal) { return literal; },
                   [](const std::string &name) { return "${" + name + "}"; }) +
               "\"";
    }
    return join(
        text, "", [](const std::string &literal) { return shell_word(literal); },
        [](const std::string &name) { return "\"${" + name + "}\""; });
}

std::string python_text(std::string_view text)
{
    return double_quoted(text, [](const Letter &letter) { return python_escape(letter.code); });
}

std::string python_text(const CodeText &text)
{
    return join(
        text, " + ", [](const std::string &literal) { return python_text(literal); },
        [](const std::string &name) { return "os.environ[\"" + name + "\"]"; });
}

std::string csharp_text(std::string_view text)
{
    return double_quoted(text, [](const Letter &letter) { return utf16_escape(letter.code); });
}

std::string csharp_text(const CodeText &text)
{
    return join(
        text, " + ", [](const std::string &literal) { return csharp_text(literal); },
        [](const std::string &name) { return "Variable(\"" + name + "\")"; });
}

std::string cpp_literal(std::string_view text)
{
    const std::string literal =
        double_quoted(text, [](const Letter &letter) { return octal(letter.bytes, "\\"); });
    std::string tamed; // without what older compilers read as trigraphs
    for (const char c : literal)
        tamed += c == '?' && !tamed.empty() && tamed.back() == '?' ? "\\?" : std::string(1, c);
    return tamed;
}

std::string cpp_text(const CodeText &text)
{
    return join(
        text, " + ",
        [](const std::string &literal) { return "std::string(" + cpp_literal(literal) + ")"; },
        [](const std::string &name) { return "variable(\"" + name + "\")"; });
}

std::string powershell_text(std::string_view text)
{
    std::string written; // 'abc' + [char]27 + 'def'
    std::string quoted;
    bool is_sum = false;
    const auto end_quote = [&] {
        if (quoted.empty())
            return;
        written += (written.empty() ? "'" : " + '") + quoted + "'";
        quoted.clear();
    };
    while (!text.empty()) {
        const Letter letter = take_letter(text);
        if (is_hidden(letter.code)) {
            end_quote();
            is_sum = true;
            // The first operand decides that the sum is text.
            written += written.empty() ? "'' + " : " + ";
            const std::string number = std::to_string(static_cast<uint32_t>(letter.code));
            written += letter.code < 0x10000 ? "[char]" + number
                                             : "[char]::ConvertFromUtf32(" + number + ")";
            continue;
        }
        quoted += letter.bytes;
        if (is_single_quote(letter.code))
            quoted += letter.bytes;
    }
    end_quote();
    if (written.empty())
        return "''";
    return is_sum ? "(" + written + ")" : written;
}

std::string powershell_text(const CodeText &text)
{
    if (text.size() == 1 && !text[0].is_variable)
        return powershell_text(text[0].text);
    return "(" +
           join(
               text, " + ", [](const std::string &literal) { return powershell_text(literal); },
               [](const std::string &name) { return "$Env:" + name; }) +
           ")";
}

} // namespace gesso::core
