// SPDX-License-Identifier: MIT
// Pictures that a service puts at an address instead of into its reply.
#include "client/fault_bench.h"

#include <cstring>

using namespace gesso_test;

namespace {

struct Linked {
    Linked() : host({2, {}}) { server.reset(); }

    const SeenRequest &
    run(const std::string &reply, const std::function<void(gesso_request_desc &)> &tweak = {},
        const char *service_host = "127.0.0.1")
    {
        fault_replies().write("link.http", reply);
        const gesso_service_id service = host.add_service(
            "http://" + std::string(service_host) + ":" + std::to_string(server.port("plain")) +
                "/reply/link.http",
            [](gesso_service_desc &desc) {
                desc.credential = GESSO_CREDENTIAL_KEY;
                desc.secret = "canary-0123456789";
            });
        request = host.submit(service, "a wall", [&](gesso_request_desc &desc) {
            desc.save_to = saved.path().c_str();
            if (tweak)
                tweak(desc);
        });
        const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
        info = host.info(request);
        output = host.output(request);
        return seen;
    }

    Scratch saved;
    gesso::test::FaultServer &server = fault_bench_server();
    Host host;
    gesso_request_id request{};
    gesso_request_info info{};
    gesso_output_info output{};
    const std::string png = noise_png(64, 48, 7);
};

} // namespace

TEST_CASE("a picture at an address is fetched, decoded and saved as any other", "[client][url]")
{
    Linked linked;
    fault_replies().write("picture.http", picture_reply(linked.png));
    const std::string url = fault_url("/reply/picture.http?sig=secret-signature");
    const SeenRequest &seen = linked.run(link_reply(url, ",\"revised_prompt\":\"a red wall\""));
    INFO(linked.info.message);
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    CHECK(linked.output.width == 64);
    CHECK(linked.output.height == 48);
    CHECK(std::string(linked.output.revised_prompt) == "a red wall");
    CHECK(linked.output.url == url);
    CHECK(linked.output.url_expires_unix == 1700000000 + 3600);
    REQUIRE(linked.saved.files().size() == 1);
    CHECK(read_file(linked.saved.files().front()) == linked.png);
    CHECK(linked.server.count("posts") == 1);
    CHECK(linked.server.count("others") == 1);
}

TEST_CASE("a picture's address gets no key, and is in no line of the log", "[client][url]")
{
    Linked linked;
    fault_replies().write("picture.http", picture_reply(linked.png));
    linked.run(link_reply(fault_url("/reply/picture.http?sig=secret-signature")));
    const std::string header = linked.server.last_header();
    CHECK(header.rfind("GET /reply/picture.http?sig=secret-signature HTTP/1.1\r\n", 0) == 0);
    for (const char *word : {"canary", "Authorization", "api-key", "Cookie", "Referer"})
        CHECK(header.find(word) == std::string::npos);
    gesso_log_record record;
    while (gesso_poll_log(linked.host.client(), &record) == GESSO_OK)
        CHECK(std::strstr(record.text, "secret-signature") == nullptr);
}

TEST_CASE("a relative address and one with data in it need no other host", "[client][url]")
{
    Linked linked;
    fault_replies().write("picture.http", picture_reply(linked.png));
    CHECK(linked.run(link_reply("/reply/picture.http")).end.type == GESSO_EVENT_FINISHED);
    CHECK(linked.server.count("others") == 1);
    CHECK(
        linked.run(link_reply("data:image/png;base64," + base64(linked.png))).end.type ==
        GESSO_EVENT_FINISHED);
    CHECK(linked.server.count("others") == 1);
    CHECK(std::string(linked.output.url).empty());
}

TEST_CASE("several addresses in one reply become several pictures", "[client][url]")
{
    Linked linked;
    fault_replies().write("picture.http", picture_reply(linked.png));
    const std::string url = fault_url("/reply/picture.http");
    const std::string item = "{\"url\":\"" + url + "\"}";
    const SeenRequest &seen = linked.run(
        json_reply("{\"data\":[" + item + ",{\"url\":\"https://10.0.0.1/x\"}," + item + "]}"),
        [](gesso_request_desc &desc) {
            desc.count = 3;
            desc.stream = GESSO_STREAM_NEVER;
        });
    CHECK(seen.end.type == GESSO_EVENT_FINISHED);
    CHECK(seen.end.as.end.ok_count == 2);
    CHECK(seen.end.as.end.failed_count == 1);
    CHECK(linked.server.count("others") == 2);
    CHECK(linked.host.output(linked.request, 1).billed == GESSO_BILLED_YES);
}

TEST_CASE("addresses into a network are not followed, and the picture is billed", "[client][url]")
{
    Linked linked;
    const auto url = GENERATE(
        "https://10.1.2.3/x.png", "https://192.168.0.1/x.png", "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/x.png", "https://[fe80::1]/x.png", "https://[64:ff9b::a00:1]/x",
        "https://0.0.0.0/x.png", "https://100.64.0.1/x", "http://example.com/x.png",
        "file:///etc/passwd", "https://2130706433/x.png", "https://0x7f000001/x.png");
    CAPTURE(url);
    const SeenRequest &seen = linked.run(link_reply(url));
    CHECK(seen.end.type == GESSO_EVENT_FAILED);
    CHECK(seen.end.as.end.result == GESSO_ERROR_PROTOCOL);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    CHECK(std::string(linked.output.url) == url);
    CHECK(linked.server.count("posts") == 1);
    CHECK(linked.server.count("others") == 0);
}

TEST_CASE("a picture that cannot be fetched is asked for three times, and bought once")
{
    Linked linked;
    const auto [target, result, asked] = GENERATE(table<std::string, gesso_result, uint64_t>({
        {"/status?code=503&retry_after=0.01", GESSO_ERROR_SERVICE, 3},
        {"/status?code=403", GESSO_ERROR_SERVICE, 1},
        {"/status?code=404", GESSO_ERROR_SERVICE, 1},
        {"/redirect?code=302", GESSO_ERROR_REDIRECT, 1},
        {"/length_long", GESSO_ERROR_INCOMPLETE, 3},
        {"/reset", GESSO_ERROR_DISCONNECTED, 3},
        {"/html", GESSO_ERROR_PROTOCOL, 3},
        {"/empty", GESSO_ERROR_NO_IMAGE, 3},
        {"/ok?bytes=4000", GESSO_ERROR_DECODE, 1},
    }));
    CAPTURE(target);
    const SeenRequest &seen = linked.run(link_reply(fault_url(target)));
    INFO(linked.info.message);
    CHECK(seen.end.type == GESSO_EVENT_FAILED);
    CHECK(seen.end.as.end.result == result);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    CHECK(std::string(linked.output.url) == fault_url(target));
    CHECK(linked.output.url_expires_unix == 1700003600);
    CHECK(linked.server.count("posts") == 1);
    CHECK(linked.server.count("others") == asked);
}

TEST_CASE("a download that hangs ends by its clock or when it is cancelled", "[client][url]")
{
    Linked linked;
    fault_replies().write("link.http", link_reply(fault_url("/half")));
    const gesso_request_id request = linked.host.submit(
        linked.host.add_service(fault_url("/reply/link.http")), "a wall",
        [](gesso_request_desc &) {});
    linked.server.count_at_least("others", 1);
    CHECK(
        gesso_cancel(linked.host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) ==
        GESSO_OK);
    const SeenRequest &seen = linked.host.log.wait_for_end(request, 60'000);
    CHECK(seen.end.as.end.result == GESSO_ERROR_CANCELLED);
    CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
    CHECK(linked.server.count("posts") == 1);
}
