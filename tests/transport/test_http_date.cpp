// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/http_date.h"

#include <clocale>
#include <ctime>
#include <string>

using namespace gesso::core;

namespace {

constexpr int64_t kMoment = 1'696'004'797; // Fri, 29 Sep 2023 16:26:37 GMT

} // namespace

TEST_CASE("the three forms of an HTTP date say the same moment")
{
    CHECK(parse_http_date("Fri, 29 Sep 2023 16:26:37 GMT") == kMoment);
    CHECK(parse_http_date("Friday, 29-Sep-23 16:26:37 GMT") == kMoment);
    CHECK(parse_http_date("Fri Sep 29 16:26:37 2023") == kMoment);
    CHECK(parse_http_date("Sat Sep  2 00:00:00 2023") == 1'693'612'800);
}

TEST_CASE("dates agree with the system's calendar over two centuries of days")
{
    for (int64_t day = -20'000; day < 50'000; day += 7) {
        const std::time_t time = static_cast<std::time_t>(day * 86'400 + 12'345);
        std::tm parts{};
        gmtime_r(&time, &parts);
        char text[64];
        std::strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        REQUIRE(parse_http_date(text) == static_cast<int64_t>(time));
    }
}

TEST_CASE("what is not a date is nothing, at every length")
{
    for (const char *text :
         {"Zun, 29 Sep 2023 16:26:37 GMT", "Fri, 29 Sep 100000 16:26:37 GMT",
          "Fri, 29 Sep 2023 16:26:37 CET", "Fri, 29 Sep 2023 24:26:37 GMT",
          "Fri, 00 Sep 2023 16:26:37 GMT", "Fri, 32 Sep 2023 16:26:37 GMT",
          "Fri, 29 Sip 2023 16:26:37 GMT", "Fri, 29 Sep 2023 16:26:37 GMT ",
          "Friday, 29 Sep 2023 16:26:37 GMT", "Fri, 29 Sep 0000 16:26:37 GMT", "", "Fri"})
        CHECK_FALSE(parse_http_date(text));
    const std::string whole = "Fri, 29 Sep 2023 16:26:37 GMT";
    for (size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(parse_http_date(std::string(whole, 0, size)));
}
