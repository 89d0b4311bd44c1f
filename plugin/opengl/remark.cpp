// SPDX-License-Identifier: MIT
#include "gesso_opengl.h"

namespace gesso::opengl {

std::string remark(const SlotView &view)
{
    if (view.divisor <= 1)
        return view.is_short_of_memory ? "this device has no memory left for all of the picture"
                                       : "";
    return std::to_string(view.image_width) + " x " + std::to_string(view.image_height) +
           (view.is_short_of_memory ? " finds no memory on this device: shown at 1/"
                                    : " is more than this device takes: shown at 1/") +
           std::to_string(view.divisor);
}

} // namespace gesso::opengl
