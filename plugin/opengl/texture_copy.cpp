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

} // namespace gesso::opengl
