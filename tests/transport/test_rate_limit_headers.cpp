// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/rate_limit_headers.h"

#include <string>

using namespace gesso::core;

TEST_CASE("a reset time is seconds or a duration, and nonsense is nothing")
{
    struct Row {
        const char *text;
        int64_t ms; // -1: nothing
    };
    const Row row = GENERATE(
        Row{"12", 12'000}, Row{"0.25", 250}, Row{" 3 ", 3000}, Row{"0", 0}, Row{"1s", 1000},
        Row{"6m0s", 360'000}, Row{"7.25s", 7250}, Row{"2ms", 2}, Row{"1h2m3s", 3'723'000},
        Row{"1m30.5s", 90'500}, Row{"500us", 1}, Row{"1ns", 1}, Row{"0s", 0}, Row{"", -1},
        Row{"soon", -1}, Row{"-1", -1}, Row{"-1s", -1}, Row{"1x", -1}, Row{"1m30", -1},
        Row{"s", -1}, Row{"inf", -1}, Row{"nan", -1}, Row{"1s ago", -1},
        Row{"99999999999999999999h", 1'000'000'000'000'000}, Row{"1e400", -1});
    CAPTURE(row.text);
    CHECK(parse_reset_ms(row.text).value_or(-1) == row.ms);
}

TEST_CASE("an empty bucket is waited for, and a limit of images is learnt")
{
    ResponseHead head;
    const auto add = [&](const char *name, const char *value) {
        head.fields.push_back({name, value, false});
    };
    CHECK(read_rate_limits(head).images_per_minute == 0);
    CHECK(read_rate_limits(head).exhausted_for_ms == 0);
    add("X-RateLimit-Limit-Images", "20");
    add("x-ratelimit-limit-requests", "500");
    CHECK(read_rate_limits(head).images_per_minute == 20);
    add("x-ratelimit-remaining-requests", "1");
    add("x-ratelimit-reset-requests", "9s");
    CHECK(read_rate_limits(head).exhausted_for_ms == 0);
    add("x-ratelimit-remaining-tokens", "0");
    add("x-ratelimit-reset-tokens", "90ms");
    CHECK(read_rate_limits(head).exhausted_for_ms == 90);
    add("x-ratelimit-remaining-input-images", "0");
    add("x-ratelimit-reset-input-images", "12");
    CHECK(read_rate_limits(head).exhausted_for_ms == 12'000);
    add("x-ratelimit-remaining-images", "0");
    add("x-ratelimit-reset-images", "8h"); // of a day: the refusal says it better
    CHECK(read_rate_limits(head).exhausted_for_ms == 12'000);
}

TEST_CASE("a limit that is no number, or no sensible one, is not learnt")
{
    const char *value = GENERATE("", "many", "-5", "1e3", "5.5", "99999999999999999999", "9999999");
    ResponseHead head;
    head.fields.push_back({"x-ratelimit-limit-images", value, false});
    CHECK(read_rate_limits(head).images_per_minute == 0);
}
