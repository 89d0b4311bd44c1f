// SPDX-License-Identifier: MIT
#include "scene/renderer.h"

#include "scene/placeholder.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace viewer {

namespace {

const void *offset(size_t bytes)
{
    return reinterpret_cast<const void *>(bytes); // NOLINT(*-no-int-to-ptr): as GL wants it
}

} // namespace

std::string Renderer::open(const Level &level)
{
    const auto *name = reinterpret_cast<const char *>(gl.GetString(GL_RENDERER));
    for (const char *software : {"llvmpipe", "softpipe", "SwiftShader"})
        is_software_ = is_software_ || (name && std::strstr(name, software));
    level_ = &level;
    std::string message = surface_.build(kSurfaceVertex, kSurfaceFragment);
    message += shadow_.build(kShadowVertex, kShadowFragment);
    message += sky_.build(kScreenVertex, kSkyFragment);
    message += finish_.build(kScreenVertex, kFinishFragment);
    if (!message.empty())
        return message;
    for (const Surface &surface : level.surfaces) {
        const float tone = 0.66F - 0.05F * static_cast<float>(surfaces_.size() % 3);
        surfaces_.push_back(upload(surface.mesh));
        placeholders_.push_back(make_placeholder(tone, surface.is_decal));
    }
    lamp_ = upload(level.lamp);
    bulb_ = upload(level.bulb);
    white_ = make_white();
    gl.GenVertexArrays(1, &screen_array_);
    make_shadow();
    return {};
}

Renderer::Drawable Renderer::upload(const Mesh &mesh)
{
    Drawable out;
    std::array<GLuint, 2> buffers{};
    gl.GenVertexArrays(1, &out.array);
    gl.BindVertexArray(out.array);
    gl.GenBuffers(2, buffers.data());
    gl.BindBuffer(GL_ARRAY_BUFFER, buffers[0]);
    gl.BufferData(
        GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(mesh.vertices.size() * sizeof(Vertex)),
        mesh.vertices.data(), GL_STATIC_DRAW);
    gl.BindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
    gl.BufferData(
        GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(mesh.indices.size() * sizeof(uint32_t)),
        mesh.indices.data(), GL_STATIC_DRAW);
    // The places that Shader::build gives to the inputs.
    constexpr GLsizei kStride = sizeof(Vertex);
    gl.VertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, kStride, offset(offsetof(Vertex, position)));
    gl.VertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, kStride, offset(offsetof(Vertex, normal)));
    gl.VertexAttribPointer(2, 2, GL_FLOAT, GL_FALSE, kStride, offset(offsetof(Vertex, place)));
    for (GLuint i = 0; i < 3; ++i)
        gl.EnableVertexAttribArray(i);
    gl.BindVertexArray(0);
    out.count = static_cast<GLsizei>(mesh.indices.size());
    return out;
}

void Renderer::draw_one(const Drawable &drawable) const
{
    gl.BindVertexArray(drawable.array);
    gl.DrawElements(GL_TRIANGLES, drawable.count, GL_UNSIGNED_INT, nullptr);
}

void Renderer::draw(const SceneView &view)
{
    gl.Enable(GL_DEPTH_TEST);
    gl.DepthFunc(GL_LEQUAL);
    gl.DepthMask(GL_TRUE);
    gl.Disable(GL_BLEND);
    gl.Disable(GL_CULL_FACE);
    gl.Disable(GL_SCISSOR_TEST);
    if (!is_shadow_drawn_)
        draw_shadow();
    gl.BindFramebuffer(GL_FRAMEBUFFER, many_.framebuffer);
    gl.Viewport(0, 0, width_, height_);
    gl.Clear(GL_DEPTH_BUFFER_BIT);
    draw_surfaces(view);
    finish(view);
    gl.BindVertexArray(0);
}

void Renderer::draw_shadow()
{
    gl.BindFramebuffer(GL_FRAMEBUFFER, shadow_target_.framebuffer);
    gl.Viewport(0, 0, kShadowSide, kShadowSide);
    gl.Clear(GL_DEPTH_BUFFER_BIT);
    gl.Enable(GL_POLYGON_OFFSET_FILL);
    gl.PolygonOffset(1.5F, 2);
    shadow_.use();
    shadow_.set("to_clip", to_shadow_);
    for (size_t i = 0; i < surfaces_.size(); ++i) {
        if (!level_->surfaces[i].is_decal)
            draw_one(surfaces_[i]);
    }
    draw_one(lamp_);
    gl.Disable(GL_POLYGON_OFFSET_FILL);
    is_shadow_drawn_ = true;
}

void Renderer::draw_surfaces(const SceneView &view)
{
    const float aspect = static_cast<float>(width_) / static_cast<float>(height_);
    surface_.use();
    surface_.set("to_clip", view.camera->matrix(aspect));
    surface_.set("to_shadow", to_shadow_);
    surface_.set("eye", view.camera->eye());
    surface_.set("sun", level_->sun);
    surface_.set("lamp", level_->lamp_place);
    surface_.set("albedo", 0);
    surface_.set("shadow", 1);
    surface_.set("blur", samples_ > 1 ? 1 : 0);
    gl.ActiveTexture(GL_TEXTURE1);
    gl.BindTexture(GL_TEXTURE_2D, shadow_target_.depth);
    gl.ActiveTexture(GL_TEXTURE0);
    const auto draw_surface = [&](size_t i) {
        const Surface &surface = level_->surfaces[i];
        const int index = static_cast<int>(i);
        const float hover = index == view.hovered ? 0.5F : 0.0F;
        surface_.set("mark", index == view.selected ? 1.0F : hover);
        surface_.set("roughness", surface.roughness);
        surface_.set("glow", 0.0F);
        surface_.set("is_decal", surface.is_decal ? 1.0F : 0.0F);
        gl.BindTexture(GL_TEXTURE_2D, view.textures[i]);
        draw_one(surfaces_[i]);
    };
    for (size_t i = 0; i < surfaces_.size(); ++i) {
        if (!level_->surfaces[i].is_decal)
            draw_surface(i);
    }
    surface_.set("mark", 0.0F);
    surface_.set("is_decal", 0.0F);
    surface_.set("roughness", 0.4F);
    gl.BindTexture(GL_TEXTURE_2D, white_);
    surface_.set("glow", 0.0F);
    draw_one(lamp_);
    surface_.set("glow", 1.0F);
    draw_one(bulb_);
    draw_sky(view);

    surface_.use();
    gl.Enable(GL_BLEND);
    gl.BlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
    gl.DepthMask(GL_FALSE);
    for (size_t i = 0; i < surfaces_.size(); ++i) {
        if (level_->surfaces[i].is_decal)
            draw_surface(i);
    }
    gl.DepthMask(GL_TRUE);
    gl.Disable(GL_BLEND);
}

void Renderer::draw_sky(const SceneView &view)
{
    const float aspect = static_cast<float>(width_) / static_cast<float>(height_);
    const Vec3 ahead = view.camera->forward();
    const Vec3 right = normalized(cross(ahead, {0, 1, 0}));
    const float half = std::tan(25 * kPi / 180);
    sky_.use();
    sky_.set("ahead", ahead);
    sky_.set("right", right * (half * aspect));
    sky_.set("top", cross(right, ahead) * half);
    sky_.set("sun", level_->sun);
    gl.BindVertexArray(screen_array_);
    gl.DrawArrays(GL_TRIANGLES, 0, 3);
}

void Renderer::finish(const SceneView &view)
{
    gl.BindFramebuffer(GL_READ_FRAMEBUFFER, many_.framebuffer);
    gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, scene_.framebuffer);
    for (GLenum attachment : {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1}) {
        gl.ReadBuffer(attachment);
        gl.DrawBuffers(1, &attachment);
        if (attachment == GL_COLOR_ATTACHMENT1) {
            const std::array<GLenum, 2> second = {GL_NONE, attachment};
            gl.DrawBuffers(2, second.data());
        }
        gl.BlitFramebuffer(
            0, 0, width_, height_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    }
    gl.BindFramebuffer(GL_FRAMEBUFFER, picture_.framebuffer);
    gl.Disable(GL_DEPTH_TEST);
    finish_.use();
    finish_.set("color", 0);
    finish_.set("marks", 1);
    finish_.set("outline", 1.6F * view.scale);
    finish_.set("pulse", 0.5F + 0.5F * std::sin(view.seconds * 4));
    gl.ActiveTexture(GL_TEXTURE1);
    gl.BindTexture(GL_TEXTURE_2D, scene_.marks);
    gl.ActiveTexture(GL_TEXTURE0);
    gl.BindTexture(GL_TEXTURE_2D, scene_.color);
    gl.BindVertexArray(screen_array_);
    gl.DrawArrays(GL_TRIANGLES, 0, 3);
}

} // namespace viewer
