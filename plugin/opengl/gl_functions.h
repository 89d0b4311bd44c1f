// SPDX-License-Identifier: MIT
// The part of OpenGL 3.2 that the bridge uses: no header of GL and no loader library is needed.
#pragma once

#include "gesso_opengl.h"

#include <cstddef>
#include <cstdint>
#include <string>

#if defined(_WIN32) && !defined(_WIN64)
#define GESSO_GL_CALL __stdcall
#else
#define GESSO_GL_CALL
#endif

namespace gesso::opengl {

using GlEnum = uint32_t;
using GlName = uint32_t;

// The values of the Khronos registry.
enum : GlEnum {
    kGlTexture2D = 0x0DE1,
    kGlProxyTexture2D = 0x8064,
    kGlMaxTextureSize = 0x0D33,
    kGlTextureBinding2D = 0x8069,
    kGlTextureWidth = 0x1000,
    kGlTextureHeight = 0x1001,
    kGlTextureMagFilter = 0x2800,
    kGlTextureMinFilter = 0x2801,
    kGlTextureWrapS = 0x2802,
    kGlTextureWrapT = 0x2803,
    kGlTextureBaseLevel = 0x813C,
    kGlTextureMaxLevel = 0x813D,
    kGlNearest = 0x2600,
    kGlLinear = 0x2601,
    kGlLinearMipmapLinear = 0x2703,
    kGlRepeat = 0x2901,
    kGlRgba = 0x1908,
    kGlBgra = 0x80E1,
    kGlRgba8 = 0x8058,
    kGlSrgb8Alpha8 = 0x8C43,
    kGlUnsignedByte = 0x1401,
    kGlPixelUnpackBuffer = 0x88EC,
    kGlPixelUnpackBufferBinding = 0x88EF,
    kGlStreamDraw = 0x88E0,
    kGlUnpackSwapBytes = 0x0CF0,
    kGlUnpackLsbFirst = 0x0CF1,
    kGlUnpackRowLength = 0x0CF2,
    kGlUnpackSkipRows = 0x0CF3,
    kGlUnpackSkipPixels = 0x0CF4,
    kGlUnpackAlignment = 0x0CF5,
    kGlUnpackSkipImages = 0x806D,
    kGlUnpackImageHeight = 0x806E,
    kGlReadFramebuffer = 0x8CA8,
    kGlDrawFramebuffer = 0x8CA9,
    kGlReadFramebufferBinding = 0x8CAA,
    kGlDrawFramebufferBinding = 0x8CA6,
    kGlColorAttachment0 = 0x8CE0,
    kGlFramebufferComplete = 0x8CD5,
    kGlScissorTest = 0x0C11,
    kGlFramebufferSrgb = 0x8DB9,
    kGlRasterizerDiscard = 0x8C89,
    kGlColorBufferBit = 0x4000,
};
constexpr uint32_t kGlMapWrite = 0x0002;
constexpr uint32_t kGlMapInvalidateBuffer = 0x0008;

// X(result, Name, arguments): the function glName.
#define GESSO_GL_FUNCTIONS(X)                                                                      \
    X(GlEnum, GetError, ())                                                                        \
    X(void, GetIntegerv, (GlEnum name, int32_t * out))                                             \
    X(uint8_t, IsEnabled, (GlEnum capability))                                                     \
    X(void, Enable, (GlEnum capability))                                                           \
    X(void, Disable, (GlEnum capability))                                                          \
    X(void, GenTextures, (int32_t count, GlName * out))                                            \
    X(void, DeleteTextures, (int32_t count, const GlName *names))                                  \
    X(void, BindTexture, (GlEnum target, GlName name))                                             \
    X(void, TexParameteri, (GlEnum target, GlEnum name, int32_t value))                            \
    X(void, GetTexLevelParameteriv, (GlEnum target, int32_t level, GlEnum name, int32_t * out))    \
    X(void, TexImage2D,                                                                            \
      (GlEnum target, int32_t level, int32_t internal, int32_t width, int32_t height,              \
       int32_t border, GlEnum format, GlEnum type, const void *pixels))                            \
    X(void, TexSubImage2D,                                                                         \
      (GlEnum target, int32_t level, int32_t x, int32_t y, int32_t width, int32_t height,          \
       GlEnum format, GlEnum type, const void *pixels))                                            \
    X(void, PixelStorei, (GlEnum name, int32_t value))                                             \
    X(void, GenBuffers, (int32_t count, GlName * out))                                             \
    X(void, DeleteBuffers, (int32_t count, const GlName *names))                                   \
    X(void, BindBuffer, (GlEnum target, GlName name))                                              \
    X(void, BufferData, (GlEnum target, ptrdiff_t size, const void *data, GlEnum usage))           \
    X(void *, MapBufferRange, (GlEnum target, ptrdiff_t offset, ptrdiff_t size, uint32_t access))  \
    X(uint8_t, UnmapBuffer, (GlEnum target))                                                       \
    X(void, GenFramebuffers, (int32_t count, GlName * out))                                        \
    X(void, DeleteFramebuffers, (int32_t count, const GlName *names))                              \
    X(void, BindFramebuffer, (GlEnum target, GlName name))                                         \
    X(void, FramebufferTexture2D,                                                                  \
      (GlEnum target, GlEnum attachment, GlEnum texture_target, GlName texture, int32_t level))    \
    X(GlEnum, CheckFramebufferStatus, (GlEnum target))                                             \
    X(void, BlitFramebuffer,                                                                       \
      (int32_t from_x0, int32_t from_y0, int32_t from_x1, int32_t from_y1, int32_t to_x0,          \
       int32_t to_y0, int32_t to_x1, int32_t to_y1, uint32_t mask, GlEnum filter))

struct GlFunctions {
// Types and parameter lists cannot stand in parentheses of their own.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define GESSO_GL_MEMBER(result, name, arguments) result(GESSO_GL_CALL *name) arguments = nullptr;
    GESSO_GL_FUNCTIONS(GESSO_GL_MEMBER)
#undef GESSO_GL_MEMBER
    // NOLINTEND(bugprone-macro-parentheses)

    // False: `out_error` names the first function that is missing.
    bool load(GetProcAddress get_proc_address, std::string &out_error);

    // GL has refused memory: takes that error away, which is not the host's.
    void forget_errors() const
    {
        for (int i = 0; i < 8 && GetError() != 0; ++i)
            continue; // a lost context would report one for ever
    }
    // After glTexImage2D: a level that found no memory has no size.
    [[nodiscard]] bool has_level(int32_t level) const
    {
        int32_t width = 0;
        GetTexLevelParameteriv(kGlTexture2D, level, kGlTextureWidth, &width);
        if (width == 0)
            forget_errors();
        return width != 0;
    }
    [[nodiscard]] int32_t integer(GlEnum name) const
    {
        int32_t value = 0;
        GetIntegerv(name, &value);
        return value;
    }
};

} // namespace gesso::opengl
