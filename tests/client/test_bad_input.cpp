// SPDX-License-Identifier: MIT
// Everything that can come back from outside: each ends in one clear terminal event that says whose
// fault it is, nothing is left behind, and the next request on the same client works.
#include "client/host.h"
#include "client/replies.h"
#include "support/fault_server.h"
#include "support/loopback.h"

#include <algorithm>
#include <cstring>

using namespace gesso_test;
using gesso::test::FaultServer;

namespace {

struct Expectation {
    gesso_result result = GESSO_OK;
    int32_t billed = GESSO_BILLED_MAYBE;
    const char *says = ""; // a part of the message
};

// One server for the whole program: making its certificates takes seconds.
Scratch &shared_replies()
{
    static Scratch folder;
    return folder;
}

FaultServer &shared_server()
{
    static FaultServer server(shared_replies().path());
    return server;
}

// A client, a folder it saves into, and the faulty server with replies made by the test.
class Bench {
public:
    Bench() : replies(shared_replies()), server(shared_server()), host({2, {}}) {}

    std::string
    url(const std::string &target, const char *port = "plain", bool is_tls = false) const
    {
        return (is_tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
               std::to_string(server.port(port)) + target;
    }

    void expect(
        const std::string &address, const Expectation &expected,
        const std::function<void(gesso_request_desc &)> &tweak = {},
        const std::function<void(gesso_service_desc &)> &tweak_service = {})
    {
        const gesso_service_id id = host.add_service(address, tweak_service);
        const gesso_request_id request = host.submit(id, "a wall", [&](auto &desc) {
            desc.save_to = saved.path().c_str();
            desc.max_retries = gesso_i32(0);
            if (tweak)
                tweak(desc);
        });
        const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
        const gesso_request_info info = host.info(request);
        INFO(info.message);
        CHECK(seen.end.as.end.result == expected.result);
        CHECK(seen.end.as.end.billed == expected.billed);
        CHECK(std::string(info.message).find(expected.says) != std::string::npos);
        CHECK(std::strlen(info.message) > 20);
        CHECK(saved.files().empty());
        gesso_request_release(host.client(), request);
        expect_next_works();
    }

    void expect_next_works()
    {
        replies.write("good.http", json_reply("{\"data\":[{\"b64_json\":\"" + good_png + "\"}]}"));
        const gesso_request_id request =
            host.submit(host.add_service(url("/reply/good.http")), "next");
        CHECK(host.log.wait_for_end(request).end.type == GESSO_EVENT_FINISHED);
        gesso_request_release(host.client(), request);
    }

    void expect_reply(const std::string &reply, const Expectation &expected)
    {
        replies.write("bad.http", reply);
        expect(url("/reply/bad.http"), expected);
    }

    const std::string good_png = base64(noise_png(64, 64, 1));
    Scratch &replies;
    Scratch saved;
    FaultServer &server;
    Host host;
};

} // namespace

TEST_CASE("an unreachable service costs nothing and says where it looked", "[client]")
{
    Bench bench;
    bench.expect("http://127.0.0.1:1/v1", {GESSO_ERROR_CONNECT, GESSO_BILLED_NO, "127.0.0.1"});
    bench.expect(
        bench.url("", "full"), {GESSO_ERROR_TIMEOUT, GESSO_BILLED_NO, "connect"},
        [](auto &desc) { desc.connect_ms = 300; });
    bench.expect("https://no-such-host.invalid/v1", {GESSO_ERROR_DNS, GESSO_BILLED_NO, ""});
}

TEST_CASE("clocks end a request that the service does not", "[client]")
{
    Bench bench;
    bench.expect(
        bench.url("/silent"), {GESSO_ERROR_TIMEOUT, GESSO_BILLED_MAYBE, "first"},
        [](auto &desc) { desc.first_byte_ms = 300; });
    bench.replies.write("slow.http", sse_reply(event("completed", bench.good_png)));
    bench.expect(
        bench.url("/reply/slow.http?pause_at=300&pause=20"),
        {GESSO_ERROR_TIMEOUT, GESSO_BILLED_MAYBE, ""}, [](auto &desc) { desc.idle_ms = 300; });
    bench.expect(
        bench.url("/reply/slow.http?pause_at=300&pause=20"),
        {GESSO_ERROR_TIMEOUT, GESSO_BILLED_MAYBE, ""}, [](auto &desc) { desc.total_ms = 400; });
}

TEST_CASE("TLS that cannot be trusted ends before a byte of HTTP is sent", "[client]")
{
    Bench bench;
    for (const char *port : {"tls_self_signed", "tls_expired", "tls_wrong_host", "tls_plain"}) {
        const uint64_t posts = bench.server.count("posts");
        const std::string ca = bench.server.file("ca.pem");
        bench.expect(
            bench.url("/v1", port, true), {GESSO_ERROR_TLS, GESSO_BILLED_NO, ""}, {},
            [&](auto &desc) { desc.ca_file = ca.c_str(); });
        CHECK(bench.server.count("posts") == posts + 1); // the good one afterwards
    }
}

TEST_CASE("the cloud's own refusals keep their reason", "[client]")
{
    Bench bench;
    setenv("GESSO_TEST_KEY", "right-key-0123456789", 1);
    const Loopback service({"--key-env", "GESSO_TEST_KEY"});
    const auto with_key = [](const char *key) {
        return [key](gesso_service_desc &desc) {
            desc.form = GESSO_FORM_AZURE_DEPLOYMENTS;
            desc.model = nullptr;
            desc.deployment = "gpt-image-1";
            desc.credential = GESSO_CREDENTIAL_KEY;
            desc.secret = key;
        };
    };
    bench.expect(
        service.url(), {GESSO_ERROR_AUTH, GESSO_BILLED_NO, "401"}, {}, with_key("wrong-key"));
    bench.expect(
        service.url(), {GESSO_ERROR_NOT_FOUND, GESSO_BILLED_NO, "deployment"}, {},
        [&](gesso_service_desc &desc) {
            with_key("right-key-0123456789")(desc);
            desc.deployment = "nobody-made-this";
        });
    bench.expect(
        service.url(), {GESSO_ERROR_REFUSED, GESSO_BILLED_NO, ""},
        [](auto &desc) { desc.prompt = "a wall [refuse]"; }, with_key("right-key-0123456789"));
    bench.expect(
        service.url(), {GESSO_ERROR_BILLING, GESSO_BILLED_NO, ""},
        [](auto &desc) { desc.prompt = "a wall [quota]"; }, with_key("right-key-0123456789"));
    bench.expect(
        service.url(), {GESSO_ERROR_BAD_REQUEST, GESSO_BILLED_NO, "size"},
        [](auto &desc) { desc.size = "1000x1000"; }, with_key("right-key-0123456789"));
}

TEST_CASE("a rate limit is waited for and told, and uses one more POST", "[client]")
{
    const Loopback service;
    Host host;
    const gesso_request_id request =
        host.submit(host.add_service(service.url() + "/v1"), "brick [429]");
    const SeenRequest &seen = host.log.wait_for_end(request);
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(host.info(request).attempts == 2);
    CHECK(host.stats().retries == 1);
    const bool was_told =
        std::any_of(seen.events.begin(), seen.events.end(), [](const gesso_event &told) {
            return told.type == GESSO_EVENT_WAITING &&
                   told.as.waiting.reason == GESSO_WAIT_RATE_LIMIT &&
                   told.as.waiting.remaining_ms > 0;
        });
    CHECK(was_told);
}

TEST_CASE("a redirect is never followed: the key might leak", "[client]")
{
    Bench bench;
    bench.expect(
        bench.url(
            "/redirect?status=307&to=http://127.0.0.1:" +
            std::to_string(bench.server.port("other")) + "/final"),
        {GESSO_ERROR_REDIRECT, GESSO_BILLED_NO, ""});
    CHECK(bench.server.count("other") == 0);
}

TEST_CASE("a reply that is no reply is told apart from one that was cut", "[client]")
{
    Bench bench;
    const std::string &png = bench.good_png;
    bench.expect_reply(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\n\r\n"
        "<html><body>Sign in to Wi-Fi</body></html>",
        {GESSO_ERROR_PROTOCOL, GESSO_BILLED_MAYBE, ""});
    const std::string stream = sse_reply(event("partial_image", png, 0) + event("completed", png));
    bench.replies.write("cut.http", stream);
    bench.expect(
        bench.url("/reply/cut.http?cut=500"), {GESSO_ERROR_INCOMPLETE, GESSO_BILLED_MAYBE, ""});
    bench.expect(
        bench.url("/reply/cut.http?cut=500&end=reset"),
        {GESSO_ERROR_DISCONNECTED, GESSO_BILLED_MAYBE, ""});
    bench.expect_reply(
        sse_reply("data: [DONE]\n\n"), {GESSO_ERROR_NO_IMAGE, GESSO_BILLED_MAYBE, ""});
    bench.expect_reply(json_reply("{\"data\":[]}"), {GESSO_ERROR_NO_IMAGE, GESSO_BILLED_MAYBE, ""});
    bench.expect_reply(
        json_reply("{\"error\":{\"message\":\"overloaded\",\"code\":\"server_error\"}}"),
        {GESSO_ERROR_SERVICE, GESSO_BILLED_MAYBE, "overloaded"});
}

TEST_CASE("the image that cannot be read is kept as it came", "[client]")
{
    Bench bench;
    std::string damaged = noise_png(64, 64, 1);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    bench.replies.write(
        "damaged.http", json_reply("{\"data\":[{\"b64_json\":\"" + base64(damaged) + "\"}]}"));
    const gesso_request_id request = bench.host.submit(
        bench.host.add_service(bench.url("/reply/damaged.http")), "a wall",
        [&](auto &desc) { desc.save_to = bench.saved.path().c_str(); });
    const SeenRequest &seen = bench.host.log.wait_for_end(request);
    CHECK(seen.end.as.end.result == GESSO_ERROR_DECODE);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    REQUIRE(bench.saved.files().size() == 1);
    CHECK(read_file(bench.host.output(request).path) == damaged);
}

TEST_CASE("base64 that is none, and a picture that lies about its size, are refused", "[client]")
{
    Bench bench;
    bench.replies.write("b64.http", json_reply("{\"data\":[{\"b64_json\":\"!!!!not base64\"}]}"));
    const auto result_of = [&](const char *file) {
        const gesso_request_id request = bench.host.submit(
            bench.host.add_service(bench.url(std::string("/reply/") + file)), "x");
        const gesso_result result = bench.host.log.wait_for_end(request).end.as.end.result;
        gesso_request_release(bench.host.client(), request);
        return result;
    };
    CHECK(result_of("b64.http") == GESSO_ERROR_PROTOCOL);

    // A valid PNG header that claims 16000 x 16000.
    std::string bomb = noise_png(64, 64, 1);
    const gesso::test::Buffer header = [] {
        gesso::test::PngSpec spec;
        spec.width = spec.height = 16000;
        gesso::test::Buffer chunk;
        gesso::test::put_chunk(chunk, "IHDR", gesso::test::png_header_payload(spec));
        return chunk;
    }();
    std::copy(header.begin(), header.end(), bomb.begin() + 8);
    bomb.resize(31 * 1024, '\0');
    bench.replies.write(
        "bomb.http", json_reply("{\"data\":[{\"b64_json\":\"" + base64(bomb) + "\"}]}"));
    CHECK(result_of("bomb.http") == GESSO_ERROR_LIMIT);
    CHECK(bench.host.stats().image_bytes == 0);
    bench.expect_next_works();
}

TEST_CASE("an event of 65 MiB arrives, an endless line and a huge header do not", "[client]")
{
    Bench bench;
    std::string large = noise_png(64, 64, 1);
    large.resize(49 * 1024 * 1024, '\0'); // trailing bytes after IEND: 65.3 MiB as base64
    bench.replies.write("large.http", sse_reply(event("completed", base64(large))));
    const gesso_request_id request =
        bench.host.submit(bench.host.add_service(bench.url("/reply/large.http")), "x");
    CHECK(bench.host.log.wait_for_end(request, 60'000).end.type == GESSO_EVENT_FINISHED);
    gesso_request_release(bench.host.client(), request);

    Host strict(
        {1, [](gesso_client_desc &, gesso_limits &limits) { limits.event_bytes = 1 << 20; }});
    const gesso_request_id endless =
        strict.submit(strict.add_service(bench.url("/reply/large.http")), "x");
    CHECK(strict.log.wait_for_end(endless).end.as.end.result == GESSO_ERROR_LIMIT);
    CHECK(std::string(strict.info(endless).message).find("event") != std::string::npos);

    bench.expect(bench.url("/endless_header"), {GESSO_ERROR_LIMIT, GESSO_BILLED_MAYBE, "header"});
}

TEST_CASE("bad arguments are refused at once and name the field", "[client]")
{
    Host host;
    const gesso_service_id id = host.add_service("http://127.0.0.1:1/v1");
    const auto refuse = [&](const std::function<void(gesso_request_desc &)> &tweak,
                            const char *says) {
        gesso_request_desc desc = gesso_request_desc_init();
        desc.service = id;
        desc.prompt = "fine";
        tweak(desc);
        gesso_request_id request{};
        CHECK(gesso_submit(host.client(), &desc, &request) < 0);
        INFO(gesso_last_error());
        CHECK(std::string(gesso_last_error()).find(says) != std::string::npos);
    };
    refuse([](auto &d) { d.prompt = nullptr; }, "prompt");
    refuse([](auto &d) { d.prompt = ""; }, "prompt");
    refuse([](auto &d) { d.prompt = "caf\xe9"; }, "UTF-8");
    refuse([](auto &d) { d.count = 11; }, "count");
    refuse([](auto &d) { d.partial_images = gesso_i32(4); }, "partial_images");
    refuse([](auto &d) { d.compression = gesso_i32(101); }, "compression");
    refuse([](auto &d) { d.row_alignment = 3; }, "row_alignment");
    refuse([](auto &d) { d.struct_size = 0; }, "struct_size");
    refuse([](auto &d) { d.struct_size = 1 << 20; }, "struct_size");
    refuse([](auto &d) { d.service.value = 99; }, "service");
    refuse([](auto &d) { d.operation = GESSO_OPERATION_EDIT; }, "images");
    refuse([](auto &d) { d.operation = 2; }, "operation");
    refuse([](auto &d) { d.flags = GESSO_REQUEST_RAW_ANSWER; }, "flags");
    refuse([](auto &d) { d.image_count = 1; }, "images");
    refuse(
        [](auto &d) {
            d.save_to = "/tmp";
            d.save_name = "../up";
        },
        "name");
    static const char *const key_header[] = {"api-key: 0123", nullptr};
    refuse([](auto &d) { d.extra_headers = key_header; }, "api-key");
    CHECK(std::string(gesso_last_error()).find("0123") == std::string::npos);

    gesso_service_desc service = gesso_service_desc_init();
    service.endpoint = "ftp://x";
    gesso_service_id made{};
    CHECK(gesso_service_create(host.client(), &service, &made) == GESSO_ERROR_INVALID_ARGUMENT);
    service.endpoint = nullptr;
    service.flags = GESSO_SERVICE_IMAGE_FIELD_PLAIN | GESSO_SERVICE_IMAGE_FIELD_LIST;
    CHECK(gesso_service_create(host.client(), &service, &made) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK_THAT(gesso_last_error(), Catch::Contains("IMAGE_FIELD"));
    gesso_client *client = nullptr;
    gesso_client_desc desc = gesso_client_desc_init();
    CHECK(
        gesso_client_create(GESSO_VERSION + (1u << 12), &desc, &client) ==
        GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(std::string(gesso_last_error()).find("header 0.2") != std::string::npos);
    gesso_event event;
    CHECK(gesso_poll(nullptr, &event) == GESSO_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("the queue has a limit, and takes more when records are released", "[client]")
{
    FaultServer &server = shared_server();
    Host host({1, [](gesso_client_desc &, gesso_limits &limits) { limits.max_requests = 8; }});
    const gesso_service_id id =
        host.add_service("http://127.0.0.1:" + std::to_string(server.port("silent")));
    std::vector<gesso_request_id> requests;
    for (int i = 0; i < 8; ++i)
        requests.push_back(host.submit(id, "x"));
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = id;
    desc.prompt = "one too many";
    gesso_request_id request{};
    CHECK(gesso_submit(host.client(), &desc, &request) == GESSO_ERROR_QUEUE_FULL);
    for (const gesso_request_id ended : requests) {
        gesso_cancel(host.client(), ended, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        host.log.wait_for_end(ended);
        gesso_request_release(host.client(), ended);
    }
    CHECK(host.log.wait_until([&] { return host.stats().requests == 0; }));
    CHECK(gesso_submit(host.client(), &desc, &request) == GESSO_OK);
}

TEST_CASE("a full disk costs the file, not the image", "[client]")
{
    const Loopback service;
    Host host;
    const gesso_request_id request =
        host.submit(host.add_service(service.url() + "/v1"), "brick", [](auto &desc) {
            desc.save_to = "/proc/no-such-folder";
            desc.quality = "low";
        });
    const SeenRequest &seen = host.log.wait_for_end(request);
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(seen.end.as.end.result == GESSO_ERROR_SAVE);
    const uint8_t *data = nullptr;
    size_t size = 0;
    REQUIRE(gesso_output_get_bytes(host.client(), request, 0, &data, &size) == GESSO_OK);
    CHECK(size == host.output(request).encoded_bytes);
    CHECK(
        std::string(host.info(request).message).find("/proc/no-such-folder") != std::string::npos);
}

TEST_CASE("a key that the service echoes reaches no message, fact or log", "[client]")
{
    Bench bench;
    const std::string key = "canary-0123456789abcdef";
    Host host(
        {1, [](gesso_client_desc &desc, gesso_limits &) { desc.log_level = GESSO_LOG_DEBUG; }});
    const std::string body = "{\"error\":{\"message\":\"bad key " + key +
                             " sent, cut: " + key.substr(0, 12) + "\",\"code\":\"" + key + "\"}}";
    bench.replies.write(
        "echo.http", "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
                     "x-request-id: req-" +
                         key + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                         body);
    const gesso_service_id id =
        host.add_service(bench.url("/reply/echo.http"), [&](gesso_service_desc &desc) {
            desc.credential = GESSO_CREDENTIAL_KEY;
            desc.secret = key.c_str();
        });
    const gesso_request_id request = host.submit(id, "x");
    CHECK(host.log.wait_for_end(request).end.as.end.result == GESSO_ERROR_AUTH);
    const gesso_request_info info = host.info(request);
    std::string all = std::string(info.message) + info.service_code + info.service_param +
                      info.service_request_id + host.output(request).message;
    gesso_log_record record;
    while (gesso_poll_log(host.client(), &record) == GESSO_OK)
        all += record.text;
    INFO(all);
    CHECK(all.find("bad key [secret]") != std::string::npos);
    CHECK(all.find("canary-0123") == std::string::npos);
}
