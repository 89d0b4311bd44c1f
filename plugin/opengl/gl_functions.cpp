// SPDX-License-Identifier: MIT
#include "gl_functions.h"

namespace gesso::opengl {

bool GlFunctions::load(GetProcAddress get_proc_address, std::string &out_error)
{
    const char *missing = nullptr;
// NOLINTBEGIN(bugprone-macro-parentheses): see gl_functions.h
#define GESSO_GL_LOAD(result, name, arguments)                                                     \
    name = reinterpret_cast<result(GESSO_GL_CALL *) arguments>(get_proc_address("gl" #name));      \
    if (!name && !missing)                                                                         \
        missing = "gl" #name;
    GESSO_GL_FUNCTIONS(GESSO_GL_LOAD)
#undef GESSO_GL_LOAD
    // NOLINTEND(bugprone-macro-parentheses)
    if (missing)
        out_error = std::string("OpenGL 3.2 is needed; this context has no ") + missing;
    return missing == nullptr;
}

} // namespace gesso::opengl
