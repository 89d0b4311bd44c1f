// SPDX-License-Identifier: MIT
// What the levels look like is tried in tests/imaging; here: that they come, and when they do not.
#include "base/pixels.h"
#include "imaging/mips.h"
#include "stage.h"

using namespace gesso_test;

namespace {

using Level = std::vector<uint8_t>;

// All levels but the first of tight RGBA rows that lie top first; of a picture that tiles.
std::vector<Level> mips_of(const Level &pixels, uint32_t width, uint32_t height)
{
    const gesso::core::PixelView view{
        pixels.data(), ptrdiff_t{4} * width, width, height, 4, gesso::core::PixelOrder::rgba};
    std::vector<gesso::core::Pixels> made;
    REQUIRE(gesso::core::make_mips(view, true, nullptr, made).is_ok());
    std::vector<Level> levels;
    for (const gesso::core::Pixels &level : made)
        levels.emplace_back(level.data(), level.data() + level.size());
    return levels;
}

Level upside_down(const Level &pixels, uint32_t width)
{
    Level out;
    const size_t row = size_t{4} * width;
    for (size_t at = pixels.size(); at > 0; at -= row) {
        const auto first = pixels.begin() + static_cast<ptrdiff_t>(at - row);
        out.insert(out.end(), first, first + static_cast<ptrdiff_t>(row));
    }
    return out;
}

// The texture's levels are those of its level 0.
void check_chain(Stage &stage, SlotId slot, bool is_upwards)
{
    const SlotView view = stage.bridge->view(slot);
    const Level level0 = stage.shown(slot);
    const std::vector<Level> expected =
        mips_of(is_upwards ? upside_down(level0, view.width) : level0, view.width, view.height);
    REQUIRE(view.levels == expected.size() + 1);
    for (size_t i = 0; i < expected.size(); ++i) {
        const uint32_t width = std::max(view.width >> (i + 1), 1U);
        const Level level = stage.shown(slot, static_cast<int>(i) + 1);
        CHECK((is_upwards ? upside_down(level, width) : level) == expected[i]);
    }
    CHECK(texture_parameter(view.texture, GL_TEXTURE_MIN_FILTER) == GL_LINEAR_MIPMAP_LINEAR);
    CHECK(texture_parameter(view.texture, GL_TEXTURE_WRAP_S) == GL_REPEAT);
    CHECK(view.mips_result == GESSO_OK);
    CHECK(fake_jobs().is_all_wrapped);
}

} // namespace

TEST_CASE(
    "the mip chain of a texture is whole, comes within the budget, and costs no frame a pixel")
{
    for (const int32_t pixel_order : {GESSO_ORDER_RGBA, GESSO_ORDER_BGRA}) {
        for (const int32_t row_order : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
            Stage stage;
            const SlotId slot = stage.watched();
            FakeImage &image = make_image(300, 201, busy_paint, {pixel_order, row_order, 8});
            stage.give(image_event(image));
            stage.give(finished_event());
            stage.settle(20'000);
            CHECK(stage.most_bytes <= 20'000);
            CHECK(stage.most_pixels == 0);
            CHECK(fake_jobs().submitted == 1);
            CHECK(stage.shown(slot) == image.rgba());
            check_chain(stage, slot, row_order == GESSO_ROWS_BOTTOM_FIRST);
            // The levels went with the upload; the picture itself stays.
            CHECK(open_references() == 2);
        }
    }
}

TEST_CASE("an image scaled for the device has the mips of what is shown, not of what came")
{
    for (const int32_t row_order : {GESSO_ROWS_TOP_FIRST, GESSO_ROWS_BOTTOM_FIRST}) {
        Stage stage([](BridgeDesc &desc) {
            desc.max_texture_side = 64;
            desc.pixels_per_update = 2000;
        });
        const SlotId slot = stage.watched();
        stage.give(image_event(make_image(200, 120, busy_paint, {GESSO_ORDER_BGRA, row_order, 0})));
        stage.settle(1000);
        CHECK(stage.bridge->view(slot).divisor == 4);
        check_chain(stage, slot, row_order == GESSO_ROWS_BOTTOM_FIRST);
        CHECK(fake_jobs().lent == 0);
    }
}

TEST_CASE("a lost context gives up the job, and the next one asks for the mips again")
{
    Stage stage([](BridgeDesc &desc) { desc.max_texture_side = 64; });
    fake_jobs().is_held = true;
    const SlotId slot = stage.watched();
    stage.give(image_event(make_image(200, 120, busy_paint)));
    for (int i = 0; i < 4; ++i)
        stage.frame();
    CHECK(fake_jobs().lent == 1);
    CHECK(stage.bridge->view(slot).state == SlotState::finishing);
    stage.bridge->context_lost();
    CHECK(fake_jobs().unreleased == 0);
    fake_jobs().is_held = false;
    stage.context.replace();
    std::string error;
    REQUIRE(stage.bridge->context_restored(error));
    stage.settle();
    CHECK(fake_jobs().submitted == 2);
    check_chain(stage, slot, false);
}

TEST_CASE("a texture is never sampled from levels that are not there yet")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(64, 64, busy_paint);
    stage.give(image_event(image));
    for (int i = 0; i < 400; ++i) {
        stage.frame(300);
        const SlotView view = stage.bridge->view(slot);
        const GLint highest = texture_parameter(view.texture, GL_TEXTURE_MAX_LEVEL);
        CHECK(highest + 1 == static_cast<GLint>(view.levels));
        if (view.levels > 1)
            CHECK(level_parameter(view.texture, highest, GL_TEXTURE_WIDTH) == 1);
    }
    CHECK(stage.bridge->view(slot).levels == 7);
}

TEST_CASE("a picture whose mips are refused or fail is whole without them, and it is said")
{
    for (const bool is_refused : {true, false}) {
        Stage stage;
        (is_refused ? fake_jobs().refusal : fake_jobs().outcome) = GESSO_ERROR_LIMIT;
        const SlotId slot = stage.watched();
        FakeImage &image = make_image(64, 32, busy_paint);
        stage.give(image_event(image));
        stage.give(finished_event());
        stage.settle(500);
        const SlotView view = stage.bridge->view(slot);
        CHECK(view.levels == 1);
        CHECK(view.state == SlotState::resting);
        CHECK(view.result == GESSO_OK);
        CHECK(view.mips_result == GESSO_ERROR_LIMIT);
        CHECK(
            gesso::opengl::remark(view) ==
            std::string("shown without mips: ") + gesso_result_text(GESSO_ERROR_LIMIT));
        CHECK(stage.shown(slot) == image.rgba());
        CHECK(texture_parameter(view.texture, GL_TEXTURE_MAX_LEVEL) == 0);

        // The next one has them again.
        fake_jobs().refusal = fake_jobs().outcome = GESSO_OK;
        REQUIRE(stage.bridge->watch(slot, {2}, 0));
        stage.give(image_event(make_image(64, 32, busy_paint), 2));
        stage.settle();
        CHECK(stage.bridge->view(slot).mips_result == GESSO_OK);
        CHECK(stage.bridge->view(slot).levels == 7);
    }
}

TEST_CASE("only a final image is worth mips, and one of a single pixel has none")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &preview = make_image(16, 16, busy_paint);
    stage.give(preview_event(preview));
    for (int i = 0; i < 3; ++i)
        stage.frame();
    CHECK(stage.shown(slot) == preview.rgba());
    CHECK(fake_jobs().submitted == 0);
    stage.give(image_event(make_image(1, 1, busy_paint)));
    stage.settle();
    CHECK(fake_jobs().submitted == 0);
    CHECK(stage.bridge->view(slot).levels == 1);
    CHECK(stage.bridge->view(slot).mips_result == GESSO_OK);
}

TEST_CASE("the job of a picture that is replaced or removed is released at once")
{
    Stage stage;
    fake_jobs().is_held = true;
    const SlotId slot = stage.watched();
    FakeImage &first = make_image(32, 32, busy_paint);
    stage.give(image_event(first));
    stage.frame();
    stage.frame();
    CHECK(fake_jobs().unreleased == 1);
    REQUIRE(stage.bridge->watch(slot, {2}, 0)); // a finished picture stays, and so does its job
    CHECK(fake_jobs().unreleased == 1);
    FakeImage &second = make_image(32, 32, busy_paint);
    stage.give(image_event(second, 2));
    stage.frame();
    CHECK(fake_jobs().submitted == 2);
    CHECK(fake_jobs().unreleased == 1);
    CHECK(first.references == 1);
    stage.bridge->remove_slot(slot);
    CHECK(fake_jobs().unreleased == 0);
    CHECK(second.references == 1);
    CHECK(open_references() == 2);
}

TEST_CASE("levels come to a picture whose request is over, and to no other")
{
    Stage stage;
    fake_jobs().is_held = true;
    const SlotId slot = stage.watched();
    const SlotId other = stage.watched(0, 2);
    FakeImage &image = make_image(32, 32, busy_paint);
    stage.give(image_event(image));
    stage.give(finished_event());
    FakeImage &filling = make_image(32, 32, busy_paint);
    stage.give(rows_event(filling, 10, 2));
    for (int i = 0; i < 5; ++i)
        CHECK(stage.frame().busy_slots == 2);
    // Somebody else's job, of the host's own.
    gesso_event foreign{};
    foreign.type = GESSO_EVENT_JOB;
    foreign.as.job.job = 4711;
    stage.give(foreign);
    CHECK(stage.bridge->view(slot).levels == 1);
    fake_jobs().is_held = false;
    stage.frame();
    CHECK(stage.bridge->view(slot).levels == 6);
    CHECK(stage.bridge->view(slot).state == SlotState::resting);
    CHECK(stage.bridge->view(other).levels == 1);
    CHECK(stage.bridge->view(other).rows == 10);
}

TEST_CASE("a bridge that goes while a job is under way releases it and every image")
{
    {
        Stage stage;
        fake_jobs().is_held = true;
        stage.watched();
        stage.give(image_event(make_image(32, 32, busy_paint)));
        stage.frame();
        CHECK(fake_jobs().unreleased == 1);
    }
    CHECK(open_references() == 1);
}
