// SPDX-License-Identifier: MIT
// How a wait that all requests of a service share is ended from outside.
#include "client/pace_bench.h"

#include <string>
#include <vector>

using namespace gesso_test;

namespace {

// Three requests that are held for a reason, none of them having cost anything.
struct HeldBench : PaceBench {
    explicit HeldBench(int32_t why) : PaceBench(1, why != GESSO_WAIT_CONNECTION), reason(why)
    {
        std::vector<std::string> replies(8, good_reply());
        if (reason == GESSO_WAIT_RATE_LIMIT)
            replies[0] = limit_reply("Retry-After: 30\r\n");
        server.play(replies);
        add_service(reason == GESSO_WAIT_PACING ? 1 : 0);
        if (reason == GESSO_WAIT_PACING) {
            submit(1);
            REQUIRE(wait_for_all());
            requests.clear();
        }
        submit(3);
        REQUIRE(wait_until_told(0, reason, 1, 60'000));
        posts = host.stats().posts;
    }
    void expect_end(size_t i, gesso_result result)
    {
        const gesso_event &end = host.log.wait_for_end(requests[i]).end;
        CHECK(end.as.end.result == result);
        CHECK(end.as.end.billed == (result == GESSO_OK ? GESSO_BILLED_YES : GESSO_BILLED_NO));
    }

    int32_t reason;
    uint64_t posts = 0;
};

int32_t any_reason()
{
    return GENERATE(
        int32_t{GESSO_WAIT_PACING}, int32_t{GESSO_WAIT_RATE_LIMIT}, int32_t{GESSO_WAIT_CONNECTION});
}

} // namespace

TEST_CASE("a held request can be cancelled by itself", "[client][pacing]")
{
    HeldBench bench(any_reason());
    gesso_cancel(bench.host.client(), bench.requests[1], GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
    bench.expect_end(1, GESSO_ERROR_CANCELLED);
    CHECK_FALSE(bench.seen(0).has_ended);
    CHECK_FALSE(bench.seen(2).has_ended);
    CHECK(bench.host.stats().posts == bench.posts);
}

TEST_CASE("a service that is destroyed takes its held requests along: stale", "[client][pacing]")
{
    HeldBench bench(any_reason());
    gesso_service_destroy(bench.host.client(), bench.service);
    for (size_t i = 0; i < 3; ++i)
        bench.expect_end(i, GESSO_ERROR_STALE);
    CHECK(bench.host.stats().posts == bench.posts);
    CHECK(
        std::string(bench.host.info(bench.requests[0]).message).find("destroyed") !=
        std::string::npos);
}

TEST_CASE("a service that is described anew goes on at once", "[client][pacing]")
{
    HeldBench bench(any_reason());
    if (bench.reason == GESSO_WAIT_CONNECTION)
        bench.server.listen_now();
    gesso_service_desc desc = gesso_service_desc_init();
    const std::string url = bench.server.url() + "/v1";
    desc.endpoint = url.c_str();
    desc.model = "gpt-image-1";
    desc.images_per_minute = 100;
    REQUIRE(gesso_service_update(bench.host.client(), bench.service, &desc) == GESSO_OK);
    for (size_t i = 0; i < 3; ++i)
        bench.expect_end(i, GESSO_OK);
}

TEST_CASE("closing ends a hold, or waits for its end", "[client][pacing]")
{
    HeldBench bench(any_reason());
    SECTION("abort")
    {
        gesso_client_close(bench.host.client(), GESSO_CLOSE_ABORT);
        for (size_t i = 0; i < 3; ++i)
            bench.expect_end(i, GESSO_ERROR_CANCELLED);
        CHECK(bench.host.log.wait_for_closed());
    }
    SECTION("drain")
    {
        if (bench.reason == GESSO_WAIT_CONNECTION)
            bench.server.listen_now();
        gesso_client_close(bench.host.client(), GESSO_CLOSE_DRAIN);
        REQUIRE(bench.host.log.wait_until([&] {
            bench.clock.advance(1000);
            return bench.host.log.is_closed();
        }));
        for (size_t i = 0; i < 3; ++i)
            bench.expect_end(i, GESSO_OK);
    }
}

TEST_CASE("queued behind a full house, a destroyed service's request is stale too", "[client]")
{
    PaceBench bench(1);
    bench.server.play({limit_reply("Retry-After: 20\r\n")});
    bench.add_service();
    bench.submit(1, 0);
    REQUIRE(bench.wait_for_all());
    gesso_service_destroy(bench.host.client(), bench.service);
    bench.submit(1);
    REQUIRE(bench.wait_for_all());
    CHECK(bench.seen(1).end.as.end.result == GESSO_ERROR_STALE);
}
