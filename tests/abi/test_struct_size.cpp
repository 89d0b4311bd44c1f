// SPDX-License-Identifier: MIT
#include "support/catch.h"

#include "gesso/gesso.h"

#include <fstream>
#include <iterator>
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
