// SPDX-License-Identifier: MIT
// What is cut out for the service and what is pasted back lie at the same place: a service that
// answers with the very picture it was sent changes nothing at all.
#include "client/edit_host.h"
#include "client/replies.h"
#include "support/script_server.h"
#include "wire/form_parts.h"

using namespace gesso_test;

namespace {

struct EchoCase {
    const char *name;
    uint32_t x0, y0, x1, y1; // of the mask's box, which may go round the edges
    int32_t crop;
    uint32_t flags;
    uint32_t feather;
};

constexpr uint32_t kWidth = 90;
constexpr uint32_t kHeight = 70;

Texture mask_of(const EchoCase &one)
{
    Texture mask = box_mask(kWidth, kHeight, 0, 0, 0, 0);
    for (uint32_t y = one.y0; y < one.y1; ++y) {
        for (uint32_t x = one.x0; x < one.x1; ++x)
            std::memset(mask.at(x % kWidth, y % kHeight), 255, 4);
    }
    return mask;
}

Texture edited(
    Host &host, gesso_service_id service, const EchoCase &one, const Texture &base,
    const Texture &mask)
{
    EditDesc edit{{base.picture()}, mask.picture(), true};
    const gesso_request_id request = host.submit(service, "moss", [&](auto &desc) {
        edit.fill(desc);
        desc.crop = one.crop;
        desc.crop_margin = 5;
        desc.flags = one.flags;
        desc.feather = one.feather;
    });
    const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
    INFO(host.info(request).message);
    REQUIRE(seen.end.type == GESSO_EVENT_FINISHED);
    for (const gesso_event &event : seen.events) {
        if (event.type == GESSO_EVENT_IMAGE)
            return pixels_of(host.client(), event.as.image.image);
    }
    FAIL("no image");
    return {};
}

size_t first_difference(const Texture &a, const Texture &b)
{
    REQUIRE(a.rgba.size() == b.rgba.size());
    const auto found = std::mismatch(a.rgba.begin(), a.rgba.end(), b.rgba.begin());
    return static_cast<size_t>(found.first - a.rgba.begin());
}

} // namespace

TEST_CASE("a service that sends back what it got changes no pixel, inside the mask neither")
{
    const auto one = GENERATE(values<EchoCase>({
        {"all of it", 10, 20, 40, 50, GESSO_CROP_NONE, 0, 0},
        {"a crop", 30, 25, 47, 44, GESSO_CROP_CONTEXT, 0, 0},
        {"a crop with a feather", 30, 25, 47, 44, GESSO_CROP_CONTEXT, 0, 6},
        {"a crop in the first corner", 0, 0, 9, 13, GESSO_CROP_CONTEXT, 0, 0},
        {"a crop in the last corner", 80, 60, 90, 70, GESSO_CROP_CONTEXT, 0, 0},
        {"a crop round the side", 84, 20, 97, 40, GESSO_CROP_CONTEXT, GESSO_REQUEST_WRAP, 3},
        {"a crop round the corner", 85, 64, 95, 75, GESSO_CROP_CONTEXT, GESSO_REQUEST_WRAP, 0},
        {"all of what tiles", 80, 5, 100, 30, GESSO_CROP_NONE, GESSO_REQUEST_WRAP, 8},
    }));
    CAPTURE(one.name);
    ScriptServer server;
    Host host;
    host.log.keep_images();
    const gesso_service_id service = host.add_service(server.url(), [](gesso_service_desc &desc) {
        desc.form = GESSO_FORM_COMPATIBLE;
        desc.model = "a-mirror"; // whose rules are unknown: nothing is scaled
    });
    const Texture base = noise_texture(kWidth, kHeight, 5);
    const Texture mask = mask_of(one);
    const auto reply = [](const std::string &png) {
        return json_reply("{\"created\":1,\"data\":[{\"b64_json\":\"" + base64(png) + "\"}]}");
    };
    server.play({reply(noise_png(9, 9, 1))});
    CHECK(first_difference(edited(host, service, one, base, mask), base) < base.rgba.size());
    REQUIRE(server.heard().size() == 1);
    const std::string sent = file_part(server.heard()[0], "image");
    REQUIRE(sent.size() > 100);
    server.play({reply(sent)});
    const Texture after = edited(host, service, one, base, mask);
    REQUIRE(server.heard().size() == 1);
    CHECK(file_part(server.heard()[0], "image") == sent);
    // A feather's blend rounds equal colours to themselves; a clear pixel keeps its colour.
    CHECK(first_difference(after, base) == base.rgba.size());
}
