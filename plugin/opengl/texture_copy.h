// SPDX-License-Identifier: MIT
// Copies one texture over another on the device; no byte is uploaded.
#pragma once

#include "gl_functions.h"

namespace gesso::opengl {

// A texture that is shown now, and its size.
struct Shown {
    GlName texture = 0;
    uint32_t width = 0;
    uint32_t height = 0;
};

// Fills level 0 of `to` with level 0 of `from`, stretched when their sizes differ. False when the
// device cannot read `from` this way (a compressed format).
bool copy_texture(const GlFunctions &gl, const Shown &from, const Shown &to);

} // namespace gesso::opengl
