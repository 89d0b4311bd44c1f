// SPDX-License-Identifier: MIT
#include "scene/mesh.h"

#include <algorithm>

namespace viewer {

namespace {

constexpr uint32_t kSegments = 48; // around a turned shape
constexpr uint32_t kCells = 48;    // along a side of the terrain

void add_quad(Mesh &mesh, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    mesh.indices.insert(mesh.indices.end(), {a, b, c, a, c, d});
}

// Of the triangle, or nothing (Moeller and Trumbore).
std::optional<float> hit_triangle(const Ray &ray, Vec3 a, Vec3 b, Vec3 c)
{
    const Vec3 ab = b - a;
    const Vec3 ac = c - a;
    const Vec3 p = cross(ray.along, ac);
    const float determinant = dot(ab, p);
    if (std::abs(determinant) < 1e-8F)
        return {};
    const Vec3 t = ray.from - a;
    const float u = dot(t, p) / determinant;
    const Vec3 q = cross(t, ab);
    const float v = dot(ray.along, q) / determinant;
    const float distance = dot(ac, q) / determinant;
    if (u < 0 || v < 0 || u + v > 1 || distance <= 0)
        return {};
    return distance;
}

} // namespace

std::optional<float> Mesh::hit(const Ray &ray) const
{
    std::optional<float> nearest;
    for (size_t i = 0; i + 2 < indices.size(); i += 3) {
        const auto found = hit_triangle(
            ray, vertices[indices[i]].position, vertices[indices[i + 1]].position,
            vertices[indices[i + 2]].position);
        if (found && (!nearest || *found < *nearest))
            nearest = found;
    }
    return nearest;
}

Vec3 Mesh::center() const
{
    Vec3 low = vertices.front().position;
    Vec3 high = low;
    for (const Vertex &vertex : vertices) {
        const Vec3 p = vertex.position;
        low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    return (low + high) * 0.5F;
}

void add_rectangle(Mesh &mesh, Vec3 corner, Vec3 across, Vec3 down, Vec2 tiles)
{
    const auto first = static_cast<uint32_t>(mesh.vertices.size());
    const Vec3 normal = normalized(cross(down, across));
    mesh.vertices.push_back({corner, normal, {0, 0}});
    mesh.vertices.push_back({corner + down, normal, {0, tiles.y}});
    mesh.vertices.push_back({corner + down + across, normal, tiles});
    mesh.vertices.push_back({corner + across, normal, {tiles.x, 0}});
    add_quad(mesh, first, first + 1, first + 2, first + 3);
}

void add_box(Mesh &mesh, Vec3 center, Vec3 size, float turn)
{
    const Vec3 x = Vec3{std::cos(turn), 0, -std::sin(turn)} * size.x;
    const Vec3 z = Vec3{std::sin(turn), 0, std::cos(turn)} * size.z;
    const Vec3 y{0, size.y, 0};
    const Vec3 low = center - (x + y + z) * 0.5F;
    const Vec3 top = low + y;
    const Vec3 down = y * -1;
    add_rectangle(mesh, top + z, x, down, {1, 1});
    add_rectangle(mesh, top + x, x * -1, down, {1, 1});
    add_rectangle(mesh, top + x + z, z * -1, down, {1, 1});
    add_rectangle(mesh, top, z, down, {1, 1});
    add_rectangle(mesh, top, x, z, {1, 1});
}

void add_turned(Mesh &mesh, Vec3 foot, const std::vector<Vec2> &rings, Vec2 tiles)
{
    const float height = rings.back().y;
    for (size_t i = 0; i + 1 < rings.size(); ++i) {
        const auto first = static_cast<uint32_t>(mesh.vertices.size());
        const Vec2 low = rings[i];
        const Vec2 high = rings[i + 1];
        // The normal leans with the profile.
        const Vec3 profile = normalized({high.y - low.y, low.x - high.x, 0});
        for (uint32_t s = 0; s <= kSegments; ++s) {
            const float share = static_cast<float>(s) / kSegments;
            const Vec3 out{std::sin(share * 2 * kPi), 0, std::cos(share * 2 * kPi)};
            const Vec3 normal = out * profile.x + Vec3{0, profile.y, 0};
            for (const Vec2 ring : {low, high}) {
                mesh.vertices.push_back(
                    {foot + out * ring.x + Vec3{0, ring.y, 0},
                     normal,
                     {share * tiles.x, (1 - ring.y / height) * tiles.y}});
            }
        }
        for (uint32_t s = 0; s < kSegments; ++s) {
            const uint32_t at = first + 2 * s;
            add_quad(mesh, at, at + 2, at + 3, at + 1);
        }
    }
}

float terrain_height(float x, float z)
{
    const float hill = 1.5F * std::exp(-((x - 8.6F) * (x - 8.6F) + (z + 0.6F) * (z + 0.6F)) / 5);
    const float waves =
        0.16F * std::sin(x * 1.3F + 0.4F) * std::cos(z * 1.1F) + 0.07F * std::sin(z * 2.7F + x);
    // Level with the floor where it meets it.
    const float rise = std::clamp((x - 5) / 1.4F, 0.0F, 1.0F);
    return (hill + waves + 0.1F) * rise * rise * (3 - 2 * rise) - 0.02F;
}

void add_terrain(Mesh &mesh, Vec3 corner, float width, float depth, Vec2 tiles)
{
    for (uint32_t j = 0; j <= kCells; ++j) {
        for (uint32_t i = 0; i <= kCells; ++i) {
            const Vec2 share{static_cast<float>(i) / kCells, static_cast<float>(j) / kCells};
            const float x = corner.x + share.x * width;
            const float z = corner.z + share.y * depth;
            constexpr float kStep = 0.02F;
            const Vec3 normal = normalized(
                {terrain_height(x - kStep, z) - terrain_height(x + kStep, z), 2 * kStep,
                 terrain_height(x, z - kStep) - terrain_height(x, z + kStep)});
            mesh.vertices.push_back(
                {{x, terrain_height(x, z), z}, normal, {share.x * tiles.x, share.y * tiles.y}});
        }
    }
    for (uint32_t j = 0; j < kCells; ++j) {
        for (uint32_t i = 0; i < kCells; ++i) {
            const uint32_t at = j * (kCells + 1) + i;
            add_quad(mesh, at, at + kCells + 1, at + kCells + 2, at + 1);
        }
    }
}

} // namespace viewer
