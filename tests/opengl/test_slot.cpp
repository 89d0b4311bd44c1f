// SPDX-License-Identifier: MIT
#include "stage.h"
#include "state_guard.h"

using namespace gesso_test;

namespace {

uint32_t red_paint(uint32_t, uint32_t)
{
    return 0xC02010FF;
}

// A slot that shows a finished image.
FakeImage &finish_one(Stage &stage, uint64_t request)
{
    FakeImage &image = make_image(32, 32, busy_paint);
    stage.give(image_event(image, request));
    stage.give(finished_event(request));
    stage.settle();
    return image;
}

} // namespace

TEST_CASE("a request that is refused or cancelled puts back the picture that was there")
{
    for (const gesso_result result : {GESSO_ERROR_REFUSED, GESSO_ERROR_CANCELLED}) {
        for (const bool has_preview : {false, true}) {
            Stage stage;
            const SlotId slot = stage.watched();
            const FakeImage &old = finish_one(stage, 1);
            const uint32_t texture = stage.bridge->view(slot).texture;
            stage.bridge->watch(slot, {2}, 0);
            FakeImage &preview = make_image(32, 32, red_paint);
            FakeImage &image = make_image(32, 32, red_paint);
            if (has_preview)
                stage.give(preview_event(preview, 2));
            stage.frame();
            stage.give(rows_event(image, 16, 2));
            stage.frame();
            CHECK(stage.shown(slot) != old.rgba());
            CHECK(stage.bridge->view(slot).state == SlotState::arriving);
            stage.give(failed_event(result, 2));
            // At once, and after the next frame, which deletes what is no longer shown.
            CHECK(stage.bridge->view(slot).texture == texture);
            stage.frame();
            CHECK(stage.bridge->view(slot).texture == texture);
            CHECK(stage.shown(slot) == old.rgba());
            CHECK(stage.shown(slot, 5).size() == 4);
            CHECK(stage.bridge->view(slot).state == SlotState::resting);
            CHECK(stage.bridge->view(slot).result == result);
        }
    }
}

TEST_CASE("where there was no picture before, the host's own texture comes back")
{
    Stage stage;
    const GLuint before = plain_texture(8, 8, 0x336699FF);
    const SlotId slot = stage.watched(before);
    CHECK(stage.bridge->view(slot).texture == before);
    FakeImage &image = make_image(32, 32, red_paint);
    stage.give(rows_event(image, 5));
    stage.frame();
    const uint32_t filling = stage.bridge->view(slot).texture;
    CHECK(filling != before);
    stage.give(failed_event(GESSO_ERROR_REFUSED));
    stage.frame();
    CHECK(stage.bridge->view(slot).texture == before);
    CHECK_FALSE(gl.IsTexture(filling));
    CHECK(gl.IsTexture(before));
}

TEST_CASE("a dropped pass falls back to the last whole preview, or to what was before")
{
    Stage stage;
    const SlotId slot = stage.watched();
    const FakeImage &old = finish_one(stage, 1);
    stage.bridge->watch(slot, {2}, 0);
    FakeImage &preview = make_image(32, 32, red_paint);
    FakeImage &image = make_image(32, 32, [](uint32_t, uint32_t) { return 0x00FF00FFU; });
    stage.give(preview_event(preview, 2));
    stage.frame();
    stage.give(rows_event(image, 20, 2));
    stage.frame();
    // The host gave the preview back when the next pass began.
    gesso_image_release(fake_client(), preview.id);
    stage.give(dropped_event(image, &preview, 2));
    stage.frame();
    CHECK(stage.shown(slot) == preview.rgba());
    stage.give(dropped_event(preview, nullptr, 2));
    stage.frame();
    CHECK(stage.shown(slot) == old.rgba());
}

TEST_CASE("one output that fails does not touch the slot of another")
{
    Stage stage;
    const SlotId first = stage.watched();
    const SlotId second = stage.bridge->add_slot({});
    stage.bridge->watch(second, {1}, 1);
    FakeImage &image = make_image(8, 8, busy_paint);
    gesso_event failed = rows_event(image, 0, 1, 1);
    failed.type = GESSO_EVENT_IMAGE_FAILED;
    failed.as.failed_image.result = GESSO_ERROR_REFUSED;
    stage.give(rows_event(image, 8, 1, 0));
    stage.give(failed);
    stage.give(image_event(image, 1, 0));
    stage.give(finished_event());
    stage.settle();
    CHECK(stage.shown(first) == image.rgba());
    CHECK(stage.bridge->view(second).result == GESSO_ERROR_REFUSED);
    CHECK(stage.bridge->view(second).image_width == 0);
}

TEST_CASE("a finished image stays when the next request is watched before the next frame")
{
    Stage stage;
    const SlotId slot = stage.watched();
    finish_one(stage, 1);
    const uint32_t texture = stage.bridge->view(slot).texture;
    stage.bridge->watch(slot, {2}, 0);
    FakeImage &image = make_image(32, 32, red_paint);
    stage.give(image_event(image, 2));
    stage.bridge->watch(slot, {3}, 0);
    stage.give(failed_event(GESSO_ERROR_CONNECT, 3));
    // Its rows come with the next frame; until then the picture before is shown.
    CHECK(stage.bridge->view(slot).texture == texture);
    stage.settle();
    CHECK(stage.shown(slot) == image.rgba());
}

TEST_CASE("an earlier result can be shown again")
{
    Stage stage;
    const SlotId slot = stage.watched();
    const FakeImage &first = finish_one(stage, 1);
    stage.bridge->watch(slot, {2}, 0);
    finish_one(stage, 2);
    CHECK(stage.bridge->show(slot, first.id));
    stage.settle();
    CHECK(stage.shown(slot) == first.rgba());
    CHECK(stage.bridge->view(slot).levels == 6);
    CHECK_FALSE(stage.bridge->show(slot, {987654}));
    CHECK_FALSE(stage.bridge->show({4711}, first.id));
}

TEST_CASE("what the size of a picture changes to is filled with the old picture, stretched")
{
    Stage stage;
    const SlotId slot = stage.watched(plain_texture(4, 4, 0x80808080));
    FakeImage &small = make_image(16, 16, red_paint);
    stage.give(preview_event(small));
    stage.frame();
    FakeImage &large = make_image(64, 32, busy_paint);
    stage.give(rows_event(large, 1));
    stage.frame();
    CHECK(stage.bridge->view(slot).width == 64);
    const std::vector<uint8_t> now = stage.shown(slot);
    const std::vector<uint8_t> red = {0xC0, 0x20, 0x10, 0xFF};
    CHECK(std::equal(red.begin(), red.end(), now.end() - 4));
}

TEST_CASE("a lost context is survived: textures are filled again from the pixels kept")
{
    Stage stage;
    const SlotId slot = stage.watched();
    const FakeImage &old = finish_one(stage, 1);
    const SlotId other = stage.watched(0, 2);
    FakeImage &image = make_image(48, 48, busy_paint);
    stage.give(rows_event(image, 20, 2));
    stage.frame();

    stage.bridge->context_lost();
    stage.give(rows_event(image, 30, 2)); // the service does not wait for contexts
    CHECK(stage.frame().bytes == 0);
    stage.context.replace();
    std::string error;
    REQUIRE(stage.bridge->context_restored(error));
    stage.frame();
    CHECK(stage.bridge->view(slot).texture != 0);
    CHECK(stage.bridge->view(other).rows == 30);
    stage.give(image_event(image, 2));
    stage.give(finished_event(2));
    stage.settle();
    CHECK(stage.shown(slot) == old.rgba());
    CHECK(stage.bridge->view(slot).levels == 6);
    CHECK(stage.shown(other) == image.rgba());
}

TEST_CASE("without kept pixels the memory goes after the upload, and a lost context shows the fill")
{
    Stage stage([](BridgeDesc &desc) { desc.keeps_pixels = false; });
    const SlotId slot = stage.watched();
    const FakeImage &image = finish_one(stage, 1);
    CHECK(stage.shown(slot) == image.rgba());
    CHECK(image.references == 1);
    stage.bridge->context_lost();
    stage.context.replace();
    std::string error;
    REQUIRE(stage.bridge->context_restored(error));
    stage.frame();
    CHECK(stage.shown(slot) == std::vector<uint8_t>{118, 118, 118, 255});
}

TEST_CASE("an image larger than the device takes is scaled down by a whole number, and it is said")
{
    for (const int32_t row_order : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
        Stage stage([](BridgeDesc &desc) { desc.max_texture_side = 64; });
        const SlotId slot = stage.watched();
        // Black and white in turn; the lower half is transparent green.
        FakeImage &image = make_image(
            200, 120,
            [](uint32_t x, uint32_t y) {
                const bool is_white = (x + y) % 2 != 0;
                return y >= 60 ? 0x00FF0000U : (is_white ? 0xFFFFFFFFU : 0x000000FFU);
            },
            {GESSO_ORDER_RGBA, row_order, 4});
        stage.give(rows_event(image, 42));
        stage.frame();
        CHECK(stage.bridge->view(slot).rows == 10);
        stage.give(image_event(image));
        stage.settle();
        const SlotView view = stage.bridge->view(slot);
        CHECK(view.divisor == 4);
        CHECK(view.width == 50);
        CHECK(view.height == 30);
        CHECK(view.image_width == 200);
        CHECK(
            gesso::opengl::remark(view) ==
            "200 x 120 is more than this device takes: shown at 1/4");
        const std::vector<uint8_t> pixels = stage.shown(slot);
        // Half the light is 188 in sRGB, not 128.
        const bool is_top_first = row_order == GESSO_ROWS_TOP_FIRST;
        const uint8_t *top = pixels.data() + (is_top_first ? 0 : 4 * 50 * 29);
        const uint8_t *bottom = pixels.data() + (is_top_first ? 4 * 50 * 29 : 0);
        CHECK(int{top[0]} == 188);
        CHECK(int{top[3]} == 255);
        CHECK(int{bottom[3]} == 0);
        CHECK(view.levels == 6);
    }
}

TEST_CASE("unknown slots are quiet no-ops")
{
    Stage stage;
    stage.bridge->remove_slot({99});
    stage.bridge->put_back({99});
    stage.bridge->set_before({99}, 1);
    CHECK_FALSE(stage.bridge->watch({99}, {1}, 0));
    CHECK(stage.bridge->view({99}).texture != 0);
    CHECK(stage.bridge->view({0}).state == SlotState::resting);
}

TEST_CASE("a context without GL 3.2 is refused with the name of what is missing")
{
    const Context context;
    BridgeDesc desc;
    desc.client = fake_client();
    desc.get_proc_address = [](const char *name) {
        return std::string(name) == "glMapBufferRange" ? nullptr : Context::proc(name);
    };
    std::string error;
    CHECK_FALSE(Bridge::create(desc, error));
    CHECK(error == "OpenGL 3.2 is needed; this context has no glMapBufferRange");
    CHECK_FALSE(Bridge::create({}, error));
}
