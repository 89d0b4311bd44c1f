// SPDX-License-Identifier: MIT
#include "gesso_opengl.h"

namespace gesso::opengl {

std::string remark(const SlotView &view)
{
    if (view.divisor <= 1)
        return {};
    return std::to_string(view.image_width) + " x " + std::to_string(view.image_height) +
           " is more than this device takes: shown at 1/" + std::to_string(view.divisor);
}

} // namespace gesso::opengl
