// SPDX-License-Identifier: MIT
// Which part of the base travels, and at what size: services take few sizes.
#pragma once

#include "base/pixels.h"
#include "base/route.h"

#include <cstdint>

namespace gesso::core {

struct CropWish {
    uint32_t base_width = 0;
    uint32_t base_height = 0;
    PixelRect mask_bounds;     // empty: all of the base may change
    bool is_cropped = false;   // GESSO_CROP_CONTEXT; without bounds it means nothing
    bool wrap = false;         // the base tiles: the rectangle may go round its edges
    uint32_t margin = 0;       // pixels of context round the mask; 0: a quarter of its longer side
    uint32_t wanted_width = 0; // the size that the host asked for; 0: the planner's choice
    uint32_t wanted_height = 0;
};

struct CropPlan {
    PixelRect rect;          // of the base
    uint32_t sent_width = 0; // legal for the family; also the size to ask for
    uint32_t sent_height = 0;
    // Sent pixels per base pixel, across and down: 1 where nothing is scaled.
    double scale_x = 1;
    double scale_y = 1;

    bool is_scaled() const { return sent_width != rect.width || sent_height != rect.height; }
};

// With a crop: the smallest legal rectangle round mask and context, unscaled wherever the base has
// room for one; else as near to it as can be. Without: the whole base at the nearest legal size.
// Of two sizes the one that keeps the proportions wins, then the one nearest in scale, then the
// smaller one. `rules` null or without sizes: the rectangle itself, unscaled.
// Errors: an empty base, bounds outside the base.
Status plan_crop(const CropWish &wish, const ModelRules *rules, CropPlan &out_plan);

} // namespace gesso::core
