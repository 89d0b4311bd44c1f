// SPDX-License-Identifier: MIT
// Triangles of the level, made by rule.
#pragma once

#include "scene/math.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace viewer {

struct Vertex {
    Vec3 position;
    Vec3 normal;
    Vec2 place; // on the texture; its row 0 is the top
};

struct Mesh {
    std::vector<Vertex> vertices;
    std::vector<uint32_t> indices;

    // Distance along the ray to the nearest triangle.
    [[nodiscard]] std::optional<float> hit(const Ray &ray) const;
    [[nodiscard]] Vec3 center() const;
};

// A rectangle from its top left corner; `across` and `down` are its sides, `tiles` how often the
// texture repeats along each.
void add_rectangle(Mesh &mesh, Vec3 corner, Vec3 across, Vec3 down, Vec2 tiles);
// Turned around y; a tile on each side.
void add_box(Mesh &mesh, Vec3 center, Vec3 size, float turn);
// Rings of (radius, height) from the bottom up, around x, z.
void add_turned(Mesh &mesh, Vec3 foot, const std::vector<Vec2> &rings, Vec2 tiles);
void add_terrain(Mesh &mesh, Vec3 corner, float width, float depth, Vec2 tiles);
// How high the terrain is there.
float terrain_height(float x, float z);

} // namespace viewer
