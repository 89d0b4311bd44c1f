// SPDX-License-Identifier: MIT
// What a surface looks like before it has received a texture: a grey grid.
#pragma once

#include "scene/gl.h"

namespace viewer {

// With mips, sRGB. `tone` around 0.5; a see-through one is a dashed frame.
GLuint make_placeholder(float tone, bool is_see_through);
GLuint make_white();

} // namespace viewer
