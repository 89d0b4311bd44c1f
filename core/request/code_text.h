// SPDX-License-Identifier: MIT
// Text inside a program, quoted so that nothing in it can end the quotes: not for the compiler or
// shell, not for a terminal that it is pasted into, not for the eye (control characters and
// characters that turn the line round are written as numbers).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

// Literal text, or the name of an environment variable whose value stands there.
struct CodePiece {
    std::string text;
    bool is_variable = false;
};
using CodeText = std::vector<CodePiece>;

inline CodeText plain(std::string_view text)
{
    return {{std::string(text), false}};
}

// One word of a POSIX shell. `text` holds no NUL.
std::string shell_word(std::string_view text);
std::string shell_word(const CodeText &text);

// Expressions of type str, string, std::string and [string].
std::string python_text(std::string_view text);
std::string python_text(const CodeText &text);
std::string csharp_text(std::string_view text);
std::string csharp_text(const CodeText &text); // through Variable(name), which the program defines
std::string cpp_literal(std::string_view text);
std::string cpp_text(const CodeText &text); // through variable(name), likewise
std::string powershell_text(std::string_view text);
std::string powershell_text(const CodeText &text);

} // namespace gesso::core
