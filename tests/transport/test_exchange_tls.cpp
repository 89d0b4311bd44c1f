// SPDX-License-Identifier: MIT
#include "transport/exchange_rig.h"

#include <fstream>

using namespace gesso::test;

namespace {

bool names(const Status &status, const std::string &part)
{
    return status.message.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a certificate that proves nothing ends the run before a byte of the request")
{
    const auto [port, reason] = GENERATE(table<std::string, std::string>({
        {"tls_self_signed", "self-signed"},
        {"tls_expired", "expired"},
        {"tls_wrong_host", "ostname mismatch"},
        {"tls_name_only", "ostname mismatch"},
    }));
    CAPTURE(port);
    fault_server().reset();
    Rig rig;
    rig.run(post_to(origin_at(port, "localhost"), "/ok"));
    CHECK(rig.code() == StatusCode::tls_failed);
    CHECK(names(rig.report.status, reason));
    CHECK(names(rig.report.status, "localhost:"));
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(fault_server().count("requests") == 0);
}

TEST_CASE("a certificate holds for its own names only")
{
    const auto [host, is_trusted] = GENERATE(table<std::string, bool>({
        {"localhost", true},
        {"127.0.0.1", true},
        {"service.test", true},
        {"one.wild.test", true},
        {"two.one.wild.test", false},
        {"wild.test", false},
        {"127.0.0.2", false},
        {"elsewhere.test", false},
    }));
    CAPTURE(host);
    Rig rig;
    rig.run(post_to(origin_at("tls", host), "/ok"));
    CHECK(rig.code() == (is_trusted ? StatusCode::ok : StatusCode::tls_failed));
}

TEST_CASE("a CA file is trusted instead of the system, and only it")
{
    Rig rig;
    SECTION("without it the test authority is unknown")
    {
        rig.tls.ca_file.clear();
        rig.run(post_to(origin_at("tls", "localhost"), "/ok"));
        CHECK(rig.code() == StatusCode::tls_failed);
        CHECK(names(rig.report.status, "CA file"));
    }
    SECTION("another authority's file does not help")
    {
        rig.tls.ca_file = fault_server().file("tls_self_signed.crt");
        rig.run(post_to(origin_at("tls", "localhost"), "/ok"));
        CHECK(rig.code() == StatusCode::tls_failed);
    }
}

TEST_CASE("a CA file that is missing, empty or damaged is named, and nothing is made")
{
    Rig rig;
    rig.tls.ca_file = fault_server().file("broken.pem");
    SECTION("missing") {}
    SECTION("empty")
    {
        std::ofstream(rig.tls.ca_file).flush();
    }
    SECTION("damaged")
    {
        std::ofstream(rig.tls.ca_file) << "-----BEGIN CERTIFICATE-----\nnonsense\n"
                                          "-----END CERTIFICATE-----\n";
    }
    SECTION("not a certificate at all")
    {
        std::ofstream(rig.tls.ca_file) << "hello";
    }
    CHECK(rig.make(origin_at("tls", "localhost")) == nullptr);
    CHECK(rig.made.code == StatusCode::tls_failed);
    CHECK(names(rig.made, "broken.pem"));
    std::remove(rig.tls.ca_file.c_str());
}

TEST_CASE("a server that speaks only old TLS is refused")
{
    Rig rig;
    rig.run(post_to(origin_at("tls_old", "localhost"), "/ok"));
    CHECK(rig.code() == StatusCode::tls_failed);
    CHECK_FALSE(rig.report.is_body_started);
}

TEST_CASE("plain HTTP on a TLS port is recognised, with a hint")
{
    Rig rig;
    rig.run(post_to(origin_at("tls_plain", "localhost"), "/ok"));
    CHECK(rig.code() == StatusCode::tls_failed);
    CHECK(names(rig.report.status, "without TLS"));
    CHECK_FALSE(rig.report.is_body_started);
}

TEST_CASE("a connection that ends or stalls during the handshake has not cost anything")
{
    Rig rig;
    rig.clocks.connect_ms = 300;
    SECTION("stalled")
    {
        rig.run(post_to(origin_at("tls_stall", "localhost"), "/ok"));
        CHECK(rig.code() == StatusCode::timed_out);
    }
    SECTION("reset")
    {
        Origin origin = origin_at("tls", "localhost");
        origin.port = fault_server().port("reset");
        rig.run(post_to(origin, "/ok"));
        // A reset that overtakes the end of the connect itself is a connection that never was.
        CHECK((rig.code() == StatusCode::tls_failed || rig.code() == StatusCode::connect_failed));
    }
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(rig.took_ms < kFarFromTheNets);
}

TEST_CASE("a TLS stream that turns into something else is not a reply")
{
    Rig rig;
    rig.run(post_to(origin_at("tls", "localhost"), "/record_damage"));
    // Newer versions of the library take the reason away with them.
    CHECK((rig.code() == StatusCode::tls_failed || rig.code() == StatusCode::truncated));
    CHECK(rig.report.is_body_sent);
    CHECK(rig.sink.body == "data: hello\n\n");
}

TEST_CASE("the trust store is loaded once for all requests of an exchange")
{
    // A store of some hundred authorities, as a system has: the file is read when the exchange
    // is made and at the first request, and then never again.
    const std::string many = fault_server().file("many.pem");
    {
        std::ofstream out(many, std::ios::binary);
        std::ifstream system("/etc/ssl/certs/ca-certificates.crt", std::ios::binary);
        std::ifstream own(fault_server().file("ca.pem"), std::ios::binary);
        out << own.rdbuf();
        if (system)
            out << system.rdbuf();
    }
    Rig rig;
    rig.tls.ca_file = many;
    const Origin origin = origin_at("tls", "localhost");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    REQUIRE(exchange);
    rig.run_on(*exchange, post_to(origin, "/ok"));
    REQUIRE(rig.code() == StatusCode::ok);
    std::remove(many.c_str());
    for (int i = 0; i < 3; ++i) {
        rig.run_on(*exchange, post_to(origin, "/ok"));
        CHECK(rig.report.status.message == "");
    }
}
