// SPDX-License-Identifier: MIT
#include "stage.h"

#include <map>

using namespace gesso_test;

namespace {

constexpr std::array kIntegers = {
    GL_TEXTURE_BINDING_2D,
    GL_ACTIVE_TEXTURE,
    GL_PIXEL_UNPACK_BUFFER_BINDING,
    GL_READ_FRAMEBUFFER_BINDING,
    GL_DRAW_FRAMEBUFFER_BINDING,
    GL_UNPACK_SWAP_BYTES,
    GL_UNPACK_LSB_FIRST,
    GL_UNPACK_ROW_LENGTH,
    GL_UNPACK_SKIP_ROWS,
    GL_UNPACK_SKIP_PIXELS,
    GL_UNPACK_ALIGNMENT,
    GL_UNPACK_SKIP_IMAGES,
    GL_UNPACK_IMAGE_HEIGHT,
    GL_SCISSOR_TEST,
    GL_FRAMEBUFFER_SRGB,
    GL_RASTERIZER_DISCARD,
    GL_BLEND,
    GL_DEPTH_TEST,
    GL_CULL_FACE,
    GL_CURRENT_PROGRAM,
    GL_VERTEX_ARRAY_BINDING,
    GL_ARRAY_BUFFER_BINDING,
    GL_PIXEL_PACK_BUFFER_BINDING,
    GL_RENDERBUFFER_BINDING,
    GL_PACK_ALIGNMENT,
    GL_SAMPLER_BINDING};

using State = std::map<GLenum, std::array<GLint, 4>>;

State look()
{
    State state;
    for (const GLenum name : kIntegers) {
        state[name] = {};
        gl.GetIntegerv(name, state[name].data());
    }
    for (const GLenum name : {GL_VIEWPORT, GL_SCISSOR_BOX, GL_COLOR_WRITEMASK}) {
        state[name] = {};
        gl.GetIntegerv(name, state[name].data());
    }
    return state;
}

// Everything as unlike the defaults as can be.
void upset()
{
    gl.ActiveTexture(GL_TEXTURE3);
    gl.BindTexture(GL_TEXTURE_2D, plain_texture(2, 2, 0x11223344));
    GLuint buffer = 0;
    gl.GenBuffers(1, &buffer);
    gl.BindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
    gl.BufferData(GL_PIXEL_UNPACK_BUFFER, 1 << 16, nullptr, GL_STREAM_DRAW);
    std::array<GLuint, 2> framebuffers{};
    gl.GenFramebuffers(2, framebuffers.data());
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, framebuffers[0]);
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffers[1]);
    gl.PixelStorei(GL_UNPACK_SWAP_BYTES, 1);
    gl.PixelStorei(GL_UNPACK_LSB_FIRST, 1);
    gl.PixelStorei(GL_UNPACK_ROW_LENGTH, 77);
    gl.PixelStorei(GL_UNPACK_SKIP_ROWS, 3);
    gl.PixelStorei(GL_UNPACK_SKIP_PIXELS, 5);
    gl.PixelStorei(GL_UNPACK_ALIGNMENT, 1);
    gl.PixelStorei(GL_UNPACK_SKIP_IMAGES, 2);
    gl.PixelStorei(GL_UNPACK_IMAGE_HEIGHT, 9);
    gl.Enable(GL_SCISSOR_TEST);
    gl.Scissor(1, 2, 3, 4);
    gl.Enable(GL_FRAMEBUFFER_SRGB);
    gl.Enable(GL_RASTERIZER_DISCARD);
    gl.Enable(GL_BLEND);
}

} // namespace

TEST_CASE("whatever state the host has, every call leaves it as it was, and the pixels are right")
{
    Stage stage;
    const GLuint before = plain_texture(8, 8, 0x336699FF);
    upset();
    const State state = look();
    const auto is_kept = [&state] { return look() == state; };

    const SlotId slot = stage.bridge->add_slot({before, 0, true});
    stage.bridge->watch(slot, {1}, 0);
    CHECK(is_kept());
    FakeImage &image = make_image(64, 64, busy_paint);
    stage.give(rows_event(image, 30));
    stage.frame();
    CHECK(is_kept());
    stage.give(image_event(image));
    stage.give(finished_event());
    for (int i = 0; i < 100; ++i) {
        stage.frame(3000);
        CHECK(is_kept());
    }
    CHECK(stage.bridge->view(slot).state == SlotState::resting);
    CHECK(stage.bridge->view(slot).levels == 7);
    stage.bridge->watch(slot, {2}, 0);
    FakeImage &other = make_image(32, 32, busy_paint);
    stage.give(rows_event(other, 3, 2));
    stage.frame();
    stage.give(failed_event(GESSO_ERROR_REFUSED, 2));
    stage.frame();
    CHECK(is_kept());
    const std::vector<uint8_t> shown = stage.shown(slot);
    CHECK(shown == image.rgba());
    gl.Disable(GL_RASTERIZER_DISCARD);
}

TEST_CASE("what lies beneath is copied whole, whatever scissor or conversion the host has set")
{
    Stage stage;
    const SlotId slot = stage.watched(plain_texture(8, 8, 0x336699FF));
    upset();
    FakeImage &image = make_image(16, 16, busy_paint);
    stage.give(rows_event(image, 1));
    stage.frame();
    const std::vector<uint8_t> now = stage.shown(slot);
    for (size_t pixel = 16; pixel < 256; ++pixel) {
        REQUIRE(int{now[4 * pixel]} == 0x33);
        REQUIRE(int{now[4 * pixel + 1]} == 0x66);
        REQUIRE(int{now[4 * pixel + 2]} == 0x99);
        REQUIRE(int{now[4 * pixel + 3]} == 0xFF);
    }
    gl.Disable(GL_RASTERIZER_DISCARD);
}

TEST_CASE("a texture that the host has bound may go: the binding ends as GL says")
{
    Stage stage;
    const SlotId slot = stage.watched();
    FakeImage &image = make_image(16, 16, busy_paint);
    stage.give(rows_event(image, 4));
    stage.frame();
    gl.BindTexture(GL_TEXTURE_2D, stage.bridge->view(slot).texture);
    stage.give(failed_event(GESSO_ERROR_CANCELLED));
    stage.frame();
    GLint bound = -1;
    gl.GetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
    CHECK(bound == 0);
    CHECK(gl.GetError() == GL_NO_ERROR);
}
