// SPDX-License-Identifier: MIT
// What an HTTP library may swallow must never look like success where the header shows it.
#include "transport/exchange_rig.h"

using namespace gesso::test;

TEST_CASE("a header that contradicts itself or asks for a decoding is refused")
{
    const auto port = GENERATE("plain", "tls");
    const auto target = GENERATE(
        "/length_text", "/length_negative", "/length_huge", "/length_list", "/length_two",
        "/length_and_chunked", "/gzip_chunked", "/gzip", "/status_99", "/status_600");
    CAPTURE(port, target);
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), target));
    CHECK(rig.code() == StatusCode::protocol_error);
    CHECK(rig.sink.body.empty());
    CHECK(rig.report.is_body_sent);
}

TEST_CASE("what is not HTTP is named as such, with what may stand in between")
{
    const auto port = GENERATE("plain", "tls");
    const auto target = GENERATE("/garbage", "/http09", "/http2");
    CAPTURE(port, target);
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), target));
    CHECK(rig.code() == StatusCode::protocol_error);
    CHECK(rig.report.status.message.find("proxy or a login page") != std::string::npos);
    CHECK(rig.sink.heads == 0);
}

TEST_CASE("the same length twice is one length")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/length_twice"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.body == "hello");
}

TEST_CASE("a body shorter than announced is truncated, with both numbers")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/length_long"));
    CHECK(rig.code() == StatusCode::truncated);
    CHECK(rig.report.status.message.find("5 of 50 bytes") != std::string::npos);
    CHECK(rig.sink.body == "hello");
}

TEST_CASE("bytes beyond the announced length are not part of the body")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/length_short"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.body == "he");
}

TEST_CASE("a chunked body that breaks off or breaks the rules is never whole")
{
    const auto port = GENERATE("plain", "tls");
    const auto target = GENERATE(
        "/chunk_negative", "/chunk_overflow", "/chunk_text", "/in_chunk", "/before_last_chunk",
        "/in_trailer");
    CAPTURE(port, target);
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), target));
    CHECK(rig.code() == StatusCode::truncated);
    CHECK(rig.sink.head.status == 200);
}

TEST_CASE("over TLS a body without a length is whole only when the line says goodbye")
{
    Rig rig;
    SECTION("it does")
    {
        rig.run(post_to(origin_at("tls", "localhost"), "/open_end"));
        CHECK(rig.code() == StatusCode::ok);
    }
    SECTION("it is cut")
    {
        rig.run(post_to(origin_at("tls", "localhost"), "/open_cut"));
        CHECK(rig.code() == StatusCode::truncated);
    }
    SECTION("it is cut after an announced length: nothing is missing")
    {
        rig.run(post_to(origin_at("tls", "localhost"), "/length_cut"));
        CHECK(rig.code() == StatusCode::ok);
        CHECK(rig.sink.body == R"({"ok":1})");
        return;
    }
    CHECK(rig.sink.body == "data: hello\n\n");
}

TEST_CASE("a login page instead of the service is delivered as what it is")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/html"));
    CHECK(rig.code() == StatusCode::ok);
    REQUIRE(rig.sink.head.find("Content-Type"));
    CHECK(*rig.sink.head.find("Content-Type") == "text/html");
}
