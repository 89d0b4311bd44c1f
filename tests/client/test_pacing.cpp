// SPDX-License-Identifier: MIT
// Requests of one service that wait together, through the whole client. Time stands still unless a
// test moves it, so what is told is told to the millisecond.
#include "client/pace_bench.h"

#include <string>
#include <vector>

using namespace gesso_test;

TEST_CASE("ten requests at five a minute: ten arrive, under one countdown", "[client][pacing]")
{
    PaceBench bench(4);
    bench.server.play(std::vector<std::string>(10, good_reply()));
    bench.add_service(5);
    bench.submit(10);
    REQUIRE(bench.wait_until_told(5, GESSO_WAIT_PACING, 60'000, 60'000));
    bench.clock.advance(59'999);
    REQUIRE(bench.wait_until_told(5, GESSO_WAIT_PACING, 1, 1));
    CHECK(bench.heard().size() == 5);
    bench.clock.advance(1);
    REQUIRE(bench.wait_for_all());
    CHECK(bench.heard().size() == 10);
    for (size_t i = 0; i < 10; ++i)
        CHECK(bench.seen(i).end.as.end.result == GESSO_OK);
}

TEST_CASE("the first 429 holds all that wait, and costs nobody a retry", "[client][pacing]")
{
    PaceBench bench(2);
    std::vector<std::string> replies(9, good_reply());
    replies[0] = replies[1] = replies[2] = limit_reply("Retry-After: 20\r\n");
    bench.server.play(replies, 2); // both workers are under way
    bench.add_service();
    bench.submit(6, 1);
    REQUIRE(bench.wait_until_told(0, GESSO_WAIT_RATE_LIMIT, 20'000, 20'000));
    CHECK(bench.heard().size() == 2);
    bench.clock.advance(19'999);
    REQUIRE(bench.wait_until_told(0, GESSO_WAIT_RATE_LIMIT, 1, 1));
    CHECK(bench.heard().size() == 2);

    bench.clock.advance(1); // one goes to see, and is refused once more
    REQUIRE(bench.wait_until_told(0, GESSO_WAIT_RATE_LIMIT, 20'000, 20'000));
    CHECK(bench.heard().size() == 3);
    CHECK(bench.heard().back() == "wall 0");
    bench.clock.advance(20'000);
    REQUIRE(bench.wait_for_all());
    for (size_t i = 0; i < 6; ++i)
        CHECK(bench.seen(i).end.as.end.result == GESSO_OK);
    CHECK(bench.host.info(bench.requests[0]).attempts == 3);
    CHECK(bench.host.info(bench.requests[1]).attempts == 2);
    CHECK(bench.host.info(bench.requests[2]).attempts == 1);
    CHECK(bench.heard().size() == 9);
}

TEST_CASE("a limit that does not end fails one after the other, in order", "[client][pacing]")
{
    PaceBench bench(1);
    bench.server.play(std::vector<std::string>(9, limit_reply("retry-after-ms: 500\r\n")));
    bench.add_service();
    bench.submit(2, 1);
    REQUIRE(bench.host.log.wait_until([&] {
        bench.clock.advance(500);
        return bench.seen(1).has_ended;
    }));
    for (size_t i = 0; i < 2; ++i) {
        CHECK(bench.seen(i).end.as.end.result == GESSO_ERROR_RATE_LIMITED);
        CHECK(bench.seen(i).end.as.end.billed == GESSO_BILLED_NO);
    }
    // The first one: free, retry. The second one: in the same row, so its first 429 is no news.
    CHECK(
        bench.heard() ==
        std::vector<std::string>{"wall 0", "wall 0", "wall 0", "wall 1", "wall 1"});
}

TEST_CASE("who wants no retry gets none, and the others are held all the same", "[client][pacing]")
{
    PaceBench bench(1);
    bench.server.play({limit_reply("Retry-After: 20\r\n"), good_reply()});
    bench.add_service();
    bench.submit(1, 0);
    bench.submit(1);
    REQUIRE(bench.wait_until_told(1, GESSO_WAIT_RATE_LIMIT, 20'000, 20'000));
    CHECK(bench.seen(0).end.as.end.result == GESSO_ERROR_RATE_LIMITED);
    bench.clock.advance(20'000);
    REQUIRE(bench.wait_for_all());
    CHECK(bench.seen(1).end.as.end.result == GESSO_OK);
}

TEST_CASE("a 429 about money or for longer than two minutes holds nobody", "[client][pacing]")
{
    const std::string fields =
        GENERATE(as<std::string>(), "Retry-After: 121\r\n", "X-Quota: 1\r\n");
    std::string refusal = limit_reply(fields);
    if (fields[0] == 'X')
        refusal.replace(refusal.find("\"429\""), 5, "\"insufficient_quota\"");
    const size_t grown = refusal.size() - refusal.find("\r\n\r\n") - 4;
    const size_t length = refusal.find("Content-Length: ") + 16;
    refusal.replace(length, refusal.find("\r\n", length) - length, std::to_string(grown));

    PaceBench bench(1);
    bench.server.play({refusal, good_reply()});
    bench.add_service();
    bench.submit(2);
    REQUIRE(bench.wait_for_all());
    CHECK(
        bench.seen(0).end.as.end.result ==
        (fields[0] == 'X' ? GESSO_ERROR_BILLING : GESSO_ERROR_RATE_LIMITED));
    CHECK(bench.seen(1).end.as.end.result == GESSO_OK);
}

TEST_CASE("the service's own headers set the pace", "[client][pacing]")
{
    const auto [fields, wait_ms] = GENERATE(table<const char *, int64_t>({
        {"x-ratelimit-limit-images: 1\r\n", 60'000},
        {"x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 7s\r\n", 7000},
        {"X-RateLimit-Remaining-Images: 0\r\nX-RateLimit-Reset-Images: 12\r\n", 12'000},
    }));
    PaceBench bench(1);
    bench.server.play({good_reply(fields), good_reply()});
    bench.add_service();
    bench.submit(2);
    REQUIRE(bench.wait_until_told(1, GESSO_WAIT_PACING, wait_ms, wait_ms));
    CHECK(bench.heard().size() == 1);
    bench.clock.advance(wait_ms);
    REQUIRE(bench.wait_for_all());
    CHECK(bench.seen(1).end.as.end.result == GESSO_OK);
}

TEST_CASE("requests to a service that is away wait together and go on with it", "[client][pacing]")
{
    PaceBench bench(2, false);
    bench.server.play(std::vector<std::string>(5, good_reply()));
    bench.add_service();
    bench.submit(5);
    REQUIRE(bench.wait_until_told(0, GESSO_WAIT_CONNECTION, 375, 500));
    for (size_t i = 1; i < 5; ++i)
        CHECK(bench.told_ms(i, GESSO_WAIT_CONNECTION) == bench.told_ms(0, GESSO_WAIT_CONNECTION));
    bench.clock.advance(500); // the first one tries again
    REQUIRE(bench.wait_until_told(0, GESSO_WAIT_CONNECTION, 750, 1000));
    bench.server.listen_now();
    bench.clock.advance(1000);
    REQUIRE(bench.wait_for_all());
    for (size_t i = 0; i < 5; ++i)
        CHECK(bench.seen(i).end.as.end.result == GESSO_OK);
    CHECK(bench.host.stats().posts == 5);
}

TEST_CASE("a service that stays away fails the foremost, not those that wait", "[client][pacing]")
{
    PaceBench bench(1, false);
    bench.add_service();
    bench.submit(2);
    REQUIRE(bench.host.log.wait_until([&] {
        bench.clock.advance(100);
        return bench.seen(0).has_ended;
    }));
    CHECK(bench.seen(0).end.as.end.result == GESSO_ERROR_CONNECT);
    CHECK(bench.seen(0).end.as.end.billed == GESSO_BILLED_NO);
    CHECK_FALSE(bench.seen(1).has_ended);
    REQUIRE(bench.wait_until_told(1, GESSO_WAIT_CONNECTION, 1, 4000));
    // ... unless they have waited for as long as an attempt may take.
    bench.clock.advance(700'000);
    REQUIRE(bench.host.log.wait_until([&] {
        bench.clock.advance(10'000);
        return bench.seen(1).has_ended;
    }));
    CHECK(bench.seen(1).end.as.end.result == GESSO_ERROR_CONNECT);
    // Nobody waits any more: the next one tries at once.
    bench.server.play({good_reply()});
    bench.server.listen_now();
    bench.submit(1);
    CHECK(bench.host.log.wait_for_end(bench.requests[2]).end.as.end.result == GESSO_OK);
}
