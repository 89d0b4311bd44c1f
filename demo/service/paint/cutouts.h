// SPDX-License-Identifier: MIT
// Pictures with a shape of their own: what lies outside is transparent, edges are soft.
#pragma once

#include "paint/materials.h"
#include "paint/words.h"

#include <string>

namespace loopback {

// The shape as depth inside its outline, in units; negative is outside. The surface may be
// repainted and raised to fit it.
Field cut_sign(Surface &surface, const Scene &scene, const std::string &label);
Field cut_sticker(Surface &surface, const Scene &scene);
Field cut_leaf(Surface &surface, const Scene &scene);
Field cut_splash(Surface &surface, const Scene &scene);

// A ragged piece of the material, for a prompt that names no shape.
Field cut_patch(const Scene &scene);

// Straight alpha from depth; far outside the colour is flat.
void apply_alpha(Picture &picture, const Field &depth, float pixels_per_unit);

} // namespace loopback
