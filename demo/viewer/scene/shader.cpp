// SPDX-License-Identifier: MIT
#include "scene/shader.h"

#include <array>

namespace viewer {

namespace {

std::string compile(GLenum kind, const char *source, GLuint &out_shader)
{
    out_shader = gl.CreateShader(kind);
    gl.ShaderSource(out_shader, 1, &source, nullptr);
    gl.CompileShader(out_shader);
    GLint is_compiled = 0;
    gl.GetShaderiv(out_shader, GL_COMPILE_STATUS, &is_compiled);
    std::array<char, 1024> text{};
    if (!is_compiled)
        gl.GetShaderInfoLog(out_shader, static_cast<GLsizei>(text.size()), nullptr, text.data());
    return text.data();
}

} // namespace

std::string Shader::build(const char *vertex, const char *fragment)
{
    std::array<GLuint, 2> parts{};
    std::string message = compile(GL_VERTEX_SHADER, vertex, parts[0]);
    message += compile(GL_FRAGMENT_SHADER, fragment, parts[1]);
    if (!message.empty())
        return message;
    program_ = gl.CreateProgram();
    for (const GLuint part : parts)
        gl.AttachShader(program_, part);
    gl.BindAttribLocation(program_, 0, "at_position");
    gl.BindAttribLocation(program_, 1, "at_normal");
    gl.BindAttribLocation(program_, 2, "at_place");
    gl.BindFragDataLocation(program_, 0, "out_color");
    gl.BindFragDataLocation(program_, 1, "out_mark");
    gl.LinkProgram(program_);
    for (const GLuint part : parts)
        gl.DeleteShader(part);
    GLint is_linked = 0;
    gl.GetProgramiv(program_, GL_LINK_STATUS, &is_linked);
    if (is_linked)
        return {};
    std::array<char, 1024> text{};
    gl.GetProgramInfoLog(program_, static_cast<GLsizei>(text.size()), nullptr, text.data());
    return std::string("link: ") + text.data();
}

} // namespace viewer
