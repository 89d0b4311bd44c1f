// SPDX-License-Identifier: MIT
// The functions of OpenGL 3.2 that the viewer calls, loaded from the context.
#pragma once

#include <GL/glcorearb.h>

#include <string>

namespace viewer {

#define VIEWER_GL_FUNCTIONS(X)                                                                     \
    X(ACTIVETEXTURE, ActiveTexture)                                                                \
    X(ATTACHSHADER, AttachShader)                                                                  \
    X(BINDATTRIBLOCATION, BindAttribLocation)                                                      \
    X(BINDBUFFER, BindBuffer)                                                                      \
    X(BINDFRAGDATALOCATION, BindFragDataLocation)                                                  \
    X(BINDFRAMEBUFFER, BindFramebuffer)                                                            \
    X(BINDRENDERBUFFER, BindRenderbuffer)                                                          \
    X(BINDTEXTURE, BindTexture)                                                                    \
    X(BINDVERTEXARRAY, BindVertexArray)                                                            \
    X(BLENDFUNC, BlendFunc)                                                                        \
    X(BLITFRAMEBUFFER, BlitFramebuffer)                                                            \
    X(BUFFERDATA, BufferData)                                                                      \
    X(CHECKFRAMEBUFFERSTATUS, CheckFramebufferStatus)                                              \
    X(CLEAR, Clear)                                                                                \
    X(CLEARBUFFERFV, ClearBufferfv)                                                                \
    X(COLORMASK, ColorMask)                                                                        \
    X(COMPILESHADER, CompileShader)                                                                \
    X(CREATEPROGRAM, CreateProgram)                                                                \
    X(CREATESHADER, CreateShader)                                                                  \
    X(CULLFACE, CullFace)                                                                          \
    X(DELETEFRAMEBUFFERS, DeleteFramebuffers)                                                      \
    X(DELETERENDERBUFFERS, DeleteRenderbuffers)                                                    \
    X(DELETESHADER, DeleteShader)                                                                  \
    X(DELETETEXTURES, DeleteTextures)                                                              \
    X(DEPTHFUNC, DepthFunc)                                                                        \
    X(DEPTHMASK, DepthMask)                                                                        \
    X(DISABLE, Disable)                                                                            \
    X(DRAWARRAYS, DrawArrays)                                                                      \
    X(DRAWBUFFERS, DrawBuffers)                                                                    \
    X(DRAWELEMENTS, DrawElements)                                                                  \
    X(ENABLE, Enable)                                                                              \
    X(ENABLEVERTEXATTRIBARRAY, EnableVertexAttribArray)                                            \
    X(FRAMEBUFFERRENDERBUFFER, FramebufferRenderbuffer)                                            \
    X(FRAMEBUFFERTEXTURE2D, FramebufferTexture2D)                                                  \
    X(GENBUFFERS, GenBuffers)                                                                      \
    X(GENERATEMIPMAP, GenerateMipmap)                                                              \
    X(GENFRAMEBUFFERS, GenFramebuffers)                                                            \
    X(GENRENDERBUFFERS, GenRenderbuffers)                                                          \
    X(GENTEXTURES, GenTextures)                                                                    \
    X(GENVERTEXARRAYS, GenVertexArrays)                                                            \
    X(GETERROR, GetError)                                                                          \
    X(GETPROGRAMINFOLOG, GetProgramInfoLog)                                                        \
    X(GETPROGRAMIV, GetProgramiv)                                                                  \
    X(GETSHADERINFOLOG, GetShaderInfoLog)                                                          \
    X(GETSHADERIV, GetShaderiv)                                                                    \
    X(GETSTRING, GetString)                                                                        \
    X(GETTEXIMAGE, GetTexImage)                                                                    \
    X(GETTEXLEVELPARAMETERIV, GetTexLevelParameteriv)                                              \
    X(GETUNIFORMLOCATION, GetUniformLocation)                                                      \
    X(LINKPROGRAM, LinkProgram)                                                                    \
    X(PIXELSTOREI, PixelStorei)                                                                    \
    X(POLYGONOFFSET, PolygonOffset)                                                                \
    X(READBUFFER, ReadBuffer)                                                                      \
    X(READPIXELS, ReadPixels)                                                                      \
    X(RENDERBUFFERSTORAGEMULTISAMPLE, RenderbufferStorageMultisample)                              \
    X(SHADERSOURCE, ShaderSource)                                                                  \
    X(TEXIMAGE2D, TexImage2D)                                                                      \
    X(TEXPARAMETERI, TexParameteri)                                                                \
    X(TEXPARAMETERFV, TexParameterfv)                                                              \
    X(UNIFORM1F, Uniform1f)                                                                        \
    X(UNIFORM1I, Uniform1i)                                                                        \
    X(UNIFORM2F, Uniform2f)                                                                        \
    X(UNIFORM3F, Uniform3f)                                                                        \
    X(UNIFORMMATRIX4FV, UniformMatrix4fv)                                                          \
    X(USEPROGRAM, UseProgram)                                                                      \
    X(VERTEXATTRIBPOINTER, VertexAttribPointer)                                                    \
    X(VIEWPORT, Viewport)

struct Gl {
#define VIEWER_GL_MEMBER(upper, name) PFNGL##upper##PROC name = nullptr;
    VIEWER_GL_FUNCTIONS(VIEWER_GL_MEMBER)
#undef VIEWER_GL_MEMBER

    using Proc = void (*)();
    // Empty, or the function that is missing.
    std::string load(Proc (*get_proc_address)(const char *name));
};

// One context, one table.
extern Gl gl;

} // namespace viewer
