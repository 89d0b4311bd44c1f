// SPDX-License-Identifier: MIT
#include "bench/our_way.h"

#include "bench/report.h"

#include <thread>

namespace gesso_bench {

OurClient::OurClient(const OurSettings &settings) : has_frames_(settings.has_frames)
{
    gesso_limits limits = gesso_limits_init();
    limits.max_in_flight = settings.workers;
    limits.max_requests = settings.max_requests;
    limits.image_bytes = uint64_t{4} << 30;
    gesso_client_desc desc = gesso_client_desc_init();
    desc.limits = &limits;
    if (!has_frames_)
        desc.waker = {&OurClient::wake, this};
    desc.save_to = settings.save_to.empty() ? nullptr : settings.save_to.c_str();
    must(gesso_client_create(GESSO_VERSION, &desc, &client_) == GESSO_OK, "no client");
}

OurClient::~OurClient()
{
    gesso_client_destroy(client_, nullptr);
}

void OurClient::wake(void *user)
{
    auto *self = static_cast<OurClient *>(user);
    {
        const std::lock_guard lock(self->mutex_);
        self->has_news_ = true;
    }
    self->news_.notify_one();
}

void OurClient::wait_for_news()
{
    if (has_frames_) {
        std::this_thread::sleep_for(std::chrono::microseconds(16'667));
        return;
    }
    std::unique_lock lock(mutex_);
    must(news_.wait_for(lock, std::chrono::seconds(60), [this] { return has_news_; }), "silence");
    has_news_ = false;
}

void OurClient::run(
    const std::string &url, uint32_t count, const std::function<void(const Arrival &)> &on_arrival,
    const std::function<void(const gesso_view &)> &on_final)
{
    on_arrival_ = on_arrival;
    on_final_ = on_final;
    gesso_service_desc service = gesso_service_desc_init();
    service.endpoint = url.c_str();
    service.model = "gpt-image-1";
    gesso_service_id service_id{};
    must(gesso_service_create(client_, &service, &service_id) == GESSO_OK, gesso_last_error());
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = service_id;
    desc.prompt = "a garden";
    desc.quality = "low";
    desc.partial_images = gesso_i32(3);
    for (uint32_t i = 0; i < count; ++i) {
        desc.user_data = i;
        gesso_request_id request{};
        must(gesso_submit(client_, &desc, &request) == GESSO_OK, gesso_last_error());
    }
    left_ = count;
    std::vector<Pass> passes(count);
    while (left_ > 0) {
        gesso_event event{};
        if (gesso_poll(client_, &event) == GESSO_OK)
            take(event, passes);
        else
            wait_for_news();
    }
    gesso_service_destroy(client_, service_id);
}

void OurClient::take(const gesso_event &event, std::vector<Pass> &passes)
{
    Pass &pass = passes[event.user_data];
    switch (event.type) {
    case GESSO_EVENT_ROWS:
        if (pass.image.value != event.as.image.image.value) {
            gesso_image_release(client_, pass.image);
            pass.image = event.as.image.image;
        }
        if (event.as.image.y1 == event.as.image.height)
            pass.rows_at = wall_seconds();
        break;
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
        take_whole(event, pass);
        break;
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        must(event.as.end.result == GESSO_OK, "a request failed");
        gesso_image_release(client_, pass.image);
        gesso_request_release(client_, event.request);
        --left_;
        break;
    default:
        break;
    }
}

void OurClient::take_whole(const gesso_event &event, Pass &pass)
{
    const double now = wall_seconds();
    const bool is_final = event.type == GESSO_EVENT_IMAGE;
    if (on_arrival_)
        on_arrival_({is_final ? 3 : event.as.image.preview_index, pass.rows_at, now});
    if (is_final && on_final_) {
        gesso_view view = gesso_view_init();
        must(gesso_image_view(client_, event.as.image.image, &view) == GESSO_OK, "no view");
        on_final_(view);
    }
}

} // namespace gesso_bench
