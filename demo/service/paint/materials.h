// SPDX-License-Identifier: MIT
// One function a material. Each fills a surface that can be repeated without a seam.
#pragma once

#include "paint/look.h"
#include "paint/surface.h"

#include <string>
#include <vector>

namespace loopback {

struct Scene {
    Canvas canvas;
    uint32_t seed = 0;
    std::vector<std::string> words;
    Look look;
};

Surface paint_brick(const Scene &scene);
Surface paint_cobblestone(const Scene &scene);
Surface paint_planks(const Scene &scene);
Surface paint_grass(const Scene &scene);
Surface paint_sand(const Scene &scene);
Surface paint_marble(const Scene &scene);
Surface paint_rust(const Scene &scene);
Surface paint_fabric(const Scene &scene);
Surface paint_ice(const Scene &scene);
Surface paint_gravel(const Scene &scene);
Surface paint_plaster(const Scene &scene);

// Moss, snow, dirt and rain on whatever was painted.
void weather(Surface &surface, const Scene &scene);

} // namespace loopback
