// SPDX-License-Identifier: MIT
// The server's raw replies, which other folders' tests build on.
#include "transport/exchange_rig.h"

#include <filesystem>
#include <fstream>

using namespace gesso::test;

TEST_CASE("a raw reply is served as it is, in pieces, cut short or stopped in the middle")
{
    const std::string folder = fault_server().file("replies");
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/hello.http", std::ios::binary)
        << "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    const FaultServer server(folder);
    const Origin origin{"http", "127.0.0.1", server.port("plain")};
    Rig rig;
    SECTION("whole, in pieces of three bytes")
    {
        rig.run(post_to(origin, "/reply/hello.http?piece=3"));
        CHECK(rig.code() == StatusCode::ok);
        CHECK(rig.sink.body == "hello");
    }
    SECTION("at a rate")
    {
        rig.run(post_to(origin, "/reply/hello.http?rate=200"));
        CHECK(rig.code() == StatusCode::ok);
        CHECK(rig.took_ms >= 150); // 43 bytes
    }
    SECTION("cut")
    {
        rig.run(post_to(origin, "/reply/hello.http?cut=2"));
        CHECK(rig.code() == StatusCode::truncated);
        CHECK(rig.sink.body == "hel");
    }
    SECTION("held back in the middle")
    {
        rig.clocks.idle_ms = 200;
        rig.run(post_to(origin, "/reply/hello.http?cut=1&end=hold"));
        CHECK(rig.code() == StatusCode::timed_out);
        CHECK(rig.sink.body == "hell");
    }
    SECTION("after a pause")
    {
        rig.run(post_to(origin, "/reply/hello.http?pause_at=40&pause=0.2"));
        CHECK(rig.sink.body == "hello");
        CHECK(rig.took_ms >= 180);
    }
    CHECK(server.count("posts") == 1);
}
