// SPDX-License-Identifier: MIT
// Cancel, detach, close and destroy in every state a request can be in.
#include "client/host.h"
#include "support/fault_server.h"
#include "support/loopback.h"

#include <chrono>
#include <thread>

using namespace gesso_test;
using Steady = std::chrono::steady_clock;

namespace {

void ask_small(gesso_request_desc &desc)
{
    desc.size = "1024x1024";
    desc.quality = "low";
}

bool has_phase(const SeenRequest &request, int32_t phase)
{
    for (const gesso_event &event : request.events) {
        if (event.type == GESSO_EVENT_PHASE && event.as.phase.phase >= phase)
            return true;
    }
    return false;
}

int64_t ms_since(Steady::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start).count();
}

std::string plain_url(const char *scenario)
{
    const auto &server = gesso::test::fault_server();
    return "http://127.0.0.1:" + std::to_string(server.port("plain")) + scenario;
}

// Bounds are generous multiples of what is promised: they tell "soon" from "at the timeout".
constexpr int64_t kSoonMs = 2000;

void expect_cancelled(Host &host, gesso_request_id request, int32_t billed)
{
    const Steady::time_point start = Steady::now();
    REQUIRE(
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) == GESSO_OK);
    const SeenRequest &seen = host.log.wait_for_end(request);
    CHECK(ms_since(start) < kSoonMs);
    CHECK(seen.end.type == GESSO_EVENT_FAILED);
    CHECK(seen.end.as.end.result == GESSO_ERROR_CANCELLED);
    CHECK(seen.end.as.end.billed == billed);
}

} // namespace

TEST_CASE("cancel ends a request soon, in whatever state it is", "[client]")
{
    Host host({1, {}});
    auto &server = gesso::test::fault_server();
    const std::string at = "127.0.0.1:";

    SECTION("connecting to a black hole")
    {
        const gesso_service_id id =
            host.add_service("http://" + at + std::to_string(server.port("full")));
        const gesso_request_id request = host.submit(id, "x");
        host.log.wait_until(
            [&] { return has_phase(host.log.request(request), GESSO_PHASE_CONNECTING); });
        expect_cancelled(host, request, GESSO_BILLED_NO);
    }
    SECTION("in a TLS handshake that hangs")
    {
        const gesso_service_id id =
            host.add_service("https://" + at + std::to_string(server.port("tls_stall")));
        const gesso_request_id request = host.submit(id, "x");
        host.log.wait_until(
            [&] { return has_phase(host.log.request(request), GESSO_PHASE_CONNECTING); });
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        expect_cancelled(host, request, GESSO_BILLED_NO);
    }
    SECTION("while the service is silent")
    {
        const gesso_service_id id = host.add_service(plain_url("/silent"));
        const gesso_request_id request = host.submit(id, "x");
        REQUIRE(host.log.wait_until(
            [&] { return has_phase(host.log.request(request), GESSO_PHASE_GENERATING); }));
        expect_cancelled(host, request, GESSO_BILLED_MAYBE);
    }
    SECTION("while it waits in the queue")
    {
        const gesso_service_id id = host.add_service(plain_url("/silent"));
        const gesso_request_id running = host.submit(id, "x");
        const gesso_request_id queued = host.submit(id, "y");
        REQUIRE(host.log.wait_until(
            [&] { return has_phase(host.log.request(running), GESSO_PHASE_GENERATING); }));
        expect_cancelled(host, queued, GESSO_BILLED_NO);
        expect_cancelled(host, running, GESSO_BILLED_MAYBE);
    }
    SECTION("while rows are arriving")
    {
        const Loopback service({"--gate"});
        const gesso_service_id id = host.add_service(service.url() + "/v1");
        const gesso_request_id request = host.submit(id, "brick", ask_small);
        REQUIRE(host.log.wait_until([&] { return host.log.request(request).rows_events > 0; }));
        expect_cancelled(host, request, GESSO_BILLED_MAYBE);
        CHECK(host.log.request(request).lines.front() == "dropped 0");
    }
    SECTION("after it has ended")
    {
        const Loopback service;
        const gesso_request_id request =
            host.submit(host.add_service(service.url() + "/v1"), "brick", ask_small);
        host.log.wait_for_end(request);
        CHECK(
            gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) ==
            GESSO_OK);
        CHECK(host.log.request(request).end.type == GESSO_EVENT_FINISHED);
        gesso_request_release(host.client(), request);
        CHECK(
            gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) ==
            GESSO_ERROR_STALE);
    }
}

TEST_CASE("cancelling one output leaves its siblings alone", "[client]")
{
    const Loopback service({"--think-ms", "200"});
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    for (const int32_t stream : {GESSO_STREAM_ALWAYS, GESSO_STREAM_NEVER}) {
        const gesso_request_id request = host.submit(id, "grass", [&](auto &desc) {
            ask_small(desc);
            desc.count = 3;
            desc.stream = stream;
        });
        REQUIRE(gesso_cancel(host.client(), request, 1, GESSO_CANCEL_ABORT) == GESSO_OK);
        const SeenRequest &seen = host.log.wait_for_end(request);
        CHECK(seen.end.type == GESSO_EVENT_FINISHED);
        CHECK(seen.end.as.end.ok_count == 2);
        CHECK(seen.end.as.end.failed_count == 1);
        CHECK(host.output(request, 1).result == GESSO_ERROR_CANCELLED);
        CHECK(host.output(request, 2).result == GESSO_OK);
    }
}

TEST_CASE("a detached request finishes into its file, unwatched, and frees its place", "[client]")
{
    const Loopback service({"--gate"});
    const Scratch scratch;
    Host host({1, {}});
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    const gesso_request_id request = host.submit(id, "marble", [&](auto &desc) {
        ask_small(desc);
        desc.save_to = scratch.path().c_str();
    });
    REQUIRE(host.log.wait_until([&] { return host.log.request(request).rows_events > 0; }));
    REQUIRE(
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_DETACH) == GESSO_OK);
    REQUIRE(host.log.wait_until([&] { return host.stats().detached == 1; }));
    // The one place is free for a request that somebody watches.
    const gesso_request_id next = host.submit(id, "grass", ask_small);
    REQUIRE(host.log.wait_until([&] { return host.log.request(next).rows_events > 0; }));
    const auto have_both_ended = [&] {
        return host.log.request(request).has_ended && host.log.request(next).has_ended;
    };
    for (int i = 0; i < 200 && !have_both_ended(); ++i) {
        service.ask("POST", "/__gate/open");
        host.log.wait_until(have_both_ended, 20);
    }
    const SeenRequest &seen = host.log.wait_for_end(request);
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    for (const gesso_event &event : seen.events)
        CHECK(event.type != GESSO_EVENT_IMAGE);
    CHECK(read_file(host.output(request).path).size() == host.output(request).encoded_bytes);
    host.log.wait_for_end(next);
}

TEST_CASE("a request that is kept nowhere cannot be detached", "[client]")
{
    Host host;
    const gesso_request_id request = host.submit(host.add_service(plain_url("/silent")), "x");
    CHECK(
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_DETACH) ==
        GESSO_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("closing drains or aborts, and ends in CLOSED", "[client]")
{
    const Loopback service({"--think-ms", "100"});
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    SECTION("drain")
    {
        const gesso_request_id request = host.submit(id, "ice", ask_small);
        REQUIRE(gesso_client_close(host.client(), GESSO_CLOSE_DRAIN) == GESSO_OK);
        REQUIRE(host.log.wait_for_closed());
        CHECK(host.log.request(request).end.type == GESSO_EVENT_FINISHED);
    }
    SECTION("abort")
    {
        const gesso_request_id request = host.submit(host.add_service(plain_url("/silent")), "x");
        REQUIRE(gesso_client_close(host.client(), GESSO_CLOSE_ABORT) == GESSO_OK);
        REQUIRE(host.log.wait_for_closed());
        CHECK(host.log.request(request).end.as.end.result == GESSO_ERROR_CANCELLED);
    }
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = id;
    desc.prompt = "late";
    gesso_request_id late{};
    CHECK(gesso_submit(host.client(), &desc, &late) == GESSO_ERROR_CLOSED);
}

TEST_CASE("destroy returns within its bound while a handshake hangs", "[client]")
{
    auto &server = gesso::test::fault_server();
    for (const char *port : {"tls_stall", "full", "silent"}) {
        gesso_client_desc desc = gesso_client_desc_init();
        gesso_client *client = nullptr;
        REQUIRE(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK);
        const std::string scheme = std::string(port) == "tls_stall" ? "https" : "http";
        const std::string url = scheme + "://127.0.0.1:" + std::to_string(server.port(port));
        gesso_service_desc service = gesso_service_desc_init();
        service.endpoint = url.c_str();
        gesso_service_id id{};
        REQUIRE(gesso_service_create(client, &service, &id) == GESSO_OK);
        gesso_request_desc request = gesso_request_desc_init();
        request.service = id;
        request.prompt = "x";
        gesso_request_id request_id{};
        REQUIRE(gesso_submit(client, &request, &request_id) == GESSO_OK);
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        const Steady::time_point start = Steady::now();
        gesso_leftovers left = gesso_leftovers_init();
        CHECK(gesso_client_destroy(client, &left) == GESSO_OK);
        CHECK(ms_since(start) < 3000);
        CHECK(left.threads == 0);
        CHECK(left.requests == 1); // its terminal event was never polled
    }
}
