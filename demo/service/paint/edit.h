// SPDX-License-Identifier: MIT
// An existing picture painted over.
#pragma once

#include "paint/picture.h"

#include <optional>

namespace loopback {

struct EditSource {
    Picture base;                // RGBA
    std::optional<Picture> mask; // RGBA; paint goes where its alpha is 0. None: everywhere
    std::vector<Picture> references;
    bool is_faithful = false; // input_fidelity=high
};

// The base in the size of the job with the prompt's texture where the mask is clear, tinted by the
// references. Everything else is changed a little as well, on purpose, as the clouds do: a client
// that trusts the answer outside of its mask is to be caught here.
Picture paint_edit(const PaintJob &job, const EditSource &source);

} // namespace loopback
