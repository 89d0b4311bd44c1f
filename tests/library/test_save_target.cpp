// SPDX-License-Identifier: MIT
#include "library/save_target.h"
#include "support/catch.h"

using namespace gesso::core;

namespace {

bool is_accepted(const std::string &name)
{
    return check_save_target({"/out", name, false}).is_ok();
}

} // namespace

TEST_CASE("a plain file name is accepted, in any script", "[save]")
{
    for (const char *name :
         {"", "wall", "wall.png", "Wall 2.JPEG", ".hidden", "a.b.c", "-x", "\xe5\xa3\x81.webp",
          "confetti", "com", "com10", "console.png", "..x"}) {
        CAPTURE(name);
        CHECK(is_accepted(name));
    }
    CHECK(is_accepted(std::string(200, 'a')));
}

TEST_CASE("a name that could leave its folder or open a device is refused", "[save]")
{
    for (const std::string &name :
         {std::string("a/b"),
          std::string("/a"),
          std::string("../a"),
          std::string("a\\b"),
          std::string("\\\\?\\C:\\x"),
          std::string("C:x"),
          std::string("a:stream"),
          std::string("a\0b", 3),
          std::string("a\nb"),
          std::string("\x7f"),
          std::string("."),
          std::string(".."),
          std::string(".png"),
          std::string("a."),
          std::string("a "),
          std::string("a*"),
          std::string("a?"),
          std::string("<a>"),
          std::string("a|b"),
          std::string("\"a\""),
          std::string("con"),
          std::string("CON.png"),
          std::string("nul.txt.png"),
          std::string("Com1"),
          std::string("lpt9.png"),
          std::string("COM\xc2\xb9"),
          std::string("aux .png"),
          std::string("\xff"),
          std::string(201, 'a')}) {
        CAPTURE(name);
        const Status status = check_save_target({"/out", name, false});
        CHECK(status.code == StatusCode::invalid_argument);
        CHECK(status.message.find("save name: ") == 0);
    }
}

TEST_CASE("a save target needs a directory in UTF-8", "[save]")
{
    CHECK(check_save_target({"out", "", false}).is_ok());
    for (const std::string &directory :
         {std::string(), std::string("a\xff"), std::string("a\0", 2)})
        CHECK(
            check_save_target({directory, "", false}).message.find("save directory") !=
            std::string::npos);
}

TEST_CASE("only an image's ending is an ending", "[save]")
{
    CHECK(split_name("wall.png").stem == "wall");
    CHECK(split_name("wall.JpG").ending == ".JpG");
    CHECK(split_name("wall.v2").ending.empty());
    CHECK(split_name("wall.png.bak").stem == "wall.png.bak");
    CHECK(split_name("wall").stem == "wall");
}

TEST_CASE("the dated stem is UTC and survives a clock that is out of its mind", "[save]")
{
    CHECK(dated_stem(0) == "gesso-19700101-000000");
    CHECK(dated_stem(1795241460) == "gesso-20261121-061100");
    CHECK(dated_stem(1709251199) == "gesso-20240229-235959");
    CHECK(dated_stem(INT64_MIN) == "gesso-19700101-000000");
    CHECK(dated_stem(INT64_MAX) == "gesso-99991231-235959");
}
