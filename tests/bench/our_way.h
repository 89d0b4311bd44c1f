// SPDX-License-Identifier: MIT
// A host of the library: one that polls in each of 60 frames a second, or one that sleeps until
// the waker calls, as an editor that idles does.
#pragma once

#include "gesso/gesso.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace gesso_bench {

struct OurSettings {
    uint32_t workers = 1;
    std::string save_to; // empty: nothing is saved
    uint32_t max_requests = 0;
    bool has_frames = false; // else it sleeps
};

// What came of one image, in the order in which the server sends them.
struct Arrival {
    int32_t event = 0;   // 0-2: previews, 3: the final image
    double rows_at = 0;  // wall_seconds of its last ROWS
    double whole_at = 0; // of its PREVIEW or IMAGE
};

class OurClient {
public:
    explicit OurClient(const OurSettings &settings);
    ~OurClient();
    OurClient(const OurClient &) = delete;
    OurClient &operator=(const OurClient &) = delete;

    // Calls `on_arrival` for each image of `count` requests, which run at once as far as there are
    // workers; `on_final` while the final image is there to be looked at.
    void
    run(const std::string &url, uint32_t count,
        const std::function<void(const Arrival &)> &on_arrival,
        const std::function<void(const gesso_view &)> &on_final);

private:
    struct Pass {
        gesso_image_id image{};
        double rows_at = 0;
    };

    static void wake(void *user);
    void wait_for_news();
    void take(const gesso_event &event, std::vector<Pass> &passes);
    void take_whole(const gesso_event &event, Pass &pass);

    std::mutex mutex_;
    std::condition_variable news_;
    bool has_news_ = false;
    gesso_client *client_ = nullptr;
    std::function<void(const Arrival &)> on_arrival_;
    std::function<void(const gesso_view &)> on_final_;
    const bool has_frames_;
    uint32_t left_ = 0;
};

} // namespace gesso_bench
