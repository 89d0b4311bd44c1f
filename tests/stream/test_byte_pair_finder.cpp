// SPDX-License-Identifier: MIT
#include "stream/byte_pair_finder.h"
#include "support/catch.h"

#include <string>

using namespace gesso::core;

namespace {

// Visits every hit and compares with a plain search; gives the bytes looked at.
size_t visit_all(const std::string &text)
{
    BytePairFinder finder(
        {reinterpret_cast<const uint8_t *>(text.data()), text.size()}, '\r', '\n');
    for (size_t at = 0; at <= text.size(); ++at) {
        const size_t expected = std::min(text.find_first_of("\r\n", at), text.size());
        const size_t found = finder.find(at);
        if (found != expected)
            FAIL("found " << found << " instead of " << expected << " from " << at);
        at = found;
    }
    return finder.work();
}

} // namespace

TEST_CASE("the nearer of the two bytes is found", "[finder]")
{
    for (const std::string text : {"", "a", "\r", "\n", "\r\n", "\n\r", "ab\rcd\nef", "\r\rx\n\n"})
        visit_all(text);
}

TEST_CASE("finding every hit looks at no byte more than twice", "[finder]")
{
    for (const size_t size : {size_t{1000}, size_t{2000}, size_t{100000}}) {
        CHECK(visit_all(std::string(size, '\r')) <= 2 * size);
        CHECK(visit_all(std::string(size, '\n')) <= 2 * size);
        CHECK(visit_all(std::string(size, 'x')) <= 2 * size);
        CHECK(visit_all(std::string(size, '\r') + "\n") <= 2 * size + 2);
    }
}
