// SPDX-License-Identifier: MIT
// A host for tests: polls, checks the grammar of gesso.h on every event, and keeps what came. No
// test has to remember to check: a breach fails the test that is running.
#pragma once

#include "gesso/gesso.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gesso_test {

struct SeenImage {
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t rows = 0; // reported so far
    int32_t output = 0;
    bool is_closed = false;
    bool is_final = false;
    int32_t preview_index = -1;
    uint64_t hash = 0; // of the pixels as RGBA, top row first, once closed
};

struct SeenRequest {
    std::vector<gesso_event> events; // ROWS left out
    std::vector<std::string> lines;  // canonical: kind, output, pass, size, pixel hash, outcome
    bool has_ended = false;
    bool are_inputs_released = false;
    gesso_event end{};
    uint32_t rows_events = 0;
};

class EventLog {
public:
    explicit EventLog(gesso_client *client) : client_(client) {}

    // Takes every event there is now. Images are released when they are closed, unless kept.
    void drain();
    // Drains until the request has ended; fails the test after `limit_ms` of real time.
    const SeenRequest &wait_for_end(gesso_request_id request, int limit_ms = 30'000);
    // Drains until `is_true` answers true.
    template <typename Condition>
    bool wait_until(Condition is_true, int limit_ms = 30'000)
    {
        for (int waited = 0; waited <= limit_ms; ++waited) {
            drain();
            if (is_true())
                return true;
            pause();
        }
        return false;
    }
    bool wait_for_closed(int limit_ms = 30'000)
    {
        return wait_until([this] { return is_closed_; }, limit_ms);
    }

    SeenRequest &request(gesso_request_id id) { return requests_[id.value]; }
    std::map<uint64_t, SeenImage> &images() { return images_; }
    bool is_closed() const { return is_closed_; }
    void keep_images() { keeps_images_ = true; }
    void give_back_images();

    // All requests' canonical lines in the order of submission, hashed.
    uint64_t canonical_hash() const;

private:
    static void pause();
    void take(const gesso_event &event);
    void take_rows(const gesso_event &event);
    void take_closing(const gesso_event &event, SeenRequest &request);
    uint64_t hash_pixels(gesso_image_id image, const SeenImage &seen);

    gesso_client *client_;
    std::map<uint64_t, SeenRequest> requests_;
    std::map<uint64_t, SeenImage> images_;
    std::vector<gesso_image_id> kept_;
    bool keeps_images_ = false;
    bool is_closed_ = false;
};

uint64_t fnv(const void *data, size_t size, uint64_t hash = 0xcbf29ce484222325u);

} // namespace gesso_test
