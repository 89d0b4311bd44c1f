// SPDX-License-Identifier: MIT
// When an operation is asked after, in a time that the test moves on.
#include "client/own_clock.h"
#include "client/replies.h"
#include "support/script_server.h"

using namespace gesso_test;

namespace {

std::string
answer(const std::string &body, const std::string &fields, const char *status = "200 OK")
{
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: application/json\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct PolledBench {
    PolledBench() : host(clock.options(1)) {}

    // The submission's answer, then one for each question.
    void begin(const std::string &submission, std::vector<std::string> answers)
    {
        const std::string place =
            "operation-location: " + server.url() + "/openai/operations/images/42\r\n";
        answers.insert(
            answers.begin(),
            answer("{\"id\":\"42\",\"status\":\"notRunning\"}", place + submission, "202 Taken"));
        server.play(std::move(answers));
        const auto service = host.add_service(server.url(), [](gesso_service_desc &desc) {
            desc.form = GESSO_FORM_AZURE_ASYNC;
            desc.model = nullptr;
        });
        request = host.submit(service, "a wall", [](auto &desc) { desc.size = "256x256"; });
        REQUIRE(wait_for(1));
        settle();
    }
    // The one worker takes another request only when what it brought before has been dealt with.
    void settle()
    {
        const auto nowhere = host.add_service("http://127.0.0.1:9/v1");
        const gesso_request_id other =
            host.submit(nowhere, "x", [](auto &desc) { desc.max_retries = gesso_i32(0); });
        CHECK(host.log.wait_for_end(other, 60'000).end.as.end.result == GESSO_ERROR_CONNECT);
    }
    bool wait_for(size_t requests)
    {
        return host.log.wait_until([&] { return server.heard().size() == requests; }, 60'000);
    }
    // Nothing is asked although the conductor has had many turns.
    bool is_quiet(size_t requests)
    {
        int turns = 0;
        return host.log.wait_until([&] {
            return server.heard().size() != requests || ++turns == 100;
        }) && server.heard().size() == requests;
    }

    OwnClock clock;
    ScriptServer server;
    Host host;
    gesso_request_id request{};
};

const std::string kRunning = "{\"id\":\"42\",\"status\":\"running\"}";

} // namespace

TEST_CASE("an operation is asked after when the service says, and else after a second", "[client]")
{
    const auto [field, wait_ms] = GENERATE(table<std::string, int>({
        {"Retry-After: 7\r\n", 7000},
        {"Retry-After: 0.5\r\n", 500},
        {"retry-after-ms: 2500\r\nRetry-After: 9\r\n", 2500},
        {"Retry-After: 86400\r\n", 120'000}, // nobody waits for a day
        {"Retry-After: soon\r\n", 1000},
        {"", 1000},
    }));
    CAPTURE(field);
    PolledBench bench;
    bench.begin(
        field, {answer(kRunning, "Retry-After: 3\r\n"), answer("{\"status\":\"canceled\"}", ""),
                "HTTP/1.1 204 Gone\r\n\r\n"});
    bench.clock.advance(wait_ms - 1);
    CHECK(bench.is_quiet(1));
    bench.clock.advance(1);
    REQUIRE(bench.wait_for(2));
    // What the answer to a question says counts for the next one.
    bench.settle();
    bench.clock.advance(2999);
    CHECK(bench.is_quiet(2));
    bench.clock.advance(1);
    const SeenRequest &seen = bench.host.log.wait_for_end(bench.request, 60'000);
    CHECK(seen.end.as.end.result == GESSO_ERROR_SERVICE);
    REQUIRE(bench.wait_for(4));
    CHECK(bench.server.heard()[3].line.rfind("DELETE ", 0) == 0);
}
