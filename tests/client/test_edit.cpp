// SPDX-License-Identifier: MIT
// Edits against the loopback service, which changes everything outside of a mask on purpose.
#include "client/edit_host.h"
#include "support/loopback.h"

using namespace gesso_test;

namespace {

uint64_t hash_outside(const Texture &picture, const Texture &mask)
{
    uint64_t hash = 0;
    for (uint32_t y = 0; y < picture.height; ++y) {
        for (uint32_t x = 0; x < picture.width; ++x) {
            if (mask.at(x, y)[0] == 0)
                hash = fnv(picture.at(x, y), 4, hash);
        }
    }
    return hash;
}

size_t changed_inside(const Texture &before, const Texture &after, const Texture &mask)
{
    size_t changed = 0;
    for (uint32_t y = 0; y < before.height; ++y) {
        for (uint32_t x = 0; x < before.width; ++x)
            changed +=
                mask.at(x, y)[0] != 0 && std::memcmp(before.at(x, y), after.at(x, y), 4) != 0;
    }
    return changed;
}

} // namespace

TEST_CASE("outside of the mask every pixel stays the host's own, previews included", "[client]")
{
    const Loopback service;
    Host host;
    host.log.keep_images();
    const gesso_service_id id = host.add_service(service.url() + "/v1");
    const Texture base = noise_texture(400, 300, 7);
    const Texture mask = box_mask(400, 300, 100, 80, 260, 200);
    EditDesc edit{{base.picture()}, mask.picture(), true};
    for (const int32_t crop : {GESSO_CROP_NONE, GESSO_CROP_CONTEXT}) {
        for (const uint32_t feather : {0u, 12u}) {
            const gesso_request_id request = host.submit(id, "red brick", [&](auto &desc) {
                edit.fill(desc);
                desc.quality = "low";
                desc.partial_images = gesso_i32(1);
                desc.crop = crop;
                desc.feather = feather;
            });
            const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
            INFO(host.info(request).message);
            REQUIRE(seen.end.type == GESSO_EVENT_FINISHED);
            CHECK(seen.are_inputs_released); // 480 KB without `release`
            int pictures = 0;
            for (const gesso_event &event : seen.events) {
                if (event.type != GESSO_EVENT_PREVIEW && event.type != GESSO_EVENT_IMAGE)
                    continue;
                ++pictures;
                const Texture after = pixels_of(host.client(), event.as.image.image);
                REQUIRE(after.width == 400);
                REQUIRE(after.height == 300);
                CHECK(hash_outside(after, mask) == hash_outside(base, mask));
                CHECK(changed_inside(base, after, mask) > 160 * 120 / 2);
            }
            CHECK(pictures >= 1);
            CHECK(host.output(request).width == 400);
        }
    }
}

TEST_CASE("an edit with a mask and a reference works on every form of endpoint", "[client]")
{
    const Loopback service;
    Host host;
    host.log.keep_images();
    const auto azure = [](gesso_service_desc &desc, int32_t form) {
        desc.form = form;
        desc.model = nullptr;
        desc.deployment = "my-gpt-image-1";
        desc.credential = GESSO_CREDENTIAL_KEY;
        desc.secret = "0123456789abcdef";
    };
    const auto open_ai = host.add_service(service.url() + "/v1");
    const std::pair<gesso_service_id, uint32_t> ways[] = {
        {open_ai, 0},
        {open_ai, GESSO_REQUEST_EDIT_AS_JSON},
        {host.add_service(
             service.url(), [&](auto &desc) { azure(desc, GESSO_FORM_AZURE_DEPLOYMENTS); }),
         0},
        {host.add_service(service.url(), [&](auto &desc) { azure(desc, GESSO_FORM_AZURE_V1); }), 0},
        {host.add_service(
             service.url() + "/v1", [](auto &desc) { desc.form = GESSO_FORM_COMPATIBLE; }),
         0},
    };
    const Texture base = noise_texture(120, 90, 7);
    const Texture other = noise_texture(50, 60, 8);
    const Texture mask = box_mask(120, 90, 30, 20, 90, 70);
    const std::string file = base.png();
    ReleaseCount count;
    for (const auto &[id, flags] : ways) {
        EditDesc edit{
            {count.lend(file_picture(file)), count.lend(other.picture())},
            count.lend(mask.picture()),
            true};
        const gesso_request_id request = host.submit(id, "oak planks", [&](auto &desc) {
            edit.fill(desc);
            desc.quality = "low";
            desc.count = 2;
            desc.flags = flags;
            desc.input_fidelity = "high";
        });
        const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
        INFO(host.info(request).message);
        REQUIRE(seen.end.as.end.ok_count == 2);
        for (const gesso_event &event : seen.events) {
            if (event.type != GESSO_EVENT_IMAGE)
                continue;
            const Texture after = pixels_of(host.client(), event.as.image.image);
            REQUIRE(after.width == 120);
            CHECK(hash_outside(after, mask) == hash_outside(base, mask));
            CHECK(changed_inside(base, after, mask) > 1000);
        }
    }
    CHECK(count.releases == 15);
}
