// SPDX-License-Identifier: MIT
#include "support/event_log.h"

#include "support/catch.h"

#include <chrono>
#include <cstring>
#include <thread>

namespace gesso_test {

uint64_t fnv(const void *data, size_t size, uint64_t hash)
{
    const auto *bytes = static_cast<const uint8_t *>(data);
    for (size_t i = 0; i < size; ++i)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

void EventLog::pause()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void EventLog::drain()
{
    gesso_event event;
    for (int i = 0; i < 1'000'000 && gesso_poll(client_, &event) == GESSO_OK; ++i)
        take(event);
}

const SeenRequest &EventLog::wait_for_end(gesso_request_id request, int limit_ms)
{
    const bool has_ended = wait_until([&] { return requests_[request.value].has_ended; }, limit_ms);
    if (!has_ended)
        FAIL("the request did not end in time");
    return requests_[request.value];
}

uint64_t EventLog::hash_pixels(gesso_image_id image, const SeenImage &seen)
{
    gesso_view view = gesso_view_init();
    REQUIRE(gesso_image_view(client_, image, &view) == GESSO_OK);
    REQUIRE(view.width == seen.width);
    REQUIRE(view.height == seen.height);
    REQUIRE(view.rows_final == seen.height);
    uint64_t hash = 0xcbf29ce484222325u;
    std::vector<uint8_t> rgba(size_t{view.width} * 4);
    for (uint32_t y = 0; y < view.height; ++y) {
        const uint64_t place = view.row_order == GESSO_ROWS_BOTTOM_FIRST ? view.height - 1 - y : y;
        std::memcpy(rgba.data(), view.pixels + place * view.stride, rgba.size());
        if (view.pixel_order == GESSO_ORDER_BGRA) {
            for (size_t x = 0; x < rgba.size(); x += 4)
                std::swap(rgba[x], rgba[x + 2]);
        }
        hash = fnv(rgba.data(), rgba.size(), hash);
    }
    return hash;
}

void EventLog::take(const gesso_event &event)
{
    if (event.type == GESSO_EVENT_CLOSED) {
        REQUIRE_FALSE(is_closed_);
        is_closed_ = true;
        return;
    }
    SeenRequest &request = requests_[event.request.value];
    // Nothing follows the terminal event.
    REQUIRE_FALSE(request.has_ended);
    switch (event.type) {
    case GESSO_EVENT_ROWS:
        ++request.rows_events;
        take_rows(event);
        return;
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
        take_closing(event, request);
        break;
    case GESSO_EVENT_DROPPED: {
        SeenImage &seen = images_.at(event.as.image.image.value);
        REQUIRE_FALSE(seen.is_closed);
        seen.is_closed = true;
        REQUIRE(
            (event.as.image.restore.value == 0 ||
             images_.at(event.as.image.restore.value).is_closed));
        gesso_image_release(client_, event.as.image.image);
        request.lines.push_back("dropped " + std::to_string(event.output));
        break;
    }
    case GESSO_EVENT_IMAGE_FAILED:
        request.lines.push_back(
            "image_failed " + std::to_string(event.output) + " " +
            std::to_string(event.as.failed_image.result));
        break;
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        request.has_ended = true;
        request.end = event;
        REQUIRE((event.type == GESSO_EVENT_FINISHED) == (event.as.end.ok_count > 0));
        request.lines.push_back(
            (event.type == GESSO_EVENT_FINISHED ? "finished " : "failed ") +
            std::to_string(event.as.end.result) + " ok " + std::to_string(event.as.end.ok_count) +
            " failed " + std::to_string(event.as.end.failed_count) + " billed " +
            std::to_string(event.as.end.billed));
        break;
    case GESSO_EVENT_QUEUED:
    case GESSO_EVENT_PHASE:
    case GESSO_EVENT_WAITING:
        break;
    case GESSO_EVENT_INPUTS_RELEASED:
        REQUIRE_FALSE(request.are_inputs_released);
        request.are_inputs_released = true;
        break;
    default:
        FAIL("an event type that gesso.h does not name");
        break;
    }
    request.events.push_back(event);
}

void EventLog::take_rows(const gesso_event &event)
{
    SeenImage &seen = images_[event.as.image.image.value];
    if (seen.height == 0) {
        seen.width = event.as.image.width;
        seen.height = event.as.image.height;
        seen.output = event.output;
    }
    REQUIRE_FALSE(seen.is_closed);
    REQUIRE(seen.output == event.output);
    REQUIRE(event.as.image.y0 == seen.rows);
    REQUIRE(event.as.image.y1 > event.as.image.y0);
    REQUIRE(event.as.image.y1 <= seen.height);
    seen.rows = event.as.image.y1;
    gesso_view view = gesso_view_init();
    REQUIRE(gesso_image_view(client_, event.as.image.image, &view) == GESSO_OK);
    REQUIRE(view.rows_final >= event.as.image.y1);
}

void EventLog::take_closing(const gesso_event &event, SeenRequest &request)
{
    SeenImage &seen = images_.at(event.as.image.image.value);
    REQUIRE_FALSE(seen.is_closed);
    REQUIRE(seen.rows == seen.height);
    seen.is_closed = true;
    seen.is_final = event.type == GESSO_EVENT_IMAGE;
    seen.preview_index = event.as.image.preview_index;
    seen.hash = hash_pixels(event.as.image.image, seen);
    request.lines.push_back(
        (seen.is_final ? "image " : "preview ") + std::to_string(event.output) + " " +
        std::to_string(seen.width) + "x" + std::to_string(seen.height) + " " +
        std::to_string(seen.hash));
    if (keeps_images_)
        kept_.push_back(event.as.image.image);
    else
        gesso_image_release(client_, event.as.image.image);
}

void EventLog::give_back_images()
{
    for (const gesso_image_id image : kept_)
        gesso_image_release(client_, image);
    kept_.clear();
}

uint64_t EventLog::canonical_hash() const
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const auto &[id, request] : requests_) {
        for (const std::string &line : request.lines)
            hash = fnv(line.data(), line.size(), hash);
    }
    return hash;
}

} // namespace gesso_test
