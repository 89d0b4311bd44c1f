// SPDX-License-Identifier: MIT
#include "transport/exchange_rig.h"

using namespace gesso::test;

namespace {

size_t count_of(const std::string &text, const std::string &part)
{
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("a request arrives whole and its reply comes back whole, through every phase")
{
    fault_server().reset();
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/ok?bytes=300000", 100'000));

    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.report.is_body_started);
    CHECK(rig.report.is_body_sent);
    CHECK(rig.report.received_body_bytes == 300'000);
    CHECK(rig.sink.body.size() == 300'000);
    CHECK(rig.sink.heads == 1);
    CHECK(rig.sink.head.status == 200);
    CHECK(
        rig.sink.phases ==
        std::vector<LinePhase>{
            LinePhase::connecting, LinePhase::sending, LinePhase::waiting, LinePhase::receiving});
    CHECK(fault_server().count("posts") == 1);
    CHECK(fault_server().count("bodies") == 1);
    CHECK(fault_server().count("body_bytes") == 100'000);
    CHECK(fault_server().count("connections_plain") == 1);
}

TEST_CASE("the header says how long the body is, wants it plain and never asks for leave")
{
    fault_server().reset();
    Rig rig;
    HttpRequest request = post_to(origin_at("plain"), "/ok?api-version=2025-04-01&b=1", 4000);
    request.fields.push_back({"api-key", "canary", true});
    request.body.push_back({"second piece", {}});
    rig.run(request);

    REQUIRE(rig.code() == StatusCode::ok);
    const std::string header = fault_server().last_header();
    const std::string port = std::to_string(fault_server().port("plain"));
    CHECK(header.rfind("POST /ok?api-version=2025-04-01&b=1 HTTP/1.1\r\n", 0) == 0);
    CHECK(count_of(header, "Content-Length: 4012\r\n") == 1);
    CHECK(count_of(header, "Host: 127.0.0.1:" + port) == 1);
    CHECK(count_of(header, "api-key: canary") == 1);
    CHECK(count_of(header, "Content-Type: application/json") == 1);
    CHECK(count_of(header, "Accept-Encoding: identity") == 1);
    CHECK(count_of(header, "Connection: close") == 1);
    CHECK(count_of(header, "Expect") == 0);
    CHECK(count_of(header, "Transfer-Encoding") == 0);
}

TEST_CASE("the name stays in the header while the connection goes to the address")
{
    Rig rig;
    rig.run(post_to(origin_at("plain", "service.test"), "/ok"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(count_of(fault_server().last_header(), "Host: service.test:") == 1);
}

TEST_CASE("an IPv6 literal is an origin like any other")
{
    if (fault_server().port("plain6") == 0)
        return;
    Rig rig;
    rig.address = "::1";
    rig.run(post_to(origin_at("plain6", "::1"), "/ok"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(count_of(fault_server().last_header(), "Host: [::1]:") == 1);
}

TEST_CASE("a reply without a body length ends where the connection ends")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/open_end"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.body == "data: hello\n\n");
}

TEST_CASE("chunks arrive as one body, whatever their size")
{
    const auto target = GENERATE(
        "/chunked?bytes=20000&chunk=1", "/chunked?bytes=20000&chunk=7&extension=1",
        "/chunked?bytes=20000&chunk=20000");
    Rig rig;
    rig.run(post_to(origin_at("plain"), target));
    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
    REQUIRE(rig.sink.body.size() == 20'000);
    CHECK(static_cast<unsigned char>(rig.sink.body[19'999]) == 19'999 % 256);
}

TEST_CASE("the exchange serves one request after another")
{
    fault_server().reset();
    Rig rig;
    const Origin origin = origin_at("plain");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    for (int i = 0; i < 3; ++i) {
        rig.run_on(*exchange, post_to(origin, "/reset"));
        CHECK(rig.code() == StatusCode::disconnected);
        rig.run_on(*exchange, post_to(origin, "/ok"));
        CHECK(rig.code() == StatusCode::ok);
    }
    CHECK(fault_server().count("posts") == 6);
}

TEST_CASE("a sink that has all it wants ends the run, and the line with it")
{
    Rig rig;
    rig.sink.answer_body = [] { return Status{StatusCode::finished, ""}; };
    rig.run(post_to(origin_at("plain"), "/infinite"));
    CHECK(rig.code() == StatusCode::finished);
    CHECK(rig.took_ms < kFarFromTheNets);
    CHECK(rig.sink.body_bytes > 0);
    CHECK(rig.sink.body_bytes < 100'000);
}

TEST_CASE("a sink that fails gives the report its status")
{
    Rig rig;
    SECTION("at the head")
    {
        rig.sink.answer_head = [] { return Status{StatusCode::malformed, "not mine"}; };
        rig.run(post_to(origin_at("plain"), "/ok"));
        CHECK(rig.sink.body.empty());
    }
    SECTION("in the body")
    {
        rig.sink.answer_body = [] { return Status{StatusCode::malformed, "not mine"}; };
        rig.run(post_to(origin_at("tls", "localhost"), "/chunked?bytes=2000000"));
    }
    CHECK(rig.code() == StatusCode::malformed);
    CHECK(rig.report.status.message == "not mine");
}

TEST_CASE("an error status is delivered with its body: the transport did its part")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/status?code=429&retry_after=7"));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.head.status == 429);
    REQUIRE(rig.sink.head.find("retry-after"));
    CHECK(*rig.sink.head.find("retry-after") == "7");
    CHECK(rig.sink.body == R"({"error":{"message":"no","code":"none"}})");
}

TEST_CASE("replies without a body have a head all the same")
{
    const auto [target, status] =
        GENERATE(table<std::string, int>({{"/no_content", 204}, {"/empty", 200}}));
    Rig rig;
    rig.run(post_to(origin_at("plain"), target));
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.heads == 1);
    CHECK(rig.sink.head.status == status);
    CHECK(rig.sink.body.empty());
}

TEST_CASE("a request without a body is sent too")
{
    Rig rig;
    HttpRequest request = post_to(origin_at("plain"), "/ok", 0);
    request.method = "GET";
    request.content_type.clear();
    rig.run(request);
    CHECK(rig.code() == StatusCode::ok);
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(rig.sink.body.size() == 8);
}

TEST_CASE("interim replies are passed over, and the real one is not lost")
{
    const auto port = GENERATE("plain", "tls");
    const auto target = GENERATE("/continue", "/hints");
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), target));
    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.head.status == 200);
    CHECK(rig.sink.body == "hello");
}

TEST_CASE("a header that comes byte by byte is understood")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/drip_head"));
    CHECK(rig.report.status.message == "");
    CHECK(rig.sink.body == "hello");
}

TEST_CASE("repeated header fields all arrive")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/repeated_fields"));
    std::string ids;
    for (const HttpField &field : rig.sink.head.fields)
        ids += field.name == "X-Request-Id" ? field.value + ' ' : "";
    CHECK((ids == "one two " || ids == "two one ")); // not every version keeps the order
}

TEST_CASE("a line break that hides in a header value does not come out of it")
{
    Rig rig;
    rig.run(post_to(origin_at("plain"), "/control_in_field"));
    CHECK(rig.code() == StatusCode::ok);
    REQUIRE(rig.sink.head.find("X-Request-Id"));
    CHECK(rig.sink.head.find("X-Request-Id")->find_first_of("\r\n") == std::string::npos);
    CHECK(rig.sink.head.find("Injected") == nullptr);
}

TEST_CASE("no redirect is followed, wherever it points, and the message names the host alone")
{
    fault_server().reset();
    const std::string port = std::to_string(fault_server().port("plain"));
    const std::string other = std::to_string(fault_server().port("other"));
    const int code = GENERATE(301, 302, 303, 307, 308);
    const auto to = GENERATE_COPY(
        std::string("/ok"), "http://127.0.0.1:" + port + "/ok", "http://127.0.0.1:" + other + "/ok",
        "//127.0.0.1:" + other + "/ok", "http://origin%40127.0.0.1:" + other + "/ok?secret=1",
        std::string("/redirect"), std::string("http://127.0.0.1:99999999999999999999/ok"));
    Rig rig;
    HttpRequest request =
        post_to(origin_at("plain"), "/redirect?code=" + std::to_string(code) + "&to=" + to);
    request.fields.push_back({"api-key", "canary", true});
    rig.run(request);

    CHECK(rig.code() == StatusCode::redirected);
    CHECK(rig.sink.head.status == code);
    CHECK(rig.report.status.message.find("secret") == std::string::npos);
    CHECK(rig.report.status.message.find("canary") == std::string::npos);
    CHECK(fault_server().count("posts") == 1);
    CHECK(fault_server().count("connections_plain") == 1);
    CHECK(fault_server().count("connections_other") == 0);
}

TEST_CASE("a request that could say something else on the wire is not sent")
{
    fault_server().reset();
    Rig rig;
    const Origin origin = origin_at("plain");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    HttpRequest request = post_to(origin, "/ok");
    SECTION("a line break in a key")
    {
        request.fields.push_back({"api-key", "canary\r\nX-Evil: 1", true});
    }
    SECTION("a path that leaves the request line")
    {
        request.target = "/ok HTTP/1.1\r\nX-Evil: 1";
    }
    SECTION("another origin than the one the key belongs to")
    {
        request.origin.host = "localhost";
    }
    SECTION("no address")
    {
        rig.address.clear();
    }
    rig.run_on(*exchange, request);
    CHECK(rig.code() == StatusCode::invalid_argument);
    CHECK(rig.report.status.message.find("canary") == std::string::npos);
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(fault_server().count("connections_plain") == 0);
}
