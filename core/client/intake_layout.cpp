// SPDX-License-Identifier: MIT
#include "client/intake.h"

namespace gesso::core {
namespace {

Status invalid(const char *text)
{
    return {StatusCode::invalid_argument, text};
}

} // namespace

Status
take_layout(int32_t pixel_order, int32_t row_order, uint32_t row_alignment, PixelLayout &out_layout)
{
    if (pixel_order != GESSO_ORDER_RGBA && pixel_order != GESSO_ORDER_BGRA)
        return invalid("pixel_order must be GESSO_ORDER_RGBA or GESSO_ORDER_BGRA");
    if (row_order != GESSO_ROWS_TOP_FIRST && row_order != GESSO_ROWS_BOTTOM_FIRST)
        return invalid("row_order must be GESSO_ROWS_TOP_FIRST or GESSO_ROWS_BOTTOM_FIRST");
    const uint32_t alignment = row_alignment == 0 ? 4 : row_alignment;
    if (alignment < 4 || alignment > 4096 || (alignment & (alignment - 1)) != 0)
        return invalid("row_alignment must be a power of two, 4 to 4096");
    out_layout.order = pixel_order == GESSO_ORDER_BGRA ? PixelOrder::bgra : PixelOrder::rgba;
    out_layout.is_bottom_first = row_order == GESSO_ROWS_BOTTOM_FIRST;
    out_layout.row_alignment = alignment;
    return {};
}

} // namespace gesso::core
