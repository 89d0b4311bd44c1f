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
    const std::regex form("typedef struct (gesso_\\w+)\\s*\\{");
    int count = 0;
    for (std::sregex_iterator it(header.begin(), header.end(), form), end; it != end; ++it) {
        CAPTURE((*it)[1].str());
        CHECK(gesso_struct_size((*it)[1].str().c_str()) > 0);
        ++count;
    }
    CHECK(count >= 24);
}
