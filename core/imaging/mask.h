// SPDX-License-Identifier: MIT
// Masks: what the host painted, as coverage of the base, and what becomes of it: bounds for the
// crop, weights for the paste, the file that the service wants.
#pragma once

#include "base/pixels.h"

#include <cstdint>

namespace gesso::core {

// GESSO_MASK_*. `automatic`: a picture with an alpha channel that is not opaque throughout is read
// as alpha_clear_is_edit, every other one as white_is_edit.
enum class MaskMeaning : uint8_t {
    automatic,
    alpha_clear_is_edit,
    white_is_edit,
    black_is_edit,
};

// Reads a mask of the base's size. Partial alpha or gray is partial coverage; painted selections
// count by Rec. 709 luminance of the bytes, times their alpha.
// Errors, with a message for a person: another size than the base, no pixel to change, a meaning
// that needs an alpha channel without one.
Status read_mask(
    const PixelView &mask, MaskMeaning meaning, uint32_t base_width, uint32_t base_height,
    Coverage &out_coverage);

// The smallest rectangle round all that is not 0; of a picture that tiles it may go round the edge.
// Empty when there is nothing.
PixelRect mask_bounds(const Coverage &coverage, bool wrap);

// How much of the edit each pixel takes, 0 to 255: the edit fades in inside the mask, so pixels
// outside are exactly 0.
//
//     weight = round(coverage x min(1, (d - 1/2) / feather))      feather 0: weight = coverage
//
// where d is the Euclidean distance from the pixel's centre to the nearest centre of a pixel with
// coverage 0, and d - 1/2 hence the distance to the border between the two. Beyond the edge of the
// base nothing lies outside the mask; with `wrap` its other side does.
Status feather_mask(const Coverage &coverage, uint32_t feather, bool wrap, Coverage &out_weights);

// The mask as the image API wants it: RGBA of the sent size, black, alpha 0 where the service may
// change things (coverage 128 and more, averaged when the rectangle is scaled) and 255 elsewhere.
Status make_service_mask(
    const Coverage &coverage, const PixelRect &rect, uint32_t sent_width, uint32_t sent_height,
    Pixels &out_mask);

} // namespace gesso::core
