// SPDX-License-Identifier: MIT
#include "request/code_text.h"
#include "support/catch.h"

using namespace gesso::core;

namespace {

const CodeText kSecretLine = {{"Authorization: Bearer ", false}, {"KEY", true}};

} // namespace

TEST_CASE("a shell word ends where it is meant to, whatever it holds", "[code]")
{
    CHECK(shell_word("") == "''");
    CHECK(shell_word("a b") == "'a b'");
    CHECK(shell_word("$(id)`id`$HOME!\\") == "'$(id)`id`$HOME!\\'");
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_word("two\nlines") == "'two\nlines'");
    // What a terminal would obey is printed by number.
    CHECK(shell_word("\x1b[201~'\\") == "\"$(printf '%b' '\\0033[201~\\0047\\\\')\"");
    CHECK(shell_word("\t\n\n") == "\"$(printf '%b' '\\0011')\"'\n\n'");
    CHECK(shell_word("\xe2\x80\xae!") == "\"$(printf '%b' '\\0342\\0200\\0256!')\"");
    CHECK(shell_word(kSecretLine) == "\"Authorization: Bearer ${KEY}\"");
    const CodeText odd = {{"a`b: ", false}, {"KEY", true}, {"$c", false}};
    CHECK(shell_word(odd) == "'a`b: '\"${KEY}\"'$c'");
}

TEST_CASE("literals of Python, C# and C++ hold every character", "[code]")
{
    const std::string_view text = "\"\\\n\r\x1b\x7f{x}%s\xc3\xa9\xf0\x9f\x8e\xa8\xe2\x80\xae"
                                  "1";
    CHECK(
        python_text(text) ==
        "\"\\\"\\\\\\n\\u000d\\u001b\\u007f{x}%s\xc3\xa9\xf0\x9f\x8e\xa8\\u202e1\"");
    CHECK(csharp_text(text) == python_text(text));
    CHECK(
        cpp_literal(text) ==
        "\"\\\"\\\\\\n\\015\\033\\177{x}%s\xc3\xa9\xf0\x9f\x8e\xa8\\342\\200\\2561\"");
    CHECK(
        cpp_literal("?"
                    "?"
                    "?/") == "\"?\\?\\?/\"");
    // Beyond the first plane: tags, which nobody sees.
    CHECK(python_text("\xf3\xa0\x81\x81") == "\"\\U000e0041\"");
    CHECK(csharp_text("\xf3\xa0\x81\x81") == "\"\\udb40\\udc41\"");
    CHECK(python_text(kSecretLine) == "\"Authorization: Bearer \" + os.environ[\"KEY\"]");
    CHECK(csharp_text(kSecretLine) == "\"Authorization: Bearer \" + Variable(\"KEY\")");
    CHECK(cpp_text(kSecretLine) == "std::string(\"Authorization: Bearer \") + variable(\"KEY\")");
}

TEST_CASE("PowerShell's typographic quotes are doubled like the plain one", "[code]")
{
    CHECK(powershell_text("") == "''");
    CHECK(powershell_text("$x `n \"@") == "'$x `n \"@'");
    CHECK(powershell_text("a'b") == "'a''b'");
    CHECK(powershell_text("\xe2\x80\x99;") == "'\xe2\x80\x99\xe2\x80\x99;'");
    CHECK(powershell_text("\xe2\x80\x9b") == "'\xe2\x80\x9b\xe2\x80\x9b'");
    CHECK(powershell_text("a\r\nb") == "('a' + [char]13 + [char]10 + 'b')");
    CHECK(powershell_text("\x1b") == "('' + [char]27)");
    CHECK(powershell_text("\xf3\xa0\x81\x81") == "('' + [char]::ConvertFromUtf32(917569))");
    CHECK(powershell_text(kSecretLine) == "('Authorization: Bearer ' + $Env:KEY)");
}
