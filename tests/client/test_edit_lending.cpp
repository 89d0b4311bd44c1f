// SPDX-License-Identifier: MIT
// What is lent to an edit goes back exactly once, in every state that a request can be in.
#include "client/edit_host.h"
#include "client/replies.h"
#include "support/fault_server.h"

#include <chrono>
#include <thread>

using namespace gesso_test;
using gesso::test::FaultServer;

namespace {

struct Lent {
    Texture base = noise_texture(64, 64, 3);
    Texture other = noise_texture(20, 30, 4);
    Texture mask = box_mask(64, 64, 10, 10, 50, 50);
    ReleaseCount count;
    EditDesc edit{
        {count.lend(base.picture()), count.lend(other.picture())},
        count.lend(mask.picture()),
        true};
};

std::string address(const FaultServer &server, const char *target)
{
    return "http://127.0.0.1:" + std::to_string(server.port("plain")) + target;
}

void add_painter(gesso_service_desc &desc)
{
    desc.form = GESSO_FORM_COMPATIBLE;
    desc.model = "a-painter"; // of no known family: pictures go at their own size
}

gesso_service_id add(Host &host, const FaultServer &server, const char *target)
{
    return host.add_service(address(server, target), add_painter);
}

} // namespace

TEST_CASE("a submit that fails has given everything back before it returns", "[client]")
{
    Host host({0, [](auto &, gesso_limits &limits) { limits.max_requests = 1; }});
    const gesso_service_id service = host.add_service("http://127.0.0.1:9/v1");
    Lent lent;
    int expected = 0;
    const auto refuse = [&](gesso_client *client, gesso_result result, const char *says,
                            const std::function<void(gesso_request_desc &)> &tweak) {
        gesso_request_desc desc = gesso_request_desc_init();
        desc.service = service;
        desc.prompt = "moss";
        lent.edit.fill(desc);
        tweak(desc);
        gesso_request_id request{};
        CHECK(gesso_submit(client, &desc, &request) == result);
        CHECK(std::string(gesso_last_error()).find(says) != std::string::npos);
        expected += static_cast<int>(desc.image_count) + (desc.mask ? 1 : 0);
        INFO(gesso_last_error());
        CHECK(lent.count.releases == expected);
    };
    const gesso_result invalid = GESSO_ERROR_INVALID_ARGUMENT;
    refuse(nullptr, invalid, "client", [](auto &) {});
    refuse(host.client(), GESSO_ERROR_STALE, "service", [](auto &d) { d.service.value = 99; });
    refuse(host.client(), invalid, "prompt", [](auto &d) { d.prompt = ""; });
    refuse(host.client(), invalid, "operation", [](auto &d) { d.operation = 7; });
    refuse(host.client(), invalid, "images and mask", [](auto &d) { d.operation = 0; });
    refuse(host.client(), invalid, "feather", [](auto &d) { d.feather = 257; });
    refuse(host.client(), invalid, "crop", [](auto &d) { d.crop = 2; });
    refuse(host.client(), invalid, "mask_meaning", [](auto &d) { d.mask_meaning = 4; });
    refuse(host.client(), invalid, "extra_headers", [](auto &d) {
        static const char *const kLines[] = {"no colon", nullptr};
        d.extra_headers = kLines;
    });
    refuse(host.client(), GESSO_ERROR_QUEUE_FULL, "max_requests", [](auto &d) { d.count = 2; });

    SECTION("one picture of several is wrong")
    {
        lent.edit.images[1].stride = 3;
        refuse(host.client(), invalid, "images[1].stride", [](auto &) {});
    }
    SECTION("the mask is of another size")
    {
        lent.edit.mask.height = 63;
        refuse(host.client(), invalid, "mask is 64 x 63, but images[0] is 64 x 64", [](auto &) {});
    }
    SECTION("there are more than an edit takes")
    {
        lent.edit.images.resize(17, lent.count.lend(lent.other.picture()));
        refuse(host.client(), invalid, "image_count is 17", [](auto &) {});
    }
    SECTION("a client that closes takes none")
    {
        gesso_client_close(host.client(), GESSO_CLOSE_DRAIN);
        refuse(host.client(), GESSO_ERROR_CLOSED, "closing", [](auto &) {});
    }
}

TEST_CASE("an array of pictures is walked by its first element's size", "[client]")
{
    struct Longer {
        gesso_picture known;
        uint64_t from_the_future[3];
    };
    Host host;
    const Texture texture = noise_texture(64, 64, 3);
    ReleaseCount count;
    Longer pictures[3];
    std::memset(static_cast<void *>(pictures), 0x5a, sizeof(pictures));
    for (Longer &picture : pictures) {
        picture.known = count.lend(texture.picture());
        picture.known.struct_size = sizeof(Longer);
    }
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = host.add_service("http://127.0.0.1:9/v1");
    desc.prompt = "moss";
    desc.operation = GESSO_OPERATION_EDIT;
    desc.images = &pictures[0].known;
    desc.image_count = 3;
    gesso_request_id request{};
    REQUIRE(gesso_submit(host.client(), &desc, &request) == GESSO_OK);
    host.log.wait_for_end(request);
    CHECK(count.releases == 3);

    pictures[2].known.struct_size = 0;
    CHECK(gesso_submit(host.client(), &desc, &request) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(std::string(gesso_last_error()).find("images[2].struct_size") == 0);
    CHECK(count.releases == 5); // what cannot be read owes nothing
}

TEST_CASE("pictures go back once whatever the service answers", "[client]")
{
    const Scratch replies;
    replies.write(
        "good.http",
        json_reply("{\"data\":[{\"b64_json\":\"" + base64(noise_png(8, 8, 1)) + "\"}]}"));
    replies.write("bad.http", json_reply("{\"data\":[{\"b64_json\":\"bm8gcGljdHVyZQ==\"}]}"));
    const FaultServer server(replies.path());
    Lent lent;
    const auto fill = [&](gesso_request_desc &desc) {
        lent.edit.fill(desc);
        desc.max_retries = gesso_i32(0);
    };
    SECTION("it works")
    {
        Host host;
        const auto request = host.submit(add(host, server, "/reply/good.http"), "a", fill);
        CHECK(host.log.wait_for_end(request).end.type == GESSO_EVENT_FINISHED);
        CHECK(lent.count.releases == 3);
    }
    SECTION("it works for three outputs in three POSTs")
    {
        Host host;
        const auto id = host.add_service(address(server, "/reply/good.http"), [](auto &desc) {
            add_painter(desc);
            desc.flags = GESSO_SERVICE_ONE_IMAGE_PER_POST;
        });
        const auto request = host.submit(id, "a", [&](auto &desc) {
            fill(desc);
            desc.count = 3;
        });
        CHECK(host.log.wait_for_end(request).end.as.end.ok_count == 3);
        CHECK(host.stats().posts == 3);
        CHECK(lent.count.releases == 3);
    }
    SECTION("the answer is no picture")
    {
        Host host;
        const auto request = host.submit(add(host, server, "/reply/bad.http"), "a", fill);
        CHECK(host.log.wait_for_end(request).end.type == GESSO_EVENT_FAILED);
        CHECK(lent.count.releases == 3);
    }
    SECTION("nobody listens")
    {
        Host host;
        const auto request =
            host.submit(host.add_service("http://127.0.0.1:9/v1", add_painter), "a", fill);
        CHECK(host.log.wait_for_end(request).end.type == GESSO_EVENT_FAILED);
        CHECK(lent.count.releases == 3);
    }
    SECTION("its family cannot edit")
    {
        Host host;
        const auto id = host.add_service(
            address(server, "/reply/good.http"), [](auto &desc) { desc.model = "dall-e-3"; });
        const auto request = host.submit(id, "a", fill);
        CHECK(host.log.wait_for_end(request).end.as.end.result == GESSO_ERROR_BAD_REQUEST);
        CHECK(std::string(host.info(request).message).find("cannot edit") != std::string::npos);
        CHECK(lent.count.releases == 3);
        CHECK(host.stats().posts == 0);
    }
    CHECK(lent.count.releases == 3);
}

TEST_CASE("pictures go back once when somebody loses interest", "[client]")
{
    const FaultServer server;
    Lent lent;
    const auto fill = [&](gesso_request_desc &desc) { lent.edit.fill(desc); };
    SECTION("it is cancelled while it waits its turn")
    {
        Host host({1, {}});
        const auto silent = add(host, server, "/silent");
        const auto first = host.submit(silent, "a");
        REQUIRE(host.log.wait_until([&] { return host.stats().posts == 1; }));
        const auto request = host.submit(silent, "b", fill);
        host.log.drain();
        CHECK(lent.count.releases == 0);
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        CHECK(host.log.wait_for_end(request).end.as.end.result == GESSO_ERROR_CANCELLED);
        CHECK(lent.count.releases == 3);
        gesso_cancel(host.client(), first, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        host.log.wait_for_end(first);
    }
    SECTION("it is cancelled while the service is silent")
    {
        Host host;
        const auto request = host.submit(add(host, server, "/silent"), "a", fill);
        // They are the host's again long before the answer.
        REQUIRE(host.log.wait_until([&] { return lent.count.releases == 3; }));
        REQUIRE(host.log.wait_until([&] { return host.stats().posts == 1; }));
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        CHECK(host.log.wait_for_end(request).end.as.end.result == GESSO_ERROR_CANCELLED);
    }
    SECTION("the client is destroyed while it waits its turn")
    {
        Host host({1, {}});
        const auto silent = add(host, server, "/silent");
        host.submit(silent, "a");
        REQUIRE(host.log.wait_until([&] { return host.stats().posts == 1; }));
        host.submit(silent, "b", fill);
        CHECK(lent.count.releases == 0);
    }
    SECTION("the client is destroyed at once")
    {
        Host host;
        host.submit(add(host, server, "/silent"), "a", fill);
    }
    CHECK(lent.count.releases == 3);
}

TEST_CASE("a client that is destroyed during an upload gives everything back", "[client]")
{
    const FaultServer server;
    ReleaseCount count;
    const Texture large = noise_texture(1500, 1200, 9); // more than the line's buffers hold
    for (const bool is_cancelled : {false, true}) {
        EditDesc edit{{count.lend(large.picture())}, {}, false};
        Host host;
        const auto request =
            host.submit(add(host, server, "/stop_reading?seconds=30"), "a", [&](auto &desc) {
                edit.fill(desc);
                desc.flags = GESSO_REQUEST_RAW_ANSWER;
            });
        REQUIRE(host.log.wait_until([&] { return host.stats().posts > 0; }, 60'000));
        if (!is_cancelled)
            continue;
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        CHECK(host.log.wait_for_end(request).end.as.end.result == GESSO_ERROR_CANCELLED);
        CHECK(host.log.wait_until([&] { return host.stats().image_bytes == 0; }));
    }
    CHECK(count.releases == 2);
}

TEST_CASE("INPUTS_RELEASED comes once, for what is large and has no release", "[client]")
{
    const FaultServer server;
    Host host;
    const auto silent = add(host, server, "/silent");
    const Texture small = noise_texture(256, 256, 1);
    const Texture large = noise_texture(257, 256, 1);
    ReleaseCount count;
    const auto is_announced = [&](const gesso_picture &picture) {
        EditDesc edit{{picture}, {}, false};
        const uint64_t posts = host.stats().posts;
        const auto request = host.submit(silent, "a", [&](auto &desc) { edit.fill(desc); });
        host.log.wait_until([&] { return host.stats().posts > posts; });
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        return host.log.wait_for_end(request).are_inputs_released;
    };
    CHECK_FALSE(is_announced(small.picture()));
    CHECK(is_announced(large.picture()));
    CHECK_FALSE(is_announced(count.lend(large.picture())));
    CHECK(count.releases == 1);
}

TEST_CASE("an edit waits until there is memory for its pictures", "[client]")
{
    const Scratch replies;
    replies.write(
        "good.http",
        json_reply("{\"data\":[{\"b64_json\":\"" + base64(noise_png(8, 8, 1)) + "\"}]}"));
    const FaultServer server(replies.path());
    Host host({0, [](auto &, gesso_limits &limits) { limits.image_bytes = 8'500'000; }});
    host.log.keep_images();
    const auto id = add(host, server, "/reply/good.http");
    const std::string file = noise_texture(600, 600, 2).png();
    const auto ask = [&](const std::string &png) {
        EditDesc edit{{file_picture(png)}, {}, false};
        return host.submit(id, "a", [&](auto &desc) {
            edit.fill(desc);
            desc.size = "300x300";
        });
    };
    // Each leaves an image of 1.4 MB with the host; an edit of an encoded picture is told to be
    // that large only once it has begun.
    for (int i = 0; i < 5; ++i)
        CHECK(host.log.wait_for_end(ask(file)).end.type == GESSO_EVENT_FINISHED);
    const auto sixth = ask(file);
    const auto is_waiting = [&] {
        for (const gesso_event &event : host.log.request(sixth).events) {
            if (event.type == GESSO_EVENT_WAITING && event.as.waiting.reason == GESSO_WAIT_MEMORY)
                return true;
        }
        return false;
    };
    REQUIRE(host.log.wait_until(is_waiting));
    CHECK_FALSE(host.log.request(sixth).has_ended);
    host.log.give_back_images();
    CHECK(host.log.wait_for_end(sixth).end.type == GESSO_EVENT_FINISHED);

    // What can never fit says so.
    const std::string huge = noise_texture(1700, 1700, 2).png(); // lent until the end
    const auto never = ask(huge);
    CHECK(host.log.wait_for_end(never).end.as.end.result == GESSO_ERROR_LIMIT);
    CHECK(std::string(host.info(never).message).find("image_bytes") != std::string::npos);
    host.log.give_back_images();
    CHECK(host.log.wait_until([&] { return host.stats().image_bytes == 0; }));
}

TEST_CASE("an edit can be cancelled at any moment", "[client]")
{
    const Scratch replies;
    replies.write(
        "good.http",
        json_reply("{\"data\":[{\"b64_json\":\"" + base64(noise_png(300, 300, 1)) + "\"}]}"));
    const FaultServer server(replies.path());
    Host host;
    const auto id = add(host, server, "/reply/good.http?rate=4000000");
    const Texture base = noise_texture(500, 400, 2);
    const Texture mask = box_mask(500, 400, 50, 50, 300, 300);
    ReleaseCount count;
    int cancelled = 0;
    for (int round = 0; round < 30; ++round) {
        EditDesc edit{{count.lend(base.picture())}, count.lend(mask.picture()), true};
        const auto request = host.submit(id, "a", [&](auto &desc) {
            edit.fill(desc);
            desc.feather = 20;
        });
        host.log.wait_until([] { return false; }, round * round / 2);
        gesso_cancel(host.client(), request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        const gesso_result result = host.log.wait_for_end(request).end.as.end.result;
        CHECK((result == GESSO_OK || result == GESSO_ERROR_CANCELLED));
        CHECK(count.releases == 2 * (round + 1));
        cancelled += result == GESSO_ERROR_CANCELLED ? 1 : 0;
        gesso_request_release(host.client(), request);
    }
    CHECK(cancelled > 0);
    for (const auto &[image, seen] : host.log.images()) {
        if (!seen.is_closed)
            gesso_image_release(host.client(), {image});
    }
    CHECK(host.log.wait_until([&] { return host.stats().image_bytes == 0; }));
}
