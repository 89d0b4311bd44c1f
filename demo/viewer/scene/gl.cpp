// SPDX-License-Identifier: MIT
#include "scene/gl.h"

namespace viewer {

Gl gl;

std::string Gl::load(Proc (*get_proc_address)(const char *name))
{
    std::string missing;
#define VIEWER_GL_LOAD(upper, name)                                                                \
    (name) = reinterpret_cast<PFNGL##upper##PROC>(get_proc_address("gl" #name));                   \
    if (!(name) && missing.empty())                                                                \
        missing = "gl" #name;
    VIEWER_GL_FUNCTIONS(VIEWER_GL_LOAD)
#undef VIEWER_GL_LOAD
    return missing;
}

} // namespace viewer
