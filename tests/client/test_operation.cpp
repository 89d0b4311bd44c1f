// SPDX-License-Identifier: MIT
// The form that answers with an operation, which is asked after until it ends.
#include "client/fault_bench.h"

using namespace gesso_test;

namespace {

std::string answer(const std::string &body, const char *status = "200 OK", const char *more = "")
{
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

const char *const kLocation =
    "operation-location: "
    "http://127.0.0.1:PORT/op/NAME/openai/operations/images/42?api-version=1\r\n";
const char *const kQuick = "retry-after-ms: 20\r\n";

// One operation, with answers that the test gives it.
struct Operated {
    Operated() : host({2, {}})
    {
        static int number = 0;
        name = "n" + std::to_string(++number);
        server.reset();
        fault_replies().write("picture.http", picture_reply(png));
        submission = with_name(answer(
            "{\"id\":\"42\",\"status\":\"notRunning\"}", "202 Accepted",
            (std::string(kLocation) + kQuick).c_str()));
    }

    std::string with_name(std::string text) const
    {
        for (size_t at = text.find("NAME"); at != std::string::npos; at = text.find("NAME"))
            text.replace(at, 4, name);
        return text;
    }

    void say(int step, const std::string &reply) const
    {
        fault_replies().write("op_" + name + "_" + std::to_string(step), with_name(reply));
    }

    gesso_request_id begin(const std::function<void(gesso_request_desc &)> &tweak = {})
    {
        say(0, submission);
        const gesso_service_id service =
            host.add_service(fault_url("/op/" + name), [](gesso_service_desc &desc) {
                desc.form = GESSO_FORM_AZURE_ASYNC;
                desc.model = nullptr;
                desc.credential = GESSO_CREDENTIAL_KEY;
                desc.secret = "canary-0123456789";
            });
        request = host.submit(service, "a wall", [&](gesso_request_desc &desc) {
            desc.size = "256x256";
            if (tweak)
                tweak(desc);
        });
        return request;
    }

    const SeenRequest &run(const std::function<void(gesso_request_desc &)> &tweak = {})
    {
        begin(tweak);
        const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
        info = host.info(request);
        return seen;
    }

    uint64_t asked() const { return server.count("asked_" + name); }

    std::string name;
    std::string submission;
    gesso::test::FaultServer &server = fault_bench_server();
    Host host;
    gesso_request_id request{};
    gesso_request_info info{};
    const std::string png = noise_png(64, 48, 7);
};

std::string running()
{
    return answer("{\"id\":\"42\",\"status\":\"running\"}", "200 OK", kQuick);
}

std::string succeeded(int pictures = 1)
{
    std::string items;
    for (int i = 0; i < pictures; ++i)
        items += std::string(i > 0 ? "," : "") + "{\"url\":\"" +
                 fault_url("/reply/picture.http?sig=x") + "\"}";
    return answer(
        R"({"created":1700000000,"expires":1700086400,"status":"succeeded","result":{"data":[)" +
        items + "]}}");
}

} // namespace

TEST_CASE("an operation is asked after until it succeeds, its pictures fetched, and it removed")
{
    Operated run;
    run.say(1, running());
    run.say(2, answer(R"({"status":"hibernating"})", "200 OK", kQuick));
    run.say(3, succeeded(2));
    const SeenRequest &seen = run.run([](gesso_request_desc &desc) { desc.count = 2; });
    INFO(run.info.message);
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(seen.end.as.end.ok_count == 2);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    CHECK(run.host.output(run.request).url_expires_unix == 1700086400);
    CHECK(run.asked() == 3);
    CHECK(run.server.count("posts") == 1);
    CHECK(run.server.count_at_least("removed_" + run.name, 1) == 1);
}

TEST_CASE("while it is asked after, a request is generating, and then receives")
{
    Operated run;
    run.say(1, running());
    run.say(2, succeeded());
    const SeenRequest &seen = run.run();
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(run.info.attempts == 1);
}

TEST_CASE("every bad end of an operation is one failure with the service's words")
{
    const auto [body, result, says] = GENERATE(table<std::string, gesso_result, std::string>({
        {R"({"status":"Failed","error":{"code":"contentFilter","message":"not this"}})",
         GESSO_ERROR_REFUSED, "not this"},
        {R"({"error":{"code":"contentFilter","message":"not that"}})", GESSO_ERROR_REFUSED,
         "not that"},
        {R"({"status":"canceled"})", GESSO_ERROR_SERVICE, "gave the operation up"},
        {R"({"status":"Cancelled"})", GESSO_ERROR_SERVICE, "gave the operation up"},
        {R"({"status":"DELETED"})", GESSO_ERROR_SERVICE, "deleted"},
    }));
    CAPTURE(body);
    Operated run;
    run.say(1, running());
    run.say(2, answer(body));
    const SeenRequest &seen = run.run();
    INFO(run.info.message);
    CHECK(seen.end.as.end.result == result);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_MAYBE);
    CHECK(std::string(run.info.message).find(says) != std::string::npos);
    CHECK(run.server.count("posts") == 1);
    CHECK(run.server.count_at_least("removed_" + run.name, 1) == 1);
}

TEST_CASE("one item of an operation may be an error beside pictures")
{
    Operated run;
    run.say(
        1, answer(
               R"({"status":"succeeded","result":{"data":[{"error":{"code":"contentFilter",)"
               R"("message":"filtered"}},{"url":")" +
               fault_url("/reply/picture.http") + "\"}]}}"));
    const SeenRequest &seen = run.run([](gesso_request_desc &desc) { desc.count = 2; });
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(seen.end.as.end.ok_count == 1);
    CHECK(run.host.output(run.request, 0).result == GESSO_ERROR_REFUSED);
}

TEST_CASE("questions survive trouble on the way, and end where the service says so")
{
    Operated run;
    SECTION("a gateway that fails for a moment")
    {
        run.say(1, answer("{}", "503 Busy", kQuick));
        run.say(2, answer("<html>", "502 Bad Gateway", kQuick));
        run.say(3, succeeded());
        CHECK(run.run().end.type == GESSO_EVENT_FINISHED);
        CHECK(run.asked() == 3);
    }
    SECTION("a key that is no longer good")
    {
        run.say(1, answer(R"({"error":{"code":"401","message":"no key"}})", "401 No"));
        CHECK(run.run().end.as.end.result == GESSO_ERROR_AUTH);
        CHECK(run.info.billed == GESSO_BILLED_MAYBE);
        CHECK(run.asked() == 1);
    }
    CHECK(run.server.count("posts") == 1);
}

TEST_CASE("an operation that does not end runs into the total clock")
{
    Operated run;
    run.say(1, running());
    const SeenRequest &seen = run.run([](gesso_request_desc &desc) { desc.total_ms = 500; });
    CHECK(seen.end.as.end.result == GESSO_ERROR_TIMEOUT);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_MAYBE);
    CHECK(std::string(run.info.message).find("total clock") != std::string::npos);
    CHECK(run.server.count("removed_" + run.name) == 0);
}

TEST_CASE("cancelling an operation that runs leaves it to the service, and says what it may cost")
{
    Operated run;
    run.say(1, running());
    run.begin();
    run.server.count_at_least("asked_" + run.name, 2);
    CHECK(
        gesso_cancel(run.host.client(), run.request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) ==
        GESSO_OK);
    const SeenRequest &seen = run.host.log.wait_for_end(run.request, 60'000);
    CHECK(seen.end.as.end.result == GESSO_ERROR_CANCELLED);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_MAYBE);
    CHECK(run.server.count("removed_" + run.name) == 0);
}

TEST_CASE("an operation said to be elsewhere is asked after here, or not at all")
{
    Operated run;
    run.say(1, succeeded());
    const auto with_location = [](const std::string &address) {
        return answer(
            "{}", "202 Accepted", ("operation-location: " + address + "\r\n" + kQuick).c_str());
    };
    SECTION("behind a gateway")
    {
        run.submission =
            with_location("https://backend.internal/openai/operations/images/42?api-version=1");
        CHECK(run.run().end.type == GESSO_EVENT_FINISHED);
        CHECK(run.asked() == 1);
    }
    SECTION("somewhere else entirely")
    {
        run.submission = with_location("https://evil.test/take/42");
        CHECK(run.run().end.as.end.result == GESSO_ERROR_PROTOCOL);
        CHECK(run.info.billed == GESSO_BILLED_MAYBE);
        CHECK(run.asked() == 0);
    }
}

TEST_CASE("a submission that is refused is an ordinary refusal")
{
    Operated run;
    run.submission = answer(R"({"error":{"code":"x","message":"bad size"}})", "400 Bad Request");
    CHECK(run.run().end.as.end.result == GESSO_ERROR_BAD_REQUEST);
    CHECK(run.info.billed == GESSO_BILLED_NO);
    CHECK(run.server.count("posts") == 1);
}
