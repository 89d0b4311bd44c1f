// SPDX-License-Identifier: MIT
// The main job against the loopback service.
#include "client/host.h"
#include "support/loopback.h"

#include <algorithm>

using namespace gesso_test;

namespace {

void ask_small(gesso_request_desc &desc)
{
    desc.size = "1024x1024";
    desc.quality = "low";
}

void ask_streamed(gesso_request_desc &desc)
{
    ask_small(desc);
    desc.partial_images = gesso_i32(2);
}

} // namespace

TEST_CASE("a prompt becomes an image on every form of endpoint", "[client]")
{
    const Loopback service;
    Host host;
    const gesso_service_id forms[] = {
        host.add_service(service.url() + "/v1"),
        host.add_service(
            service.url(),
            [](gesso_service_desc &desc) {
                desc.form = GESSO_FORM_AZURE_DEPLOYMENTS;
                desc.model = nullptr;
                desc.deployment = "my-gpt-image-1";
                desc.credential = GESSO_CREDENTIAL_KEY;
                desc.secret = "0123456789abcdef";
            }),
        host.add_service(
            service.url(),
            [](gesso_service_desc &desc) {
                desc.form = GESSO_FORM_AZURE_V1;
                desc.model = nullptr;
                desc.deployment = "my-gpt-image-1";
            }),
        host.add_service(
            service.url() + "/v1",
            [](gesso_service_desc &desc) { desc.form = GESSO_FORM_COMPATIBLE; }),
    };
    for (const gesso_service_id form : forms) {
        for (const bool is_streamed : {false, true}) {
            const gesso_request_id request =
                host.submit(form, "red brick", is_streamed ? ask_streamed : ask_small);
            const SeenRequest &seen = host.log.wait_for_end(request);
            INFO(host.info(request).message);
            CHECK(seen.end.type == GESSO_EVENT_FINISHED);
            CHECK(seen.end.as.end.result == GESSO_OK);
            CHECK(seen.end.as.end.billed == GESSO_BILLED_YES);
            CHECK(host.output(request).width == 1024);
            CHECK(host.output(request).previews == (is_streamed ? 2u : 0u));
            CHECK(host.info(request).total_tokens.set == 1);
            CHECK(std::string(host.info(request).service_request_id) != "");
            gesso_request_release(host.client(), request);
        }
    }
}

TEST_CASE("rows are reported while nine tenths of the image are still to come", "[client]")
{
    const Loopback service({"--gate"});
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    for (const bool is_streamed : {true, false}) {
        const gesso_request_id request = host.submit(id, "cobblestone", [&](auto &desc) {
            ask_small(desc);
            desc.stream = is_streamed ? GESSO_STREAM_ALWAYS : GESSO_STREAM_NEVER;
        });
        // The service has sent a tenth and waits: only a client that decodes at once gets here.
        uint32_t rows = 0;
        REQUIRE(host.log.wait_until([&] {
            for (const auto &[image, seen] : host.log.images())
                rows = seen.is_closed ? rows : std::max(rows, seen.rows);
            return rows > 20;
        }));
        CHECK(rows < 512);
        CHECK_FALSE(host.log.request(request).has_ended);
        for (int i = 0; i < 100 && !host.log.request(request).has_ended; ++i) {
            service.ask("POST", "/__gate/open");
            host.log.wait_until([&] { return host.log.request(request).has_ended; }, 50);
        }
        CHECK(host.log.wait_for_end(request).end.type == GESSO_EVENT_FINISHED);
    }
}

TEST_CASE("the saved file is what the service sent, and is there before IMAGE", "[client]")
{
    const Loopback service;
    const Scratch scratch;
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    for (const char *format : {"png", "jpeg", "webp"}) {
        const gesso_request_id request = host.submit(id, "oak planks", [&](auto &desc) {
            ask_small(desc);
            desc.format = format;
            desc.save_to = scratch.path().c_str();
            desc.save_name = format;
        });
        bool is_there_at_image = false;
        host.log.wait_until([&] {
            const SeenRequest &seen = host.log.request(request);
            for (const gesso_event &event : seen.events) {
                if (event.type == GESSO_EVENT_IMAGE)
                    is_there_at_image = std::filesystem::exists(host.output(request).path);
            }
            return seen.has_ended;
        });
        CHECK(is_there_at_image);
        const gesso_output_info info = host.output(request);
        const std::string bytes = read_file(info.path);
        CHECK(bytes.size() == info.encoded_bytes);
        CHECK(std::filesystem::path(info.path).is_absolute());
        if (std::string(format) == "png")
            CHECK(bytes.substr(1, 3) == "PNG");
        if (std::string(format) == "jpeg")
            CHECK(bytes.substr(0, 2) == "\xff\xd8");
        if (std::string(format) == "webp")
            CHECK(bytes.substr(8, 4) == "WEBP");
    }
    CHECK(scratch.files().size() == 3);
}

TEST_CASE("without a save target the original bytes stay with the request", "[client]")
{
    const Loopback service;
    Host host;
    const gesso_request_id request =
        host.submit(host.add_service(service.url() + "/v1"), "ice", ask_small);
    host.log.wait_for_end(request);
    const uint8_t *data = nullptr;
    size_t size = 0;
    REQUIRE(gesso_output_get_bytes(host.client(), request, 0, &data, &size) == GESSO_OK);
    CHECK(size == host.output(request).encoded_bytes);
    CHECK(std::string(reinterpret_cast<const char *>(data) + 1, 3) == "PNG");
    CHECK(host.stats().rescue_bytes >= size);
    gesso_request_release(host.client(), request);
    CHECK(host.log.wait_until([&] { return host.stats().rescue_bytes == 0; }));
}

TEST_CASE("an encoded sink receives every byte of the final and then its end", "[client]")
{
    struct Received {
        std::string bytes;
        int ends = 0;
    } received;
    const Loopback service;
    Host host;
    const gesso_request_id request =
        host.submit(host.add_service(service.url() + "/v1"), "sand", [&](auto &desc) {
            ask_streamed(desc);
            desc.encoded_sink.user = &received;
            desc.encoded_sink.write = [](void *user, uint64_t, uint32_t, const void *data,
                                         size_t size) {
                static_cast<Received *>(user)->bytes.append(static_cast<const char *>(data), size);
                return 0;
            };
            desc.encoded_sink.end = [](void *user, uint64_t, uint32_t, int32_t whole) {
                static_cast<Received *>(user)->ends += whole;
                return 0;
            };
        });
    host.log.wait_for_end(request);
    CHECK(received.ends == 1);
    CHECK(received.bytes.size() == host.output(request).encoded_bytes);
    const uint8_t *data = nullptr;
    size_t size = 0;
    CHECK(gesso_output_get_bytes(host.client(), request, 0, &data, &size) == GESSO_ERROR_NOT_READY);
}

TEST_CASE("four images are four outputs, streamed or in one reply", "[client]")
{
    const Loopback service;
    const Scratch scratch;
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    for (const bool is_streamed : {false, true}) {
        const uint64_t posts = host.stats().posts;
        const gesso_request_id request = host.submit(id, "marble", [&](auto &desc) {
            is_streamed ? ask_streamed(desc) : ask_small(desc);
            desc.count = 4;
            desc.save_to = scratch.path().c_str();
            desc.save_name = is_streamed ? "streamed" : "plain";
        });
        const SeenRequest &seen = host.log.wait_for_end(request);
        CHECK(seen.end.as.end.ok_count == 4);
        CHECK(host.stats().posts - posts == (is_streamed ? 4 : 1));
        for (uint32_t i = 0; i < 4; ++i) {
            const std::string name = std::filesystem::path(host.output(request, i).path).filename();
            CHECK(
                name ==
                std::string(is_streamed ? "streamed-" : "plain-") + std::to_string(i + 1) + ".png");
        }
    }
    CHECK(scratch.files().size() == 8);
}

TEST_CASE("every pixel layout shows the same picture", "[client]")
{
    const Loopback service;
    Host host;
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    std::vector<uint64_t> hashes;
    for (const int32_t order : {GESSO_ORDER_RGBA, GESSO_ORDER_BGRA}) {
        for (const int32_t rows : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
            const gesso_request_id request = host.submit(id, "gravel", [&](auto &desc) {
                ask_small(desc);
                desc.pixel_order = order;
                desc.row_order = rows;
                desc.row_alignment = 256;
            });
            host.log.wait_for_end(request);
        }
    }
    for (const auto &[id_value, seen] : host.log.images())
        hashes.push_back(seen.hash);
    REQUIRE(hashes.size() == 4);
    for (const uint64_t hash : hashes)
        CHECK(hash == hashes[0]);
}

TEST_CASE("a request put in front is served before those that wait", "[client]")
{
    const Loopback service({"--think-ms", "100"});
    Host host({1, {}});
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    const gesso_request_id running = host.submit(id, "a", ask_small);
    const gesso_request_id back = host.submit(id, "b", ask_small);
    const gesso_request_id front = host.submit(id, "c", [](auto &desc) {
        ask_small(desc);
        desc.queue_place = GESSO_QUEUE_FRONT;
    });
    host.log.wait_for_end(front);
    CHECK_FALSE(host.log.request(back).has_ended);
    host.log.wait_for_end(back);
    host.log.wait_for_end(running);
}
