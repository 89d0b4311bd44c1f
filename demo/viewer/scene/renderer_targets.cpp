// SPDX-License-Identifier: MIT
// What is drawn into: the sun's depth, the level with several samples a pixel, the finished
// picture.
#include "scene/renderer.h"

#include <array>

namespace viewer {

namespace {

GLuint make_texture(GLint internal, int width, int height, GLenum format, GLenum type)
{
    GLuint texture = 0;
    gl.GenTextures(1, &texture);
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.TexImage2D(GL_TEXTURE_2D, 0, internal, width, height, 0, format, type, nullptr);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return texture;
}

GLuint make_renderbuffer(GLenum format, int width, int height, int samples)
{
    GLuint buffer = 0;
    gl.GenRenderbuffers(1, &buffer);
    gl.BindRenderbuffer(GL_RENDERBUFFER, buffer);
    gl.RenderbufferStorageMultisample(
        GL_RENDERBUFFER, samples > 1 ? samples : 0, format, width, height);
    return buffer;
}

void draw_into_both()
{
    constexpr std::array<GLenum, 2> kBoth = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    gl.DrawBuffers(2, kBoth.data());
}

} // namespace

void Renderer::make_shadow()
{
    shadow_target_.depth = make_texture(
        GL_DEPTH_COMPONENT24, kShadowSide, kShadowSide, GL_DEPTH_COMPONENT, GL_UNSIGNED_INT);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    gl.GenFramebuffers(1, &shadow_target_.framebuffer);
    gl.BindFramebuffer(GL_FRAMEBUFFER, shadow_target_.framebuffer);
    gl.FramebufferTexture2D(
        GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, shadow_target_.depth, 0);
    gl.DrawBuffers(0, nullptr);
    gl.ReadBuffer(GL_NONE);
    const Vec3 middle{2.5F, 0, 0};
    to_shadow_ =
        orthographic(11.5F, 9.5F, 1, 40) * look_at(middle + level_->sun * 20, middle, {0, 1, 0});
}

std::string Renderer::resize(int width, int height, int samples)
{
    if (width == width_ && height == height_ && samples == samples_)
        return {};
    width_ = width;
    height_ = height;
    samples_ = samples;
    return make_targets();
}

std::string Renderer::make_targets()
{
    for (Target *target : {&many_, &scene_, &picture_}) {
        const std::array<GLuint, 2> textures = {target->color, target->marks};
        if (target == &many_)
            gl.DeleteRenderbuffers(2, textures.data());
        else
            gl.DeleteTextures(2, textures.data());
        gl.DeleteRenderbuffers(1, &target->depth);
        gl.DeleteFramebuffers(1, &target->framebuffer);
        *target = {};
        gl.GenFramebuffers(1, &target->framebuffer);
    }
    constexpr GLenum kColor = GL_COLOR_ATTACHMENT0;
    scene_.color = make_texture(GL_RGBA16F, width_, height_, GL_RGBA, GL_HALF_FLOAT);
    scene_.marks = make_texture(GL_RGBA8, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE);
    gl.BindFramebuffer(GL_FRAMEBUFFER, scene_.framebuffer);
    gl.FramebufferTexture2D(GL_FRAMEBUFFER, kColor, GL_TEXTURE_2D, scene_.color, 0);
    gl.FramebufferTexture2D(GL_FRAMEBUFFER, kColor + 1, GL_TEXTURE_2D, scene_.marks, 0);
    draw_into_both();

    many_.color = make_renderbuffer(GL_RGBA16F, width_, height_, samples_);
    many_.marks = make_renderbuffer(GL_RGBA8, width_, height_, samples_);
    many_.depth = make_renderbuffer(GL_DEPTH_COMPONENT24, width_, height_, samples_);
    gl.BindFramebuffer(GL_FRAMEBUFFER, many_.framebuffer);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, kColor, GL_RENDERBUFFER, many_.color);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, kColor + 1, GL_RENDERBUFFER, many_.marks);
    gl.FramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, many_.depth);
    draw_into_both();
    const bool has_many = gl.CheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;

    picture_.color = make_texture(GL_RGBA8, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE);
    gl.BindFramebuffer(GL_FRAMEBUFFER, picture_.framebuffer);
    gl.FramebufferTexture2D(GL_FRAMEBUFFER, kColor, GL_TEXTURE_2D, picture_.color, 0);
    const bool has_picture = gl.CheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    return has_many && has_picture ? "" : "this device cannot draw into half-float pictures";
}

} // namespace viewer
