// SPDX-License-Identifier: MIT
// A device without memory, and bytes counted where they enter GL instead of where the bridge counts
// them.
#include "stage.h"

#include <cstring>

using namespace gesso_test;

namespace {

// Stands between the bridge and GL.
struct Between {
    int64_t most_pixels = INT64_MAX; // of one level; a larger one finds no memory
    int least_level = 0;             // from which on that holds
    bool can_map = true;
    GLenum error = GL_NO_ERROR;
    uint64_t bytes = 0; // given to glTexSubImage2D since the last look
} between;

void tex_image(
    GLenum target, GLint level, GLint internal, GLsizei width, GLsizei height, GLint border,
    GLenum format, GLenum type, const void *pixels)
{
    if (level >= between.least_level && int64_t{width} * height > between.most_pixels) {
        between.error = GL_OUT_OF_MEMORY;
        return;
    }
    gl.TexImage2D(target, level, internal, width, height, border, format, type, pixels);
}

void tex_sub_image(
    GLenum target, GLint level, GLint x, GLint y, GLsizei width, GLsizei height, GLenum format,
    GLenum type, const void *pixels)
{
    static const auto real =
        reinterpret_cast<PFNGLTEXSUBIMAGE2DPROC>(Context::proc("glTexSubImage2D"));
    between.bytes += uint64_t{4} * static_cast<uint64_t>(width) * static_cast<uint64_t>(height);
    real(target, level, x, y, width, height, format, type, pixels);
}

void *map(GLenum target, GLintptr offset, GLsizeiptr size, GLbitfield access)
{
    static const auto real =
        reinterpret_cast<PFNGLMAPBUFFERRANGEPROC>(Context::proc("glMapBufferRange"));
    if (between.can_map)
        return real(target, offset, size, access);
    between.error = GL_OUT_OF_MEMORY;
    return nullptr;
}

GLenum get_error()
{
    const GLenum error = between.error;
    between.error = GL_NO_ERROR;
    return error != GL_NO_ERROR ? error : gl.GetError();
}

gesso::opengl::GlProc proc_between(const char *name)
{
    if (std::strcmp(name, "glTexImage2D") == 0)
        return reinterpret_cast<gesso::opengl::GlProc>(&tex_image);
    if (std::strcmp(name, "glTexSubImage2D") == 0)
        return reinterpret_cast<gesso::opengl::GlProc>(&tex_sub_image);
    if (std::strcmp(name, "glMapBufferRange") == 0)
        return reinterpret_cast<gesso::opengl::GlProc>(&map);
    if (std::strcmp(name, "glGetError") == 0)
        return reinterpret_cast<gesso::opengl::GlProc>(&get_error);
    return Context::proc(name);
}

Stage stage_between(const Between &is_like)
{
    between = is_like;
    return Stage([](BridgeDesc &desc) { desc.get_proc_address = proc_between; });
}

constexpr uint32_t kBefore = 0x204060FF;

} // namespace

TEST_CASE("a picture for which GL has no memory is shown smaller, and it is said")
{
    Between is_like;
    is_like.most_pixels = 300 * 300;
    Stage stage = stage_between(is_like);
    const SlotId slot = stage.watched(plain_texture(16, 16, kBefore));
    stage.give(image_event(make_image(1024, 512, busy_paint)));
    stage.give(finished_event());
    stage.settle();
    const SlotView view = stage.bridge->view(slot);
    CHECK(view.divisor == 4);
    CHECK(view.width == 256);
    CHECK(view.is_short_of_memory);
    CHECK(gesso::opengl::remark(view) == "1024 x 512 finds no memory on this device: shown at 1/4");
    CHECK(stage.shown(slot).size() == size_t{4} * 256 * 128);
    CHECK(between.error == GL_NO_ERROR); // the host never sees what was not its own

    // With memory again the next one is whole.
    between.most_pixels = INT64_MAX;
    REQUIRE(stage.bridge->watch(slot, {2}, 0));
    FakeImage &image = make_image(1024, 512, busy_paint);
    stage.give(image_event(image, 2));
    stage.settle();
    CHECK(stage.bridge->view(slot).divisor == 1);
    CHECK(gesso::opengl::remark(stage.bridge->view(slot)).empty());
    CHECK(stage.shown(slot) == image.rgba());
}

TEST_CASE("a picture for which there is no memory at all leaves what was there before")
{
    Between is_like;
    is_like.most_pixels = 8;
    Stage stage = stage_between(is_like);
    const GLuint before = plain_texture(16, 16, kBefore);
    const SlotId slot = stage.watched(before);
    FakeImage &image = make_image(256, 256, busy_paint);
    stage.give(rows_event(image, 100));
    stage.frame();
    CHECK(stage.bridge->view(slot).texture == before);
    stage.give(image_event(image));
    stage.give(finished_event());
    stage.settle();
    const SlotView view = stage.bridge->view(slot);
    CHECK(view.texture == before);
    CHECK(view.is_short_of_memory);
    CHECK_FALSE(gesso::opengl::remark(view).empty());
    CHECK(between.error == GL_NO_ERROR);
}

TEST_CASE("mips for which there is no memory are left out, and the picture is whole without them")
{
    Between is_like;
    is_like.most_pixels = 100;
    is_like.least_level = 2;
    Stage stage = stage_between(is_like);
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(256, 256, busy_paint);
    stage.give(image_event(image));
    stage.give(finished_event());
    stage.settle();
    CHECK(stage.bridge->view(slot).levels == 1);
    CHECK(stage.bridge->view(slot).state == SlotState::resting);
    CHECK(stage.shown(slot) == image.rgba());
    CHECK(texture_parameter(stage.bridge->view(slot).texture, GL_TEXTURE_MAX_LEVEL) == 0);
    CHECK(between.error == GL_NO_ERROR);
}

TEST_CASE("a buffer that cannot be mapped is done without")
{
    Between is_like;
    is_like.can_map = false;
    Stage stage = stage_between(is_like);
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(128, 64, busy_paint);
    stage.give(image_event(image));
    stage.give(finished_event());
    stage.settle();
    CHECK(stage.shown(slot) == image.rgba());
    CHECK(between.error == GL_NO_ERROR);
}

TEST_CASE(
    "what enters GL in a frame stays within the budget, for 2048 x 2048 and for eight streams")
{
    constexpr uint64_t kBudget = 512 << 10;
    const auto frame = [&](Stage &stage) {
        between.bytes = 0;
        const UpdateReport report = stage.frame(kBudget);
        CHECK(between.bytes == report.bytes);
        CHECK(between.bytes <= kBudget);
        return report.busy_slots > 0;
    };
    for (const uint32_t streams : {1U, 8U}) {
        Stage stage = stage_between({});
        const uint32_t side = streams == 1 ? 2048 : 512;
        std::vector<SlotId> slots;
        std::vector<FakeImage *> images;
        for (uint32_t i = 0; i < streams; ++i) {
            slots.push_back(stage.watched(0, i + 1));
            images.push_back(&make_image(side, side, busy_paint));
        }
        for (uint32_t rows = side / 8; rows <= side; rows += side / 8) {
            for (uint32_t i = 0; i < streams; ++i)
                stage.give(rows_event(*images[i], rows, i + 1));
            frame(stage);
        }
        for (uint32_t i = 0; i < streams; ++i)
            stage.give(image_event(*images[i], i + 1));
        int frames = 0;
        while (frame(stage) && frames < kMostFrames)
            ++frames;
        for (uint32_t i = 0; i < streams; ++i)
            CHECK(stage.shown(slots[i]) == images[i]->rgba());
    }
}
