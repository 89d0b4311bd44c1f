// SPDX-License-Identifier: MIT
// Promise 3 by chance: masks, feathers, crops and wraps of every kind, against a service that
// answers noise of any size.
#include "client/edit_host.h"
#include "client/replies.h"
#include "support/fault_server.h"

using namespace gesso_test;
using gesso::test::FaultServer;

namespace {

struct Case {
    Texture base;
    std::vector<uint8_t> coverage; // one byte a pixel
    uint32_t feather = 0;
    int32_t crop = GESSO_CROP_NONE;
    bool wrap = false;
    bool is_lent = false;
};

class Dice {
public:
    explicit Dice(uint32_t seed) : random_(seed) {}
    uint32_t below(uint32_t end) { return static_cast<uint32_t>(random_() >> 8) % end; }

private:
    std::mt19937 random_;
};

Case make_case(uint32_t seed)
{
    Dice dice(seed);
    Case made;
    made.base = noise_texture(1 + dice.below(70), 1 + dice.below(70), seed);
    const uint32_t width = made.base.width;
    const uint32_t height = made.base.height;
    made.coverage.assign(size_t{width} * height, 0);
    for (uint32_t boxes = 1 + dice.below(3); boxes > 0; --boxes) {
        const uint32_t x0 = dice.below(width);
        const uint32_t y0 = dice.below(height);
        const uint32_t x1 = x0 + 1 + dice.below(width - x0);
        const uint32_t y1 = y0 + 1 + dice.below(height - y0);
        const bool is_soft = dice.below(3) == 0;
        for (uint32_t y = y0; y < y1; ++y) {
            for (uint32_t x = x0; x < x1; ++x)
                made.coverage[size_t{y} * width + x] =
                    static_cast<uint8_t>(is_soft ? dice.below(256) : 255);
        }
    }
    made.coverage[dice.below(width * height)] = 255; // something may change
    made.feather = dice.below(3) == 0 ? 0 : dice.below(20);
    made.crop = dice.below(2) == 0 ? GESSO_CROP_NONE : GESSO_CROP_CONTEXT;
    made.wrap = dice.below(2) == 0;
    made.is_lent = dice.below(2) == 0;
    return made;
}

uint64_t hash_kept(const Texture &picture, const std::vector<uint8_t> &coverage)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < coverage.size(); ++i) {
        if (coverage[i] == 0)
            hash = fnv(picture.rgba.data() + i * 4, 4, hash);
    }
    return hash;
}

std::string edit_event(const char *type, const std::string &b64, int index = -1)
{
    std::string text = event(type, b64, index);
    for (size_t at = text.find("image_generation"); at != std::string::npos;
         at = text.find("image_generation"))
        text.replace(at, 16, "image_edit");
    return text;
}

// Answers to choose from: of one size and of others, opaque and not.
void write_answers(const Scratch &folder)
{
    for (uint32_t i = 0; i < 4; ++i) {
        const std::string preview = base64(noise_texture(9 + 13 * i, 40 - 9 * i, 50 + i).png());
        const std::string last = base64(noise_png(17 + i * 11, 23, i));
        folder.write(
            std::to_string(i) + ".http",
            sse_reply(
                edit_event("partial_image", preview, 0) + edit_event("partial_image", last, 1) +
                edit_event("completed", preview)));
    }
}

} // namespace

TEST_CASE("200 masks, feathers, crops and wraps change nothing outside of the mask", "[client]")
{
    const Scratch replies;
    write_answers(replies);
    const FaultServer server(replies.path());
    Host host;
    host.log.keep_images();
    std::vector<gesso_service_id> services;
    for (int i = 0; i < 4; ++i) {
        const std::string url = "http://127.0.0.1:" + std::to_string(server.port("plain")) +
                                "/reply/" + std::to_string(i) + ".http";
        services.push_back(host.add_service(url, [](gesso_service_desc &desc) {
            desc.form = GESSO_FORM_COMPATIBLE;
            desc.model = "a-painter";
        }));
    }
    ReleaseCount count;
    int lent = 0;
    size_t pictures = 0;
    size_t changed = 0;
    for (uint32_t seed = 1; seed <= 200; ++seed) {
        const Case one = make_case(seed);
        EditDesc edit;
        edit.images = {one.is_lent ? count.lend(one.base.picture()) : one.base.picture()};
        edit.mask = gesso_picture_init();
        edit.mask.kind = GESSO_PICTURE_PIXELS;
        edit.mask.data = one.coverage.data();
        edit.mask.size = one.coverage.size();
        edit.mask.width = one.base.width;
        edit.mask.height = one.base.height;
        edit.mask.channels = 1;
        edit.has_mask = true;
        lent += one.is_lent ? 1 : 0;
        const gesso_request_id request = host.submit(services[seed % 4], "moss", [&](auto &desc) {
            edit.fill(desc);
            desc.partial_images = gesso_i32(2);
            desc.crop = one.crop;
            desc.feather = one.feather;
            if (one.wrap)
                desc.flags = GESSO_REQUEST_WRAP;
            desc.row_order = seed % 3 == 0 ? GESSO_ROWS_BOTTOM_FIRST : GESSO_ROWS_TOP_FIRST;
        });
        const SeenRequest &seen = host.log.wait_for_end(request, 60'000);
        CAPTURE(seed, host.info(request).message);
        REQUIRE(seen.end.type == GESSO_EVENT_FINISHED);
        CHECK_FALSE(seen.are_inputs_released);
        for (const gesso_event &event : seen.events) {
            if (event.type != GESSO_EVENT_PREVIEW && event.type != GESSO_EVENT_IMAGE)
                continue;
            ++pictures;
            const Texture after = pixels_of(host.client(), event.as.image.image);
            REQUIRE(after.width == one.base.width);
            REQUIRE(after.height == one.base.height);
            REQUIRE(hash_kept(after, one.coverage) == hash_kept(one.base, one.coverage));
            changed += after.rgba != one.base.rgba ? 1 : 0;
        }
        host.log.give_back_images();
        gesso_request_release(host.client(), request);
    }
    CHECK(pictures >= 200);
    CHECK(changed > pictures / 2);
    CHECK(count.releases == lent);
    // Of which rows were shown before a newer pass overtook them.
    for (const auto &[image, seen] : host.log.images()) {
        if (!seen.is_closed)
            gesso_image_release(host.client(), {image});
    }
    CHECK(host.log.wait_until([&] { return host.stats().image_bytes == 0; }));
}
