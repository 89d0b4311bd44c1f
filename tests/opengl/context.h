// SPDX-License-Identifier: MIT
// A GL 3.2 core context without a window, and the functions that the tests look through.
#pragma once

#include <GL/glcorearb.h>

#include <cstdint>
#include <vector>

namespace gesso_test {

class Context {
public:
    Context();
    ~Context();
    Context(const Context &) = delete;
    Context &operator=(const Context &) = delete;

    // The same again, with nothing in it: what a host has after it lost one.
    void replace();

    static void (*proc(const char *name))();
    // What went through glTexSubImage2D so far, counted at GL's own door.
    static uint64_t uploaded_bytes();

private:
    void make();

    void *display_ = nullptr;
    void *context_ = nullptr;
};

#define GESSO_TEST_GL(X)                                                                           \
    X(BINDBUFFER, BindBuffer)                                                                      \
    X(BINDFRAMEBUFFER, BindFramebuffer)                                                            \
    X(BINDTEXTURE, BindTexture)                                                                    \
    X(DISABLE, Disable)                                                                            \
    X(ENABLE, Enable)                                                                              \
    X(GENBUFFERS, GenBuffers)                                                                      \
    X(GENFRAMEBUFFERS, GenFramebuffers)                                                            \
    X(GENTEXTURES, GenTextures)                                                                    \
    X(GETERROR, GetError)                                                                          \
    X(GETINTEGERV, GetIntegerv)                                                                    \
    X(GETTEXIMAGE, GetTexImage)                                                                    \
    X(GETTEXLEVELPARAMETERIV, GetTexLevelParameteriv)                                              \
    X(GETTEXPARAMETERIV, GetTexParameteriv)                                                        \
    X(ISENABLED, IsEnabled)                                                                        \
    X(ISTEXTURE, IsTexture)                                                                        \
    X(PIXELSTOREI, PixelStorei)                                                                    \
    X(ACTIVETEXTURE, ActiveTexture)                                                                \
    X(BUFFERDATA, BufferData)                                                                      \
    X(SCISSOR, Scissor)                                                                            \
    X(TEXIMAGE2D, TexImage2D)                                                                      \
    X(TEXPARAMETERI, TexParameteri)

struct TestGl {
#define GESSO_TEST_GL_MEMBER(upper, name) PFNGL##upper##PROC name = nullptr;
    GESSO_TEST_GL(GESSO_TEST_GL_MEMBER)
#undef GESSO_TEST_GL_MEMBER
};
extern TestGl gl;

// Tight RGBA rows of a level, in the texture's order.
std::vector<uint8_t> read_texture(GLuint texture, int level = 0);
GLint level_parameter(GLuint texture, int level, GLenum name);
GLint texture_parameter(GLuint texture, GLenum name);
// A texture of the host's own, of one colour.
GLuint plain_texture(int width, int height, uint32_t rgba);

} // namespace gesso_test
