// SPDX-License-Identifier: MIT
#include "client/service_pace.h"
#include "support/catch.h"

#include <utility>
#include <vector>

using namespace gesso::core;

namespace {

// A service and the time; a round is a look at the queue.
struct Bench {
    ServicePace pace;
    int64_t now = 1000;

    bool may_go(uint32_t images = 1)
    {
        pace.begin_round();
        return pace.ask(images, now).reason == WaitReason::none;
    }
    ServicePace::Pass go(uint32_t images = 1)
    {
        REQUIRE(may_go(images));
        return pace.start(images, now);
    }
    Hold ask(uint32_t images = 1)
    {
        pace.begin_round();
        return pace.ask(images, now);
    }
    // A 429 as the conductor tells it; whether it cost a retry.
    bool limit(const ServicePace::Pass &pass, int64_t wait_ms, bool is_told = true)
    {
        pace.note_reached(pass);
        pace.note_end(pass, true);
        const bool is_free = pace.is_first_limit(pass);
        pace.hold_for_limit(pass, now + wait_ms, is_told);
        return is_free;
    }
    void refuse(const ServicePace::Pass &pass, int64_t wait_ms)
    {
        pace.note_end(pass, false);
        pace.hold_for_connection(pass, now + wait_ms, {StatusCode::connect_failed, "refused"});
    }
    void answer(const ServicePace::Pass &pass)
    {
        pace.note_answered(pass);
        pace.note_end(pass, true);
    }
};

} // namespace

TEST_CASE("ten images at five a minute: five at once, five a minute later", "[pace]")
{
    Bench bench;
    bench.pace.describe(5, true);
    for (int i = 0; i < 5; ++i)
        bench.go();
    const Hold hold = bench.ask();
    CHECK(hold.reason == WaitReason::pacing);
    CHECK(hold.due_ms == 61'000);
    bench.now = 60'999;
    CHECK_FALSE(bench.may_go());
    CHECK(bench.pace.notice(bench.now).due_ms == 61'000);
    bench.now = 61'000;
    CHECK(bench.pace.notice(bench.now).reason == WaitReason::none);
    for (int i = 0; i < 5; ++i)
        bench.go();
    CHECK_FALSE(bench.may_go());
}

TEST_CASE("no minute sees more images than allowed, however they come", "[pace]")
{
    Bench bench;
    bench.pace.describe(7, true);
    std::vector<std::pair<int64_t, uint32_t>> sent;
    uint32_t seed = 1;
    for (; bench.now < 1'000'000; bench.now += 700) {
        seed = seed * 1664525 + 1013904223;
        const uint32_t images = 1 + (seed >> 24) % 4;
        if (bench.may_go(images)) {
            bench.pace.start(images, bench.now);
            sent.emplace_back(bench.now, images);
        }
    }
    REQUIRE(sent.size() > 20);
    for (const auto &[begin, ignored] : sent) {
        uint32_t sum = 0;
        for (const auto &[at, images] : sent)
            sum += at >= begin && at < begin + 60'000 ? images : 0;
        CHECK(sum <= 7);
    }
}

TEST_CASE("more images in one POST than a minute allows go alone", "[pace]")
{
    Bench bench;
    bench.pace.describe(2, true);
    bench.go(1);
    CHECK(bench.ask(4).due_ms == 61'000);
    bench.now = 61'000;
    bench.go(4);
    CHECK(bench.ask(1).due_ms == 121'000);
}

TEST_CASE("nobody overtakes one that has to keep to the pace", "[pace]")
{
    Bench bench;
    bench.pace.describe(4, true);
    bench.go(2);
    bench.now += 10'000;
    bench.go(1);
    bench.pace.begin_round();
    CHECK(bench.pace.ask(3, bench.now).due_ms == 61'000);
    CHECK(bench.pace.ask(1, bench.now).due_ms == 61'000); // there would be room for it
    CHECK(bench.may_go(1));                               // once the large one is gone
}

TEST_CASE("what never left is not counted", "[pace]")
{
    Bench bench;
    bench.pace.describe(1, true);
    const ServicePace::Pass pass = bench.go();
    CHECK_FALSE(bench.may_go());
    bench.pace.note_end(pass, false);
    CHECK(bench.may_go());
}

TEST_CASE("the service's headers set the pace unless the host does", "[pace]")
{
    Bench bench;
    bench.go();
    bench.go();
    bench.pace.learn({2, 0}, bench.now);
    CHECK(bench.ask().due_ms == 61'000);
    bench.pace.describe(3, false); // what was sent stays counted
    bench.go();
    CHECK(bench.ask().due_ms == 61'000);
    bench.pace.learn({100, 5000}, bench.now); // the host's number counts, and an empty bucket
    bench.now = 61'000;
    bench.go();
    bench.pace.learn({0, 5000}, bench.now);
    CHECK(bench.ask().due_ms == 66'000);
    bench.pace.describe(0, true);
    CHECK(bench.may_go(50));
}

TEST_CASE("the first 429 holds everybody and is free, and one goes first after it", "[pace]")
{
    Bench bench;
    const ServicePace::Pass first = bench.go();
    const ServicePace::Pass second = bench.go();
    CHECK(bench.limit(first, 20'000));
    CHECK(bench.ask().reason == WaitReason::rate_limit);
    CHECK(bench.ask().due_ms == 21'000);
    bench.now += 1000;
    CHECK(bench.limit(second, 20'000)); // it had left before anybody knew
    CHECK(bench.ask().due_ms == 22'000);
    CHECK(bench.pace.limits_in_a_row() == 1);

    bench.now = 22'000;
    const ServicePace::Pass probe = bench.go();
    CHECK(bench.pace.is_probing());
    CHECK_FALSE(bench.may_go());
    SECTION("its answer opens the way, and the next 429 is a first one again")
    {
        bench.answer(probe);
        const ServicePace::Pass later = bench.go();
        CHECK(bench.limit(later, 1000));
    }
    SECTION("another 429 costs it a retry")
    {
        CHECK_FALSE(bench.limit(probe, 1000));
        CHECK(bench.pace.limits_in_a_row() == 2);
        CHECK(bench.ask().due_ms == 23'000);
    }
    SECTION("silence opens the way too; a 429 after it still costs the probe a retry")
    {
        bench.pace.note_silence(probe);
        const ServicePace::Pass follower = bench.go();
        CHECK_FALSE(bench.limit(probe, 1000));
        CHECK(bench.limit(follower, 1000));
    }
    SECTION("when it goes away without an answer, the next one goes to see")
    {
        bench.pace.note_end(probe, true);
        CHECK_FALSE(bench.pace.is_probing());
        bench.go();
        CHECK_FALSE(bench.may_go());
    }
    SECTION("older news changes nothing")
    {
        bench.answer(first);
        CHECK_FALSE(bench.may_go());
        bench.pace.note_silence(second);
        CHECK_FALSE(bench.may_go());
    }
    SECTION("a new description is tried at once")
    {
        bench.pace.describe(0, false);
        CHECK(bench.may_go());
    }
}

TEST_CASE("a wait of our own choosing is not drawn out by those that had left before", "[pace]")
{
    Bench bench;
    const ServicePace::Pass first = bench.go();
    const ServicePace::Pass second = bench.go();
    bench.limit(first, 500, false);
    bench.now += 100;
    bench.limit(second, 500, false);
    CHECK(bench.ask().due_ms == 1500);
}

TEST_CASE("while nothing can be sent one tries and the others wait with it", "[pace]")
{
    Bench bench;
    const ServicePace::Pass first = bench.go();
    const ServicePace::Pass second = bench.go();
    bench.refuse(first, 500);
    bench.now += 100;
    bench.refuse(second, 500);
    CHECK(bench.pace.failures_in_a_row() == 1);
    CHECK(bench.ask().reason == WaitReason::connection);
    CHECK(bench.ask().due_ms == 1500);
    CHECK(bench.pace.why_unreachable().message == "refused");

    bench.now = 1500;
    const ServicePace::Pass probe = bench.go();
    CHECK_FALSE(bench.may_go());
    SECTION("in vain")
    {
        bench.refuse(probe, 1000);
        CHECK(bench.pace.failures_in_a_row() == 2);
        CHECK(bench.ask().due_ms == 2500);
    }
    SECTION("until it gets through, long before its picture is painted")
    {
        bench.pace.note_reached(probe);
        CHECK(bench.may_go());
        CHECK(bench.pace.failures_in_a_row() == 0);
    }
    SECTION("until nobody waits any more")
    {
        bench.pace.forget_connection();
        CHECK(bench.may_go());
    }
}
