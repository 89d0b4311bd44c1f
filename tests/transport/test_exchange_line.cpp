// SPDX-License-Identifier: MIT
// The line breaks, stalls or drips at every point of a run.
#include "transport/exchange_rig.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace gesso::test;

namespace {

bool names(const Rig &rig, const std::string &part)
{
    return rig.report.status.message.find(part) != std::string::npos;
}

// A port that was free a moment ago: nobody listens there.
uint16_t closed_port()
{
    const int line = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    REQUIRE(bind(line, reinterpret_cast<sockaddr *>(&address), size) == 0);
    getsockname(line, reinterpret_cast<sockaddr *>(&address), &size);
    close(line);
    return ntohs(address.sin_port);
}

} // namespace

TEST_CASE("a refused connection says where, why and what to check, and costs nothing")
{
    Rig rig;
    const auto scheme = GENERATE("http", "https");
    rig.run(post_to({scheme, "localhost", closed_port()}, "/ok"));
    CHECK(rig.code() == StatusCode::connect_failed);
    CHECK(names(rig, "localhost:"));
    CHECK(names(rig, "127.0.0.1"));
    CHECK(names(rig, "refused"));
    CHECK_FALSE(rig.report.is_body_started);
}

TEST_CASE("a port that swallows connections is left when the connect clock says so")
{
    Rig rig;
    rig.clocks.connect_ms = 300;
    rig.run(post_to(origin_at("full"), "/ok"));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(names(rig, "connect clock"));
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(rig.took_ms >= 250);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a server that takes the request and says nothing runs into the first-byte clock")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.clocks.first_byte_ms = 300;
    rig.run(post_to(origin_at(port, "localhost"), "/silent"));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(names(rig, "first byte clock"));
    CHECK(rig.report.is_body_sent);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("half a stream and then nothing runs into the idle clock")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.clocks.idle_ms = 300;
    rig.run(post_to(origin_at(port, "localhost"), "/half"));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(names(rig, "idle clock"));
    CHECK(rig.sink.body == "data: hello\n\n");
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a drip keeps the idle clock quiet and runs into the total one")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.clocks.idle_ms = 400;
    rig.clocks.total_ms = 1200;
    rig.run(post_to(origin_at(port, "localhost"), "/drip?pause=0.05"));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(names(rig, "total clock"));
    CHECK(rig.sink.body.size() > 5);
    CHECK(rig.took_ms >= 1150);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a sink that takes its time is not the service's silence")
{
    Rig rig;
    rig.clocks.idle_ms = 150;
    int calls = 0;
    rig.sink.answer_body = [&calls] {
        if (calls++ == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
        return Status();
    };
    rig.run(post_to(origin_at("plain"), "/ok?bytes=20000"));
    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
}

TEST_CASE("a server that stops reading runs into the idle clock of the sending side")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.clocks.idle_ms = 400;
    rig.run(post_to(origin_at(port, "localhost"), "/stop_reading", 20u << 20));
    CHECK(rig.code() == StatusCode::timed_out);
    CHECK(names(rig, "took no more"));
    CHECK(rig.report.is_body_started);
    CHECK_FALSE(rig.report.is_body_sent);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a connection that ends before the reply is a disconnection, one request and no more")
{
    const auto port = GENERATE("plain", "tls");
    const auto target = GENERATE("/reset", "/nothing", "/in_status", "/in_header");
    CAPTURE(port, target);
    fault_server().reset();
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), target));
    // Half a status line in a TLS record of its own cannot be looked at further.
    const bool is_half_record = std::string(port) + target == "tls/in_status";
    CHECK(rig.code() == (is_half_record ? StatusCode::protocol_error : StatusCode::disconnected));
    CHECK(rig.report.is_body_sent);
    CHECK(fault_server().count("requests") == 1);
}

TEST_CASE("a reset in the middle of the body is told from its end")
{
    const auto port = GENERATE("plain", "tls");
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/length_long_reset"));
    CHECK((rig.code() == StatusCode::disconnected || rig.code() == StatusCode::tls_failed));
    CHECK(names(rig, "5 of 50 bytes"));
}

TEST_CASE("an answer that comes during the upload is the answer")
{
    const auto port = GENERATE("plain", "tls");
    const auto after = GENERATE(0, 100'000);
    CAPTURE(port, after);
    fault_server().reset();
    Rig rig;
    const std::string target = "/early_reply?after=" + std::to_string(after);
    rig.run(post_to(origin_at(port, "localhost"), target, 8u << 20));
    CHECK(rig.report.status.message == "");
    CHECK(rig.code() == StatusCode::ok);
    CHECK(rig.sink.head.status == 413);
    CHECK(rig.sink.body == R"({"error":{"message":"too large"}})");
    CHECK(rig.report.is_body_started);
    CHECK_FALSE(rig.report.is_body_sent);
    CHECK(fault_server().count("posts") == 1);
}

TEST_CASE("a server that breaks off the upload neither kills the process nor gets a second one")
{
    const auto port = GENERATE("plain", "tls");
    const auto end = GENERATE("reset", "fin", "close");
    CAPTURE(port, end);
    fault_server().reset();
    Rig rig;
    const std::string target = std::string("/early_end?end=") + end;
    for (int i = 0; i < 3; ++i) {
        rig.run(post_to(origin_at(port, "localhost"), target, 8u << 20));
        CHECK(rig.code() == StatusCode::disconnected);
        CHECK(rig.report.is_body_started);
        CHECK_FALSE(rig.report.is_body_sent);
    }
    CHECK(fault_server().count("posts") == 3);
    CHECK(fault_server().count("bodies") == 0);
}

TEST_CASE("an early goodbye over TLS never leads to a second body")
{
    fault_server().reset();
    Rig rig;
    const Origin origin = origin_at("tls", "localhost");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    const HttpRequest request = post_to(origin, "/early_goodbye", 3'000'000);
    for (int i = 0; i < 50; ++i) {
        fault_server().reset();
        rig.run_on(*exchange, request);
        CHECK(rig.code() == StatusCode::disconnected);
        CHECK(fault_server().count("posts") == 1);
        CHECK(fault_server().count("bodies") <= 1);
        CHECK(fault_server().count("handshakes") == 1);
    }
}

TEST_CASE("without a descriptor left the failure is this machine's")
{
    Rig rig;
    const Origin origin = origin_at("plain");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const int next = fcntl(0, F_DUPFD_CLOEXEC, 0);
    close(next);
    // Room for nothing at all, and then for the library's socket but not for our duplicate.
    const int room = GENERATE(0, 1);
    const rlimit tight{static_cast<rlim_t>(next + room), before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &tight);
    rig.run_on(*exchange, post_to(origin, "/ok"));
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(rig.code() == StatusCode::resource_exhausted);
    CHECK_FALSE(rig.report.is_body_started);

    rig.run_on(*exchange, post_to(origin, "/ok"));
    CHECK(rig.code() == StatusCode::ok);
}
