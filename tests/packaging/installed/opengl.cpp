// SPDX-License-Identifier: MIT
// A host of the texture bridge as it is installed: header, archive and the library behind it.
#include "gesso_opengl.h"

#include <cstdio>

int main()
{
    gesso::opengl::BridgeDesc desc;
    desc.get_proc_address = [](const char *) { return gesso::opengl::GlProc{}; };
    std::string error;
    const bool is_refused = gesso::opengl::Bridge::create(desc, error) == nullptr;
    std::printf("library %s, no OpenGL here: %s\n", gesso_version_string(), error.c_str());
    return is_refused && !error.empty() ? 0 : 1;
}
