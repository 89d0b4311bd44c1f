// SPDX-License-Identifier: MIT
#include "client/fan_out.h"
#include "support/catch.h"

using namespace gesso::core;

TEST_CASE(
    "streamed outputs travel alone, others as many together as the service takes", "[fan_out]")
{
    CHECK(share_outputs(4, true, 10).size() == 4);
    CHECK(share_outputs(4, false, 10).size() == 1);
    const std::vector<PostShare> posts = share_outputs(10, false, 4);
    REQUIRE(posts.size() == 3);
    CHECK(posts[2].first_lane == 8);
    CHECK(posts[2].lane_count == 2);
    CHECK(posts[2].mask() == 0x300);
    CHECK(share_outputs(3, false, 0).size() == 3);
}

TEST_CASE("a request ends when each output has ended once", "[fan_out]")
{
    FanOut group(2);
    CHECK(group.note_ok(0, 0));
    CHECK_FALSE(group.note_failed(0, -66, Billed::maybe));
    CHECK_FALSE(group.has_ended());
    CHECK(group.note_failed(1, -63, Billed::no));
    CHECK(group.has_ended());
    const RequestEnd end = group.end(200);
    CHECK(end.ok_count == 1);
    CHECK(end.failed_count == 1);
    CHECK(end.result == -63);
    CHECK(end.billed == 2);
}

TEST_CASE("what was billed is the worst of the outputs", "[fan_out]")
{
    FanOut group(3);
    group.note_failed(0, -80, Billed::no);
    group.note_failed(1, -43, Billed::maybe);
    group.note_failed(2, -80, Billed::no);
    CHECK(group.end(0).billed == 1);
}

TEST_CASE("a failed save shows in the terminal event of a request that succeeded", "[fan_out]")
{
    FanOut group(1);
    group.note_ok(0, -22);
    CHECK(group.end(200).result == -22);
    CHECK(group.end(200).ok_count == 1);
}
