// SPDX-License-Identifier: MIT
// Copies one texture over another on the device; no byte is uploaded.
#pragma once

#include "gl_functions.h"

#include <vector>

namespace gesso::opengl {

// A texture that is shown now, and its size.
struct Shown {
    GlName texture = 0;
    uint32_t width = 0;
    uint32_t height = 0;
};

// A texture of the host's, of which only the name is known. It ends up bound; no name, no size.
Shown look_at(const GlFunctions &gl, GlName name);

// Fills level 0 of `to` with level 0 of `from`, stretched when their sizes differ. False when the
// device cannot read `from` this way (a compressed format).
bool copy_texture(const GlFunctions &gl, const Shown &from, const Shown &to);

// At the first copy of each kind a driver may compile a shader, which is not for a frame of the
// host's to pay: copies once of each, between small textures that go at once.
void try_copies(const GlFunctions &gl, const Shown &from, std::vector<GlName> &out_retired);

} // namespace gesso::opengl
