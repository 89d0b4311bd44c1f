// SPDX-License-Identifier: MIT
// Stands in for the library's images: pixels whose rows arrive when a test says so.
#pragma once

#include "gesso/gesso.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gesso_test {

struct FakeImage {
    gesso_image_id id{};
    uint32_t width = 0, height = 0;
    uint64_t stride = 0;
    uint32_t rows_final = 0;
    bool is_complete = false;
    int32_t pixel_order = GESSO_ORDER_RGBA;
    int32_t row_order = GESSO_ROWS_TOP_FIRST;
    int references = 0;
    std::vector<uint8_t> memory;

    // RGBA of a pixel, from the top.
    using Paint = std::function<uint32_t(uint32_t x, uint32_t y)>;

    // Tight RGBA rows in the order in which they lie in memory: what a texture should hold.
    std::vector<uint8_t> rgba() const;
};

struct FakeOptions {
    int32_t pixel_order = GESSO_ORDER_RGBA;
    int32_t row_order = GESSO_ROWS_TOP_FIRST;
    uint32_t padding = 0; // bytes at the end of each row
};

// With one reference, the host's.
FakeImage &make_image(
    uint32_t width, uint32_t height, const FakeImage::Paint &paint, FakeOptions options = {});
// A paint of which no two neighbours are equal.
uint32_t busy_paint(uint32_t x, uint32_t y);
int open_references(); // of all images together
void forget_images();

// Events about an image.
gesso_event rows_event(FakeImage &image, uint32_t rows, uint64_t request = 1, int32_t output = 0);
gesso_event preview_event(FakeImage &image, uint64_t request = 1);
gesso_event image_event(FakeImage &image, uint64_t request = 1, int32_t output = 0);
gesso_event dropped_event(FakeImage &image, FakeImage *restore, uint64_t request = 1);
gesso_event finished_event(uint64_t request = 1);
gesso_event failed_event(gesso_result result, uint64_t request = 1);

// Never looked into: the bridge only hands it back.
gesso_client *fake_client();

} // namespace gesso_test
