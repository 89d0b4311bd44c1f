// SPDX-License-Identifier: MIT
// What the tests of edits share: textures of noise, masks, lenders that count.
#pragma once

#include "client/host.h"
#include "support/png_writer.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace gesso_test {

// RGBA, top row first, tight.
struct Texture {
    uint32_t width = 0;
    uint32_t height = 0;
    std::vector<uint8_t> rgba;

    uint8_t *at(uint32_t x, uint32_t y) { return rgba.data() + (size_t{y} * width + x) * 4; }
    const uint8_t *at(uint32_t x, uint32_t y) const
    {
        return rgba.data() + (size_t{y} * width + x) * 4;
    }
    gesso_picture picture() const
    {
        gesso_picture picture = gesso_picture_init();
        picture.kind = GESSO_PICTURE_PIXELS;
        picture.data = rgba.data();
        picture.size = rgba.size();
        picture.width = width;
        picture.height = height;
        return picture;
    }
    std::string png() const
    {
        gesso::test::PngSpec spec;
        spec.width = width;
        spec.height = height;
        const gesso::test::Buffer bytes = gesso::test::write_png(
            spec, [this](uint32_t x, uint32_t y, int c) { return uint32_t{at(x, y)[c]}; });
        return {bytes.begin(), bytes.end()};
    }
};

// Colour also where it is transparent, which a careless blend would lose.
inline Texture noise_texture(uint32_t width, uint32_t height, uint32_t seed)
{
    std::mt19937 random(seed);
    Texture texture{width, height, std::vector<uint8_t>(size_t{width} * height * 4)};
    for (uint8_t &value : texture.rgba)
        value = static_cast<uint8_t>(random() >> 24);
    for (size_t i = 3; i < texture.rgba.size(); i += 12)
        texture.rgba[i] = i % 8 == 3 ? 0 : 255;
    return texture;
}

// White where it may change, black elsewhere, opaque.
inline Texture
box_mask(uint32_t width, uint32_t height, uint32_t x0, uint32_t y0, uint32_t x1, uint32_t y1)
{
    Texture mask{width, height, std::vector<uint8_t>(size_t{width} * height * 4)};
    for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t x = 0; x < width; ++x) {
            const bool is_inside = x >= x0 && x < x1 && y >= y0 && y < y1;
            const uint8_t pixel[] = {
                uint8_t(is_inside ? 255 : 0), uint8_t(is_inside ? 255 : 0),
                uint8_t(is_inside ? 255 : 0), 255};
            std::memcpy(mask.at(x, y), pixel, 4);
        }
    }
    return mask;
}

inline gesso_picture file_picture(const std::string &file)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_ENCODED;
    picture.data = file.data();
    picture.size = file.size();
    return picture;
}

// Lends by reference and counts what comes back.
struct ReleaseCount {
    std::atomic<int> releases{0};

    gesso_picture lend(gesso_picture picture)
    {
        picture.user = this;
        picture.release = [](void *user, const void *) {
            ++static_cast<ReleaseCount *>(user)->releases;
        };
        return picture;
    }
};

inline Texture pixels_of(gesso_client *client, gesso_image_id image)
{
    gesso_view view = gesso_view_init();
    REQUIRE(gesso_image_view(client, image, &view) == GESSO_OK);
    REQUIRE(view.pixel_order == GESSO_ORDER_RGBA);
    Texture texture{view.width, view.height, {}};
    texture.rgba.resize(size_t{view.width} * view.height * 4);
    for (uint32_t y = 0; y < view.height; ++y) {
        const uint32_t place = view.row_order == GESSO_ROWS_BOTTOM_FIRST ? view.height - 1 - y : y;
        std::memcpy(texture.at(0, y), view.pixels + place * view.stride, size_t{view.width} * 4);
    }
    return texture;
}

struct EditDesc {
    std::vector<gesso_picture> images;
    gesso_picture mask = gesso_picture_init();
    bool has_mask = false;

    void fill(gesso_request_desc &desc) const
    {
        desc.operation = GESSO_OPERATION_EDIT;
        desc.images = images.data();
        desc.image_count = static_cast<uint32_t>(images.size());
        desc.mask = has_mask ? &mask : nullptr;
    }
};

} // namespace gesso_test
