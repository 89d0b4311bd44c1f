// SPDX-License-Identifier: MIT
// A reference of the bridge's own to the pixels of a pass.
#pragma once

#include "gesso/gesso.hpp"

namespace gesso::opengl {

using gesso::Image;

// Empty when the image is gone already.
inline Image reference(gesso_client *client, gesso_image_id id)
{
    if (id.value == 0 || gesso_image_retain(client, id) != GESSO_OK)
        return {};
    return {client, id};
}

} // namespace gesso::opengl
