// SPDX-License-Identifier: MIT
#include "pixels.h"

#include <map>
#include <memory>

namespace gesso_test {

namespace {

std::map<uint64_t, std::unique_ptr<FakeImage>> images;
uint64_t last_id = 0;

FakeImage *find(gesso_image_id id)
{
    const auto found = images.find(id.value);
    return found == images.end() || found->second->references == 0 ? nullptr : found->second.get();
}

gesso_event event_about(int32_t type, FakeImage &image, uint64_t request, int32_t output)
{
    gesso_event event{};
    event.type = type;
    event.output = output;
    event.request.value = request;
    event.as.image.image = image.id;
    event.as.image.width = image.width;
    event.as.image.height = image.height;
    return event;
}

} // namespace

FakeImage &
make_image(uint32_t width, uint32_t height, const FakeImage::Paint &paint, FakeOptions options)
{
    auto image = std::make_unique<FakeImage>();
    image->id.value = ++last_id;
    image->width = width;
    image->height = height;
    image->stride = uint64_t{4} * width + options.padding;
    image->pixel_order = options.pixel_order;
    image->row_order = options.row_order;
    image->references = 1;
    image->memory.assign(image->stride * height, 0xEE);
    for (uint32_t y = 0; y < height; ++y) {
        const bool is_upwards = options.row_order == GESSO_ROWS_BOTTOM_FIRST;
        uint8_t *row = image->memory.data() + image->stride * (is_upwards ? height - 1 - y : y);
        for (uint32_t x = 0; x < width; ++x) {
            const uint32_t rgba = paint(x, y);
            const bool is_bgra = options.pixel_order == GESSO_ORDER_BGRA;
            row[4 * x + (is_bgra ? 2 : 0)] = static_cast<uint8_t>(rgba >> 24);
            row[4 * x + 1] = static_cast<uint8_t>(rgba >> 16);
            row[4 * x + (is_bgra ? 0 : 2)] = static_cast<uint8_t>(rgba >> 8);
            row[4 * x + 3] = static_cast<uint8_t>(rgba);
        }
    }
    FakeImage &out = *image;
    images[out.id.value] = std::move(image);
    return out;
}

std::vector<uint8_t> FakeImage::rgba() const
{
    std::vector<uint8_t> out;
    for (uint32_t y = 0; y < height; ++y) {
        const uint8_t *row = memory.data() + stride * y;
        for (uint32_t x = 0; x < width; ++x, row += 4) {
            const bool is_bgra = pixel_order == GESSO_ORDER_BGRA;
            out.insert(out.end(), {row[is_bgra ? 2 : 0], row[1], row[is_bgra ? 0 : 2], row[3]});
        }
    }
    return out;
}

uint32_t busy_paint(uint32_t x, uint32_t y)
{
    const uint32_t mixed = (x * 2654435761U) ^ (y * 2246822519U) ^ (x * y * 3266489917U);
    return mixed | 0xFF;
}

int open_references()
{
    int sum = 0;
    for (const auto &[id, image] : images)
        sum += image->references;
    return sum;
}

void forget_images()
{
    images.clear();
}

gesso_event rows_event(FakeImage &image, uint32_t rows, uint64_t request, int32_t output)
{
    gesso_event event = event_about(GESSO_EVENT_ROWS, image, request, output);
    event.as.image.y0 = image.rows_final;
    event.as.image.y1 = rows;
    image.rows_final = rows;
    return event;
}

gesso_event preview_event(FakeImage &image, uint64_t request)
{
    image.rows_final = image.height;
    image.is_complete = true;
    return event_about(GESSO_EVENT_PREVIEW, image, request, 0);
}

gesso_event image_event(FakeImage &image, uint64_t request, int32_t output)
{
    image.rows_final = image.height;
    image.is_complete = true;
    return event_about(GESSO_EVENT_IMAGE, image, request, output);
}

gesso_event dropped_event(FakeImage &image, FakeImage *restore, uint64_t request)
{
    gesso_event event = event_about(GESSO_EVENT_DROPPED, image, request, 0);
    if (restore)
        event.as.image.restore = restore->id;
    return event;
}

gesso_event finished_event(uint64_t request)
{
    gesso_event event{};
    event.type = GESSO_EVENT_FINISHED;
    event.output = -1;
    event.request.value = request;
    return event;
}

gesso_event failed_event(gesso_result result, uint64_t request)
{
    gesso_event event = finished_event(request);
    event.type = GESSO_EVENT_FAILED;
    event.as.end.result = result;
    return event;
}

gesso_client *fake_client()
{
    static char nobody = 0;
    return reinterpret_cast<gesso_client *>(&nobody);
}

} // namespace gesso_test

// The functions of the library that the bridge calls; see jobs.cpp for the others.

gesso_result gesso_image_view(gesso_client *, gesso_image_id id, gesso_view *out_view)
{
    const gesso_test::FakeImage *image = gesso_test::find(id);
    if (!image)
        return GESSO_ERROR_STALE;
    out_view->pixels = image->memory.data();
    out_view->stride = image->stride;
    out_view->width = image->width;
    out_view->height = image->height;
    out_view->rows_final = image->rows_final;
    out_view->pixel_order = image->pixel_order;
    out_view->row_order = image->row_order;
    out_view->is_complete = image->is_complete;
    return GESSO_OK;
}

gesso_result gesso_image_retain(gesso_client *, gesso_image_id id)
{
    gesso_test::FakeImage *image = gesso_test::find(id);
    if (!image)
        return GESSO_ERROR_STALE;
    ++image->references;
    return GESSO_OK;
}

gesso_result gesso_image_release(gesso_client *, gesso_image_id id)
{
    gesso_test::FakeImage *image = gesso_test::find(id);
    if (!image)
        return GESSO_ERROR_STALE;
    --image->references;
    return GESSO_OK;
}
