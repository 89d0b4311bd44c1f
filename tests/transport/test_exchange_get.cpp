// SPDX-License-Identifier: MIT
// Requests without a body: the library has no provider there that could look at the reply first.
#include "transport/exchange_rig.h"

using namespace gesso::test;

namespace {

HttpRequest get_from(const Origin &origin, const std::string &target)
{
    HttpRequest request = post_to(origin, target, 0);
    request.method = "GET";
    request.content_type.clear();
    return request;
}

} // namespace

TEST_CASE("a request without a body goes through every phase and brings a reply back")
{
    const auto port = GENERATE("plain", "tls");
    const auto method = GENERATE("GET", "DELETE");
    fault_server().reset();
    Rig rig;
    HttpRequest request = get_from(origin_at(port, "localhost"), "/ok?bytes=300000");
    request.method = method;
    rig.run(request);
    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(rig.sink.body.size() == 300'000);
    CHECK(
        rig.sink.phases ==
        std::vector<LinePhase>{
            LinePhase::connecting, LinePhase::sending, LinePhase::waiting, LinePhase::receiving});
    const std::string header = fault_server().last_header();
    CHECK(header.rfind(std::string(method) + " /ok?bytes=300000 HTTP/1.1\r\n", 0) == 0);
    CHECK(header.find("Transfer-Encoding") == std::string::npos);
    CHECK(fault_server().count("requests") == 1);
}

TEST_CASE("without a body, too, a status line that would overflow the stack goes no further")
{
    const auto port = GENERATE("plain", "tls");
    const auto size = GENERATE(2'000, 100'000, 3'000'000);
    Rig rig;
    rig.run(get_from(origin_at(port, "localhost"), "/long_status?bytes=" + std::to_string(size)));
    CHECK(rig.code() == StatusCode::protocol_error);
    CHECK(rig.sink.heads == 0);
}

TEST_CASE("without a body, too, what is no HTTP, endless or moved elsewhere has its name")
{
    const auto port = GENERATE("plain", "tls");
    const auto [path, code] = GENERATE(table<std::string, StatusCode>({
        {"/garbage", StatusCode::protocol_error},
        {"/http09", StatusCode::protocol_error},
        {"/status_99", StatusCode::protocol_error},
        {"/interim_flood", StatusCode::limit_exceeded},
        {"/interim_flood?code=103", StatusCode::limit_exceeded},
        {"/redirect?code=302", StatusCode::redirected},
        {"/redirect?code=307", StatusCode::redirected},
        {"/length_and_chunked", StatusCode::protocol_error},
        {"/gzip", StatusCode::protocol_error},
        {"/length_long", StatusCode::truncated},
        {"/in_chunk", StatusCode::truncated},
        {"/nothing", StatusCode::disconnected},
        {"/reset", StatusCode::disconnected},
        {"/hints", StatusCode::ok},
        {"/continue", StatusCode::ok},
        {"/chunked", StatusCode::ok},
    }));
    CAPTURE(port, path);
    Rig rig;
    rig.run(get_from(origin_at(port, "localhost"), path));
    CAPTURE(rig.report.status.message);
    CHECK(rig.code() == code);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("without a body, too, a header line without end is not waited for")
{
    const auto port = GENERATE("plain", "tls");
    fault_server().reset();
    Rig rig;
    rig.run(get_from(origin_at(port, "localhost"), "/endless_header"));
    CHECK((rig.code() == StatusCode::limit_exceeded || rig.code() == StatusCode::protocol_error));
    CHECK(rig.took_ms < kFarFromTheNets);
    CHECK(fault_server().count_at_least("sent", 1) < 60'000'000);
}

TEST_CASE("a server that takes a request without a body and is silent ends by the right clock")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.clocks.first_byte_ms = 300;
    rig.run(get_from(origin_at(port, "localhost"), "/silent"));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(rig.report.status.message.find("first byte") != std::string::npos);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a request without a body that is interrupted while it waits ends soon")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.beside = [](Exchange &exchange, RecordingSink &sink) {
        wait_for_phase(sink, LinePhase::waiting);
        exchange.interrupt(StatusCode::cancelled);
    };
    rig.run(get_from(origin_at(port, "localhost"), "/silent"));
    CHECK(rig.code() == StatusCode::cancelled);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a refused connection and a bad certificate are told without a body as with one")
{
    Rig rig;
    rig.run(get_from(origin_at("tls_expired", "localhost"), "/ok"));
    CHECK(rig.code() == StatusCode::tls_failed);
    Rig other;
    other.run(get_from(origin_at("reset"), "/ok"));
    CHECK(other.code() != StatusCode::ok);
}
