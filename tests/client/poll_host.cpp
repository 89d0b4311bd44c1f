// SPDX-License-Identifier: MIT
#include "client/poll_probe.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace gesso_probe {
namespace {

std::mutex wanted_mutex;
std::atomic<bool> is_spun_on{false};
void *volatile kept = nullptr;

} // namespace

const char *name_of(Call call)
{
    constexpr const char *kNames[] = {
        "nothing",
        "gesso_poll",
        "gesso_image_view",
        "gesso_image_retain",
        "gesso_image_release",
        "gesso_cancel",
        "gesso_request_release"};
    return kNames[static_cast<uint32_t>(call)];
}

ProbeHost::ProbeHost(Board &board, const std::string &url, Sabotage sabotage)
    : board_(board), sabotage_(sabotage)
{
    const gesso_client_desc desc = gesso_client_desc_init();
    if (gesso_client_create(GESSO_VERSION, &desc, &client_) != GESSO_OK)
        return;
    const std::string endpoint = url + "/v1";
    gesso_service_desc service = gesso_service_desc_init();
    service.endpoint = endpoint.c_str();
    service.model = "gpt-image-1";
    if (gesso_service_create(client_, &service, &service_) != GESSO_OK)
        ++board_.wrong;
}

void ProbeHost::submit()
{
    constexpr const char *kPrompts[] = {"ice", "red brick", "sand", "oak planks"};
    const uint64_t number = board_.submitted.load();
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = service_;
    desc.prompt = kPrompts[number % 4];
    desc.size = "1024x1024";
    desc.quality = "low";
    desc.partial_images = gesso_i32(2);
    desc.user_data = number;
    gesso_request_id request{};
    if (gesso_submit(client_, &desc, &request) != GESSO_OK)
        ++board_.wrong;
    ++board_.submitted;
}

void ProbeHost::keep_busy()
{
    while (!board_.is_enough.load() && board_.submitted.load() < under_way_.size()) {
        if (board_.submitted.load() < board_.ended.load() + 4)
            submit();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void ProbeHost::hold_the_lock()
{
    while (!board_.is_enough.load()) {
        {
            const std::lock_guard lock(wanted_mutex);
            is_spun_on.store(true);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            is_spun_on.store(false);
        }
        std::this_thread::yield();
    }
}

void ProbeHost::break_the_promise()
{
    switch (sabotage_) {
    case Sabotage::none:
        break;
    case Sabotage::allocation:
        kept = std::malloc(16);
        std::free(kept);
        break;
    case Sabotage::lock: {
        const std::lock_guard lock(wanted_mutex);
        break;
    }
    case Sabotage::spin:
        while (is_spun_on.load()) {
        }
        break;
    case Sabotage::call:
        syscall(SYS_getppid);
        break;
    }
}

void ProbeHost::poll_once()
{
    gesso_event event;
    call(Call::poll, [&] {
        break_the_promise();
        board_.has_event.store(gesso_poll(client_, &event) == GESSO_OK);
    });
    board_.polls.fetch_add(1);
    if (!board_.has_event.load())
        return;
    board_.events.fetch_add(1);
    gesso_image_id &under_way = under_way_[event.user_data];
    switch (event.type) {
    case GESSO_EVENT_ROWS:
        take_rows(event);
        break;
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
        take_complete(event);
        break;
    case GESSO_EVENT_DROPPED:
        call(Call::release, [&] { gesso_image_release(client_, event.as.image.image); });
        under_way = {};
        break;
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        take_end(event);
        break;
    default:
        break;
    }
}

void ProbeHost::look(gesso_image_id image, uint32_t rows_wanted)
{
    gesso_view view = gesso_view_init();
    gesso_result result = GESSO_OK;
    call(Call::view, [&] { result = gesso_image_view(client_, image, &view); });
    if (result != GESSO_OK || view.rows_final < rows_wanted)
        board_.wrong.fetch_add(1);
}

void ProbeHost::take_rows(const gesso_event &event)
{
    gesso_image_id &under_way = under_way_[event.user_data];
    if (under_way.value != event.as.image.image.value) {
        const gesso_image_id older = under_way;
        call(Call::release, [&] { gesso_image_release(client_, older); });
        under_way = event.as.image.image;
    }
    board_.rows.fetch_add(1);
    look(under_way, event.as.image.y1);
    if (event.user_data % 4 == 3 && event.as.image.y0 == 0) {
        gesso_result result = GESSO_OK;
        call(Call::cancel, [&] {
            result = gesso_cancel(client_, event.request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        });
        if (result != GESSO_OK)
            board_.wrong.fetch_add(1);
        board_.cancels.fetch_add(1);
    }
}

void ProbeHost::take_complete(const gesso_event &event)
{
    const gesso_image_id image = event.as.image.image;
    look(image, event.as.image.height);
    gesso_result result = GESSO_OK;
    call(Call::retain, [&] { result = gesso_image_retain(client_, image); });
    if (result != GESSO_OK)
        board_.wrong.fetch_add(1);
    for (int i = 0; i < 2; ++i)
        call(Call::release, [&] { gesso_image_release(client_, image); });
    under_way_[event.user_data] = {};
    board_.images.fetch_add(1);
}

void ProbeHost::take_end(const gesso_event &event)
{
    const gesso_result end = event.as.end.result;
    const bool was_cancelled = event.user_data % 4 == 3;
    if (end != GESSO_OK && !(was_cancelled && end == GESSO_ERROR_CANCELLED)) {
        board_.wrong.fetch_add(1);
        gesso_request_info info = gesso_request_info_init();
        gesso_request_get_info(client_, event.request, &info);
        std::printf("a request ended badly: %d, %s\n", end, info.message);
        std::fflush(stdout);
    }
    gesso_result result = GESSO_OK;
    call(Call::request_release, [&] { result = gesso_request_release(client_, event.request); });
    if (result != GESSO_OK)
        board_.wrong.fetch_add(1);
    board_.ended.fetch_add(1);
}

} // namespace gesso_probe
