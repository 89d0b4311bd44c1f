// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "support/catch.h"

#include <cstring>
#include <memory>

using namespace gesso::core;

namespace {

// From a heap block of exactly that size, so that a sanitizer sees a read past its end.
std::string cleaned(std::string_view text, size_t max_code_points = 1000)
{
    std::unique_ptr<char[]> block(new char[text.size()]);
    if (!text.empty())
        std::memcpy(block.get(), text.data(), text.size());
    return clean_text({block.get(), text.size()}, max_code_points);
}

} // namespace

TEST_CASE("letters compare without case in ASCII only", "[text]")
{
    CHECK(equals_ignoring_case("Content-TYPE", "content-type"));
    CHECK_FALSE(equals_ignoring_case("a", "ab"));
    CHECK_FALSE(equals_ignoring_case("@", "`")); // differ in the bit that makes letters small
    CHECK_FALSE(equals_ignoring_case("[", "{"));
    CHECK_FALSE(equals_ignoring_case("\xC3\x84", "\xC3\xA4"));
    CHECK(to_lower_ascii("ABCxyz-Z@[\xC3\x84") == "abcxyz-z@[\xC3\x84");
}

TEST_CASE("trimming takes ASCII white space from both ends", "[text]")
{
    CHECK(trim_ascii(" \t\r\n a b \v\f") == "a b");
    CHECK(trim_ascii(" \n") == "");
    CHECK(trim_ascii("") == "");
    CHECK(trim_ascii("\xC2\xA0x") == "\xC2\xA0x");
}

TEST_CASE("UTF-8 is valid up to U+10FFFF without surrogates and overlong forms", "[text]")
{
    for (const char *text :
         {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(text);
        CHECK(is_valid_utf8(text));
    }
    CHECK(is_valid_utf8(std::string_view("\0", 1)));
    for (const char *text :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF",
          "\xED\xA0\x80", "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
          "\xFF", "a\xE2\x82"}) {
        CAPTURE(text);
        CHECK_FALSE(is_valid_utf8(text));
    }
}

TEST_CASE("clean text passes as it is", "[text]")
{
    for (const char *text : {"", "a b", "Grüße, 世界 😀", "{\"a\": <b>}"})
        CHECK(cleaned(text) == text);
}

TEST_CASE("control characters vanish and line breaks become one space", "[text]")
{
    CHECK(
        cleaned(std::string_view(
            "a\0b\x01\x7F\xC2\x9F"
            "c",
            8)) == "abc");
    CHECK(cleaned("a\r\n\r\n\tb\n") == "a b");
    CHECK(
        cleaned("\na\xE2\x80\xA8"
                "b\xE2\x80\xA9"
                "c\xC2\x85"
                "d") == "a b c d");
}

TEST_CASE("terminal escape sequences vanish whole", "[text]")
{
    CHECK(cleaned("\x1b[31;1mred\x1b[0m") == "red");
    CHECK(
        cleaned("a\x1b]0;title\x07"
                "b\x1b]8;;http://x\x1b\\c") == "abc");
    CHECK(cleaned("a\x1b") == "a");
    CHECK(cleaned("a\x1b[") == "a");
    CHECK(cleaned("a\x1b[12") == "a");
    CHECK(cleaned("a\x1b]no end") == "ano end");
    CHECK(
        cleaned("a\x1b"
                "b") == "ab");
}

TEST_CASE("nothing can turn the direction of the text or hide in it", "[text]")
{
    CHECK(
        cleaned("a\xE2\x80\xAE"
                "b\xE2\x81\xA6"
                "c\xE2\x80\x8F"
                "d\xD8\x9C"
                "e") == "abcde");
    CHECK(
        cleaned("a\xF3\xA0\x81\x81"
                "b\xEF\xBB\xBF"
                "c") == "abc");
}

TEST_CASE("each invalid sequence becomes one replacement character", "[text]")
{
    const std::string replacement = "\xEF\xBF\xBD";
    CHECK(
        cleaned("a\xFF"
                "b") == "a" + replacement + "b");
    CHECK(cleaned("\xE2\x82") == replacement);
    CHECK(
        cleaned("\xE2\x82"
                "A") == replacement + "A");
    CHECK(cleaned("\xED\xA0\x80") == replacement + replacement + replacement);
    for (int lead = 0x80; lead < 0x100; ++lead)
        CHECK(is_valid_utf8(cleaned(std::string(3, static_cast<char>(lead)) + "x")));
}

TEST_CASE("a cut falls between code points and shows an ellipsis inside the limit", "[text]")
{
    CHECK(cleaned("ééé", 3) == "ééé");
    CHECK(cleaned("éééé", 3) == "éé…");
    CHECK(cleaned("éé\n\n", 2) == "éé");
    CHECK(cleaned("éé\n\nb", 2) == "é…");
    CHECK(cleaned("abc", 1) == "…");
    CHECK(cleaned("abc", 0) == "");
    CHECK(cleaned("", 0) == "");
}
