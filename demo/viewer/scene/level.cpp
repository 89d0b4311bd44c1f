// SPDX-License-Identifier: MIT
#include "scene/level.h"

namespace viewer {

namespace {

Mesh make_wall()
{
    Mesh mesh;
    add_rectangle(mesh, {-5, 4, -3}, {10, 0, 0}, {0, -4, 0}, {3.125F, 1.25F});
    add_rectangle(mesh, {-5, 4, 3}, {0, 0, -6}, {0, -4, 0}, {1.875F, 1.25F});
    // Its thickness: the top and the end that is seen from outside.
    add_rectangle(mesh, {-5, 4, -3.35F}, {10, 0, 0}, {0, 0, 0.35F}, {3.125F, 0.11F});
    add_rectangle(mesh, {5, 4, -3}, {0, 0, -0.35F}, {0, -4, 0}, {0.11F, 1.25F});
    return mesh;
}

Mesh make_column()
{
    Mesh mesh;
    const std::vector<Vec2> profile = {{0.58F, 0},     {0.58F, 0.16F}, {0.5F, 0.24F},
                                       {0.42F, 0.32F}, {0.4F, 0.34F},  {0.36F, 2.85F},
                                       {0.42F, 2.9F},  {0.5F, 3.0F},   {0.56F, 3.04F},
                                       {0.56F, 3.2F},  {0, 3.2F}};
    add_turned(mesh, {2.75F, 0, -1.2F}, profile, {2, 2.4F});
    return mesh;
}

Mesh make_crates()
{
    Mesh mesh;
    add_box(mesh, {-2.5F, 0.6F, -0.55F}, {1.2F, 1.2F, 1.2F}, 0.42F);
    add_box(mesh, {-3.95F, 0.45F, -1.6F}, {0.9F, 0.9F, 0.9F}, -0.2F);
    add_box(mesh, {-2.6F, 1.5F, -0.6F}, {0.6F, 0.6F, 0.6F}, 0.95F);
    return mesh;
}

Mesh make_plane(Vec3 corner, Vec3 across, Vec3 down, Vec2 tiles)
{
    Mesh mesh;
    add_rectangle(mesh, corner, across, down, tiles);
    return mesh;
}

} // namespace

int Level::pick(const Ray &ray) const
{
    int found = -1;
    float nearest = 1e9F;
    for (size_t i = 0; i < surfaces.size(); ++i) {
        const auto hit = surfaces[i].mesh.hit(ray);
        // A decal lies a hair before what it is on.
        const float slack = surfaces[i].is_decal ? 0.02F : 0;
        if (hit && *hit - slack < nearest) {
            nearest = *hit - slack;
            found = static_cast<int>(i);
        }
    }
    return found;
}

int Level::find(const std::string &name) const
{
    for (size_t i = 0; i < surfaces.size(); ++i) {
        if (surfaces[i].name == name)
            return static_cast<int>(i);
    }
    return -1;
}

Level make_level()
{
    Level level;
    level.surfaces.push_back({"wall", make_wall(), 0.85F, false, "weathered red brick wall"});
    level.surfaces.push_back(
        {"floor", make_plane({-5, 0, -3}, {10, 0, 0}, {0, 0, 9}, {4, 3.6F}), 0.55F, false,
         "mossy cobblestone street after rain"});
    level.surfaces.push_back({"crate", make_crates(), 0.75F, false, "old oak planks"});
    level.surfaces.push_back({"column", make_column(), 0.35F, false, "white marble, grey veins"});
    level.surfaces.push_back(
        {"decal", make_plane({-0.75F, 2.95F, -2.99F}, {1.7F, 0, 0}, {0, -1.7F, 0}, {1, 1}), 0.8F,
         true, "keep out sign"});
    Mesh terrain;
    add_terrain(terrain, {5, 0, -6}, 9, 13, {3.6F, 5.2F});
    level.surfaces.push_back({"terrain", terrain, 0.95F, false, "meadow grass, some clover"});

    level.lamp_place = {1.35F, 2.62F, -2.45F};
    add_box(level.lamp, {1.35F, 2.95F, -2.72F}, {0.06F, 0.06F, 0.6F}, 0);
    add_turned(
        level.lamp, {1.35F, 2.68F, -2.45F},
        {{0.19F, 0}, {0.12F, 0.12F}, {0.03F, 0.2F}, {0.02F, 0.3F}}, {1, 1});
    add_turned(
        level.bulb, {1.35F, 2.58F, -2.45F},
        {{0.01F, 0}, {0.07F, 0.03F}, {0.085F, 0.08F}, {0.06F, 0.13F}, {0, 0.15F}}, {1, 1});
    level.sun = normalized({0.42F, 0.78F, 0.62F});
    return level;
}

} // namespace viewer
