// SPDX-License-Identifier: MIT
// What stands in the level. Each surface is a place that can receive a texture.
#pragma once

#include "scene/mesh.h"

#include <string>
#include <vector>

namespace viewer {

struct Surface {
    std::string name;
    Mesh mesh;
    float roughness = 0.8F;
    bool is_decal = false; // blended over what is behind it
    std::string hint;      // what suits it, shown in an empty prompt
};

struct Level {
    std::vector<Surface> surfaces;
    Mesh lamp; // the housing
    Mesh bulb; // glows
    Vec3 lamp_place;
    Vec3 sun; // towards it

    // Index of the surface that the ray meets first, or -1.
    [[nodiscard]] int pick(const Ray &ray) const;
    // Index by name, or -1.
    [[nodiscard]] int find(const std::string &name) const;
};

Level make_level();

} // namespace viewer
