// SPDX-License-Identifier: MIT
// A program of the graphics device, and the sources of those that draw the level.
#pragma once

#include "scene/gl.h"
#include "scene/math.h"

#include <string>

namespace viewer {

class Shader {
public:
    // Empty, or the compiler's message.
    std::string build(const char *vertex, const char *fragment);

    void use() const { gl.UseProgram(program_); }
    void set(const char *name, int value) const { gl.Uniform1i(at(name), value); }
    void set(const char *name, float value) const { gl.Uniform1f(at(name), value); }
    void set(const char *name, Vec2 value) const { gl.Uniform2f(at(name), value.x, value.y); }
    void set(const char *name, Vec3 value) const
    {
        gl.Uniform3f(at(name), value.x, value.y, value.z);
    }
    void set(const char *name, const Mat4 &value) const
    {
        gl.UniformMatrix4fv(at(name), 1, GL_FALSE, value.at.data());
    }

private:
    GLint at(const char *name) const { return gl.GetUniformLocation(program_, name); }

    GLuint program_ = 0;
};

extern const char *const kSurfaceVertex;
extern const char *const kSurfaceFragment;
extern const char *const kShadowVertex;
extern const char *const kShadowFragment;
extern const char *const kScreenVertex;
extern const char *const kSkyFragment;
extern const char *const kFinishFragment;

} // namespace viewer
