// SPDX-License-Identifier: MIT
#include "stage.h"

#include <array>

using namespace gesso_test;

namespace {

constexpr uint32_t kBefore = 0x204060FF;

bool is_plain(const uint8_t *pixel)
{
    return pixel[0] == 0x20 && pixel[1] == 0x40 && pixel[2] == 0x60 && pixel[3] == 0xFF;
}

} // namespace

TEST_CASE("the texture holds the image's pixels byte for byte, in every order of bytes and rows")
{
    for (const int32_t pixel_order : {GESSO_ORDER_RGBA, GESSO_ORDER_BGRA}) {
        for (const int32_t row_order : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
            for (const uint32_t width : {64U, 37U, 1U}) {
                Stage stage;
                const SlotId slot = stage.watched();
                FakeImage &image = make_image(
                    width, 51,
                    [](uint32_t x, uint32_t y) { return busy_paint(x, y) & ~((x + y) & 0xFFU); },
                    {pixel_order, row_order, 12});
                stage.give(rows_event(image, 20));
                stage.frame();
                stage.give(image_event(image));
                stage.give(finished_event());
                stage.settle();
                CHECK(stage.shown(slot) == image.rgba());
                const SlotView view = stage.bridge->view(slot);
                CHECK(view.width == width);
                CHECK(view.state == SlotState::resting);
                const GLint format = level_parameter(view.texture, 0, GL_TEXTURE_INTERNAL_FORMAT);
                CHECK(format == GL_SRGB8_ALPHA8);
            }
        }
    }
}

TEST_CASE("rows appear as they arrive, over what was there before, and nothing else changes")
{
    for (const int32_t row_order : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
        Stage stage;
        const SlotId slot = stage.watched(plain_texture(16, 16, kBefore));
        FakeImage &image = make_image(40, 30, busy_paint, {GESSO_ORDER_RGBA, row_order, 0});
        const std::vector<uint8_t> whole = image.rgba();
        for (uint32_t rows = 1; rows <= 30; ++rows) {
            stage.give(rows_event(image, rows));
            stage.frame();
            CHECK(stage.bridge->view(slot).rows == rows);
            const std::vector<uint8_t> now = stage.shown(slot);
            REQUIRE(now.size() == whole.size());
            uint32_t wrong = 0;
            for (uint32_t y = 0; y < 30; ++y) {
                const uint32_t from_top = row_order == GESSO_ROWS_TOP_FIRST ? y : 29 - y;
                for (uint32_t x = 0; x < 40; ++x) {
                    const uint8_t *pixel = now.data() + 4 * (y * 40 + x);
                    const bool is_new =
                        std::equal(pixel, pixel + 4, whole.data() + 4 * (y * 40 + x));
                    wrong += from_top < rows ? !is_new : !is_plain(pixel);
                }
            }
            CHECK(wrong == 0);
        }
    }
}

TEST_CASE("each row is uploaded once")
{
    Stage stage([](BridgeDesc &desc) { desc.builds_mips = false; });
    stage.watched();
    FakeImage &image = make_image(128, 100, busy_paint);
    for (const uint32_t rows : {7U, 7U, 8U, 64U, 99U}) {
        stage.give(rows_event(image, rows));
        stage.frame();
        stage.frame();
        CHECK(stage.bytes == uint64_t{4} * 128 * rows);
    }
    stage.give(image_event(image));
    stage.give(finished_event());
    stage.settle();
    stage.settle();
    CHECK(stage.bytes == uint64_t{4} * 128 * 100);
}

TEST_CASE("no frame uploads more than its budget, for one large image and for eight at once")
{
    struct Case {
        uint32_t width, height;
        uint64_t budget;
    };
    // The smallest budget is less than a row.
    constexpr std::array<Case, 3> kCases = {
        {{2048, 32, 4000}, {2048, 2048, 100'000}, {2048, 2048, uint64_t{1} << 20}}};
    for (const auto &[width, height, budget] : kCases) {
        Stage stage;
        const SlotId slot = stage.watched();
        FakeImage &image = make_image(width, height, busy_paint);
        stage.give(image_event(image));
        stage.settle(budget);
        CHECK(stage.most_bytes <= budget);
        CHECK(stage.most_counted <= budget);
        CHECK(stage.bytes == bytes_with_mips(width, height));
        CHECK(stage.counted == stage.bytes);
        CHECK(stage.shown(slot) == image.rgba());
    }
    Stage stage;
    std::vector<SlotId> slots;
    std::vector<FakeImage *> images;
    for (uint64_t request = 1; request <= 8; ++request) {
        slots.push_back(stage.watched(0, request));
        images.push_back(&make_image(256, 256, busy_paint));
    }
    constexpr uint64_t kBudget = 50'000;
    for (uint32_t rows = 32; rows <= 256; rows += 32) {
        for (size_t i = 0; i < 8; ++i)
            stage.give(rows_event(*images[i], rows, i + 1));
        stage.frame(kBudget);
        // Nobody waits for another: all have some rows after the first frame.
        for (const SlotId slot : slots)
            CHECK(stage.bridge->view(slot).rows > 0);
    }
    for (size_t i = 0; i < 8; ++i)
        stage.give(image_event(*images[i], i + 1));
    stage.settle(kBudget);
    CHECK(stage.most_bytes <= kBudget);
    CHECK(stage.most_counted <= kBudget);
    CHECK(stage.bytes == 8 * bytes_with_mips(256, 256));
    CHECK(stage.counted == stage.bytes);
    for (size_t i = 0; i < 8; ++i)
        CHECK(stage.shown(slots[i]) == images[i]->rgba());
}

TEST_CASE("a budget of nothing uploads nothing and loses nothing")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(32, 32, busy_paint);
    stage.give(image_event(image));
    for (int i = 0; i < 3; ++i)
        CHECK(stage.frame(i).bytes == 0);
    stage.settle();
    CHECK(stage.shown(slot) == image.rgba());
}

TEST_CASE("previews replace each other in the same texture and the final comes last")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &first = make_image(64, 64, busy_paint);
    FakeImage &second = make_image(64, 64, [](uint32_t x, uint32_t) { return x << 8 | 0xFF; });
    FakeImage &last = make_image(64, 64, [](uint32_t, uint32_t y) { return y << 24 | 0xFF; });
    stage.give(preview_event(first));
    stage.frame();
    CHECK(stage.shown(slot) == first.rgba());
    const uint32_t texture = stage.bridge->view(slot).texture;
    stage.give(rows_event(second, 10));
    stage.frame();
    CHECK(stage.bridge->view(slot).texture == texture);
    stage.give(preview_event(second));
    stage.frame();
    CHECK(stage.shown(slot) == second.rgba());
    CHECK(stage.bridge->view(slot).levels == 1);
    CHECK(texture_parameter(texture, GL_TEXTURE_MAX_LEVEL) == 0);
    stage.give(image_event(last));
    stage.give(finished_event());
    stage.settle();
    CHECK(stage.shown(slot) == last.rgba());
    CHECK(stage.bridge->view(slot).levels == 7);
    CHECK(texture_parameter(texture, GL_TEXTURE_MAX_LEVEL) == 6);
}

TEST_CASE("a slot for a user interface holds the same bytes without the sRGB step")
{
    Stage stage;
    const SlotId slot = stage.bridge->add_slot({0, 0, false});
    stage.bridge->watch(slot, {1}, 0);
    FakeImage &image = make_image(16, 16, busy_paint);
    stage.give(image_event(image));
    stage.settle();
    CHECK(stage.shown(slot) == image.rgba());
    const uint32_t texture = stage.bridge->view(slot).texture;
    CHECK(level_parameter(texture, 0, GL_TEXTURE_INTERNAL_FORMAT) == GL_RGBA8);
}

TEST_CASE("the bridge takes references of its own and gives every one back")
{
    {
        Stage stage;
        const SlotId slot = stage.watched();
        stage.bridge->watch(stage.bridge->add_slot({}), {1}, 0);
        FakeImage &preview = make_image(16, 16, busy_paint);
        FakeImage &image = make_image(16, 16, busy_paint);
        stage.give(preview_event(preview));
        stage.frame();
        stage.give(rows_event(image, 3));
        // The host is done with the preview; the bridge may still fall back to it.
        CHECK(preview.references > 1);
        stage.give(image_event(image));
        stage.give(finished_event());
        stage.settle();
        CHECK(preview.references == 1);
        CHECK(image.references == 3);
        stage.bridge->remove_slot(slot);
        CHECK(image.references == 2);
    }
    CHECK(open_references() == 2);
}
