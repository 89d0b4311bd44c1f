// SPDX-License-Identifier: MIT
#include "texture_copy.h"

#include <array>

namespace gesso::opengl {

namespace {

bool attach(const GlFunctions &gl, GlEnum target, GlName framebuffer, GlName texture)
{
    gl.BindFramebuffer(target, framebuffer);
    gl.FramebufferTexture2D(target, kGlColorAttachment0, kGlTexture2D, texture, 0);
    return gl.CheckFramebufferStatus(target) == kGlFramebufferComplete;
}

} // namespace

Shown look_at(const GlFunctions &gl, GlName name)
{
    if (name == 0)
        return {};
    int32_t width = 0;
    int32_t height = 0;
    gl.BindTexture(kGlTexture2D, name);
    gl.GetTexLevelParameteriv(kGlTexture2D, 0, kGlTextureWidth, &width);
    gl.GetTexLevelParameteriv(kGlTexture2D, 0, kGlTextureHeight, &height);
    return {name, static_cast<uint32_t>(width), static_cast<uint32_t>(height)};
}

bool copy_texture(const GlFunctions &gl, const Shown &from, const Shown &to)
{
    if (from.texture == 0 || from.width == 0 || from.height == 0)
        return false;
    std::array<GlName, 2> framebuffers{};
    gl.GenFramebuffers(2, framebuffers.data());
    const bool can_copy = attach(gl, kGlReadFramebuffer, framebuffers[0], from.texture) &&
                          attach(gl, kGlDrawFramebuffer, framebuffers[1], to.texture);
    if (can_copy) {
        const bool is_same = from.width == to.width && from.height == to.height;
        gl.BlitFramebuffer(
            0, 0, static_cast<int32_t>(from.width), static_cast<int32_t>(from.height), 0, 0,
            static_cast<int32_t>(to.width), static_cast<int32_t>(to.height), kGlColorBufferBit,
            is_same ? kGlNearest : kGlLinear);
    }
    gl.DeleteFramebuffers(2, framebuffers.data());
    return can_copy;
}

void try_copies(const GlFunctions &gl, const Shown &from, std::vector<GlName> &out_retired)
{
    constexpr int32_t kSide = 2; // another size than `from` has
    std::array<GlName, 2> names{};
    gl.GenTextures(2, names.data());
    for (const GlName name : names) {
        gl.BindTexture(kGlTexture2D, name);
        gl.TexImage2D(
            kGlTexture2D, 0, kGlSrgb8Alpha8, kSide, kSide, 0, kGlRgba, kGlUnsignedByte, nullptr);
    }
    const Shown stretched{names[0], kSide, kSide};
    copy_texture(gl, from, stretched);
    copy_texture(gl, stretched, {names[1], kSide, kSide});
    out_retired.insert(out_retired.end(), names.begin(), names.end());
}

} // namespace gesso::opengl
