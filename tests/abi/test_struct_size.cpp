// SPDX-License-Identifier: MIT
#include "support/catch.h"

#include "gesso/gesso.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <string>

TEST_CASE("a host in a script learns the size of every struct of the header by its name", "[abi]")
{
    CHECK(gesso_struct_size("gesso_event") == sizeof(gesso_event));
    CHECK(gesso_struct_size("gesso_request_desc") == sizeof(gesso_request_desc));
    CHECK(gesso_struct_size("gesso_limits") == sizeof(gesso_limits));
    for (const char *name : {"", "gesso", "gesso_even", "gesso_event ", "gesso_client"})
        CHECK(gesso_struct_size(name) == 0);
    CHECK(gesso_struct_size(nullptr) == 0);

    // A struct that is added to the header and forgotten in the table is found here.
    std::ifstream file(GESSO_HEADER);
    const std::string header((std::istreambuf_iterator<char>(file)), {});
    const std::string start = "\ntypedef struct ";
    int count = 0;
    for (size_t at = header.find(start); at != std::string::npos; at = header.find(start, at + 1)) {
        const size_t name_at = at + start.size();
        const size_t name_end = header.find_first_of(" ;\n", name_at);
        if (header[header.find_first_not_of(' ', name_end)] != '{')
            continue; // only declared
        const std::string name = header.substr(name_at, name_end - name_at);
        CAPTURE(name);
        CHECK(gesso_struct_size(name.c_str()) > 0);
        ++count;
    }
    CHECK(count >= 24);
}

namespace {

std::string text_of(const char *path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Counts the names that `pattern` finds in the header; each must be pinned: "SIZE(name," or
// "IS(name,".
int count_pinned(const std::regex &pattern, const std::string &text, const std::string &pins)
{
    int count = 0;
    for (auto found = std::sregex_iterator(text.begin(), text.end(), pattern);
         found != std::sregex_iterator(); ++found, ++count) {
        const std::string name = found->str(1);
        CAPTURE(name);
        CHECK(pins.find("(" + name + ",") != std::string::npos);
    }
    return count;
}

} // namespace

TEST_CASE("every struct and every constant of the header is pinned", "[abi]")
{
    const std::string header = text_of(GESSO_HEADER);
    const std::string layout = text_of(GESSO_PINS "/pinned_layout.c");
    CHECK(count_pinned(std::regex("\ntypedef struct (gesso_\\w+)\\s*\\{"), header, layout) >= 24);
    const std::string constants = text_of(GESSO_PINS "/pinned_constants.c");
    CHECK(count_pinned(std::regex("\\b(GESSO_[A-Z0-9_]+) = "), header, constants) > 100);
}
