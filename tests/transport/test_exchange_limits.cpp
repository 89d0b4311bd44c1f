// SPDX-License-Identifier: MIT
#include "transport/exchange_rig.h"

#include <unistd.h>

#include <fstream>

using namespace gesso::test;

namespace {

uint64_t resident_bytes()
{
    std::ifstream statm("/proc/self/statm");
    uint64_t pages = 0;
    statm >> pages >> pages;
    return pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("a header line of 200 MB ends the run long before it is received")
{
    const auto port = GENERATE("plain", "tls");
    fault_server().reset();
    const uint64_t before = resident_bytes();
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/endless_header"));
    // Newer versions of the library refuse the line themselves, before the limit does.
    CHECK((rig.code() == StatusCode::limit_exceeded || rig.code() == StatusCode::protocol_error));
    CHECK(rig.took_ms < kFarFromTheNets);
    CHECK(fault_server().count_at_least("sent", 1) < 60'000'000);
    CHECK(resident_bytes() < before + (32u << 20));
}

TEST_CASE("a status line that would overflow the stack never reaches the HTTP library")
{
    const auto port = GENERATE("plain", "tls");
    const auto size = GENERATE(2'000, 100'000, 3'000'000);
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/long_status?bytes=" + std::to_string(size)));
    CHECK(rig.code() == StatusCode::protocol_error);
    CHECK(rig.sink.heads == 0);
}

TEST_CASE("ten thousand header fields are too many")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/many_fields"));
    CHECK((rig.code() == StatusCode::limit_exceeded || rig.code() == StatusCode::protocol_error));
    CHECK(rig.sink.heads == 0);
}

TEST_CASE("two hundred header fields are not")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/many_fields?count=200"));
    CHECK(rig.code() == StatusCode::ok);
}

TEST_CASE("a header at its limit passes, and one beyond it does not")
{
    Rig rig;
    rig.header_bytes = 8000;
    rig.run(post_to(origin_at("plain"), "/many_fields?count=200")); // 200 * ~19 bytes
    CHECK(rig.code() == StatusCode::ok);
    rig.header_bytes = 3000;
    rig.run(post_to(origin_at("plain"), "/many_fields?count=200"));
    CHECK(rig.code() == StatusCode::limit_exceeded);
}

TEST_CASE("interim replies without end are a limit, not a wait")
{
    const auto port = GENERATE("plain", "tls");
    const auto code = GENERATE(100, 103);
    fault_server().reset();
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/interim_flood?code=" + std::to_string(code)));
    CHECK(rig.code() == StatusCode::limit_exceeded);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a body without end is cut at the limit, and no byte beyond it is delivered")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.sink.is_kept = false;
    rig.response_bytes = 3'000'000;
    rig.run(post_to(origin_at(port, "localhost"), "/infinite"));
    CHECK(rig.code() == StatusCode::limit_exceeded);
    CHECK(rig.report.status.message.find("response_bytes") != std::string::npos);
    CHECK(rig.sink.body_bytes <= 3'000'000);
    CHECK(rig.sink.body_bytes > 2'900'000);
}

TEST_CASE("a body of exactly the limit passes, one byte more is refused when it is announced")
{
    Rig rig;
    rig.response_bytes = 100'000;
    rig.run(post_to(origin_at("plain"), "/ok?bytes=100000"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.body_bytes == 100'000);
    rig.sink.body_bytes = 0;
    rig.run(post_to(origin_at("plain"), "/ok?bytes=100001"));
    CHECK(rig.code() == StatusCode::limit_exceeded);
    CHECK(rig.sink.body_bytes == 0);
}

TEST_CASE("a large body that is here before the worker looks is not taken for a header")
{
    // The watchdog looks all the time while the header of a reply of some megabytes is parsed.
    Rig rig;
    rig.inspect_every_ms = 0;
    rig.header_bytes = 1024;
    rig.sink.is_kept = false;
    for (int i = 0; i < 20; ++i) {
        rig.run(post_to(origin_at("plain"), "/ok?bytes=4000000"));
        REQUIRE(rig.report.status.message == "");
    }
}
