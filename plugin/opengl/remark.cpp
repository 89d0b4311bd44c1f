// SPDX-License-Identifier: MIT
#include "gesso_opengl.h"

namespace gesso::opengl {

namespace {

std::string remark_on_size(const SlotView &view)
{
    if (view.divisor <= 1)
        return view.is_short_of_memory ? "this device has no memory left for all of the picture"
                                       : "";
    return std::to_string(view.image_width) + " x " + std::to_string(view.image_height) +
           (view.is_short_of_memory ? " finds no memory on this device: shown at 1/"
                                    : " is more than this device takes: shown at 1/") +
           std::to_string(view.divisor);
}

} // namespace

std::string remark(const SlotView &view)
{
    std::string text = remark_on_size(view);
    if (view.mips_result == GESSO_OK)
        return text;
    if (!text.empty())
        text += "; ";
    return text + "shown without mips: " + gesso_result_text(view.mips_result);
}

} // namespace gesso::opengl
