// SPDX-License-Identifier: MIT
#include "context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace gesso_test {

TestGl gl;

namespace {

EGLDisplay open_display()
{
    const auto get_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    EGLDisplay display = EGL_NO_DISPLAY;
    if (get_display)
        display = get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr)) {
        display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
        if (!eglInitialize(display, nullptr, nullptr))
            throw std::runtime_error("EGL opens no display");
    }
    return display;
}

} // namespace

Context::Context()
{
    // Never closed: the driver stays, and with it the names in a report of what it leaks.
    static EGLDisplay display = open_display();
    display_ = display;
    make();
#define GESSO_TEST_GL_LOAD(upper, name)                                                            \
    gl.name = reinterpret_cast<PFNGL##upper##PROC>(proc("gl" #name));
    GESSO_TEST_GL(GESSO_TEST_GL_LOAD)
#undef GESSO_TEST_GL_LOAD
}

Context::~Context()
{
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
}

void Context::make()
{
    eglBindAPI(EGL_OPENGL_API);
    constexpr std::array<EGLint, 7> kWanted = {
        EGL_CONTEXT_MAJOR_VERSION,
        3,
        EGL_CONTEXT_MINOR_VERSION,
        2,
        EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
        EGL_NONE};
    context_ = eglCreateContext(display_, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, kWanted.data());
    if (!context_ || !eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_))
        throw std::runtime_error("EGL makes no GL 3.2 context without a surface");
}

void Context::replace()
{
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
    make();
}

namespace {

PFNGLTEXSUBIMAGE2DPROC real_upload = nullptr;
uint64_t uploaded = 0;

void APIENTRY upload(
    GLenum target, GLint level, GLint x, GLint y, GLsizei width, GLsizei height, GLenum format,
    GLenum type, const void *pixels)
{
    uploaded += uint64_t{4} * static_cast<uint32_t>(width) * static_cast<uint32_t>(height);
    real_upload(target, level, x, y, width, height, format, type, pixels);
}

} // namespace

void (*Context::proc(const char *name))()
{
    const auto found = eglGetProcAddress(name);
    if (std::string_view(name) != "glTexSubImage2D")
        return found;
    real_upload = reinterpret_cast<PFNGLTEXSUBIMAGE2DPROC>(found);
    return reinterpret_cast<void (*)()>(upload);
}

uint64_t Context::uploaded_bytes()
{
    return uploaded;
}

GLint level_parameter(GLuint texture, int level, GLenum name)
{
    GLint value = 0;
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.GetTexLevelParameteriv(GL_TEXTURE_2D, level, name, &value);
    return value;
}

GLint texture_parameter(GLuint texture, GLenum name)
{
    GLint value = 0;
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.GetTexParameteriv(GL_TEXTURE_2D, name, &value);
    return value;
}

std::vector<uint8_t> read_texture(GLuint texture, int level)
{
    const auto width = static_cast<size_t>(level_parameter(texture, level, GL_TEXTURE_WIDTH));
    const auto height = static_cast<size_t>(level_parameter(texture, level, GL_TEXTURE_HEIGHT));
    std::vector<uint8_t> pixels(width * height * 4);
    gl.PixelStorei(GL_PACK_ALIGNMENT, 1);
    gl.GetTexImage(GL_TEXTURE_2D, level, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    return pixels;
}

GLuint plain_texture(int width, int height, uint32_t rgba)
{
    std::vector<uint8_t> pixels;
    for (int i = 0; i < width * height; ++i) {
        for (int shift = 24; shift >= 0; shift -= 8)
            pixels.push_back(static_cast<uint8_t>(rgba >> shift));
    }
    GLuint texture = 0;
    gl.GenTextures(1, &texture);
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.TexImage2D(
        GL_TEXTURE_2D, 0, GL_SRGB8_ALPHA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
        pixels.data());
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
    gl.BindTexture(GL_TEXTURE_2D, 0);
    return texture;
}

} // namespace gesso_test
