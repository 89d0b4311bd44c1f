// SPDX-License-Identifier: MIT
// The C shell: submit, cancel, release, poll, images.
#include "client/abi.h"
#include "client/intake.h"

#include <utility>

using namespace gesso::core;

namespace {

gesso_result stale_request()
{
    return refuse(GESSO_ERROR_STALE, "request: it was released, or never was");
}

int32_t kind_of(NewsKind kind)
{
    switch (kind) {
    case NewsKind::queued:
        return GESSO_EVENT_QUEUED;
    case NewsKind::phase:
        return GESSO_EVENT_PHASE;
    case NewsKind::waiting:
        return GESSO_EVENT_WAITING;
    case NewsKind::rows:
        return GESSO_EVENT_ROWS;
    case NewsKind::preview:
        return GESSO_EVENT_PREVIEW;
    case NewsKind::image:
        return GESSO_EVENT_IMAGE;
    case NewsKind::dropped:
        return GESSO_EVENT_DROPPED;
    case NewsKind::image_failed:
        return GESSO_EVENT_IMAGE_FAILED;
    case NewsKind::inputs_released:
        return GESSO_EVENT_INPUTS_RELEASED;
    case NewsKind::finished:
        return GESSO_EVENT_FINISHED;
    case NewsKind::failed:
        return GESSO_EVENT_FAILED;
    case NewsKind::job:
        return GESSO_EVENT_JOB;
    case NewsKind::closed:
        return GESSO_EVENT_CLOSED;
    }
    return 0;
}

void write_image(const Event &event, gesso_event &out_event)
{
    auto &image = out_event.as.image;
    image.image.value = event.image;
    image.restore.value = event.restore;
    image.width = event.news.width;
    image.height = event.news.height;
    image.y0 = event.y0;
    image.y1 = event.y1;
    image.pass = event.news.is_final ? GESSO_PASS_FINAL : GESSO_PASS_PREVIEW;
    image.preview_index = event.news.preview_index;
}

void write_event(const Event &event, gesso_event &out_event)
{
    std::memset(&out_event, 0, sizeof(out_event));
    out_event.type = kind_of(event.kind);
    out_event.output = event.output;
    out_event.request.value = event.request;
    out_event.user_data = event.user_data;
    switch (event.kind) {
    case NewsKind::queued:
    case NewsKind::phase:
        out_event.as.phase.phase = static_cast<int32_t>(event.phase);
        out_event.as.phase.attempt = static_cast<int32_t>(event.attempt);
        break;
    case NewsKind::waiting:
        out_event.as.waiting.reason = static_cast<int32_t>(event.reason);
        out_event.as.waiting.remaining_ms = event.remaining_ms;
        break;
    case NewsKind::rows:
    case NewsKind::preview:
    case NewsKind::image:
    case NewsKind::dropped:
        write_image(event, out_event);
        break;
    case NewsKind::image_failed:
        out_event.as.failed_image.result = event.end.result;
        out_event.as.failed_image.billed = event.end.billed;
        break;
    case NewsKind::finished:
    case NewsKind::failed:
        out_event.as.end.result = event.end.result;
        out_event.as.end.billed = event.end.billed;
        out_event.as.end.ok_count = event.end.ok_count;
        out_event.as.end.failed_count = event.end.failed_count;
        out_event.as.end.http_status = event.end.http_status;
        break;
    case NewsKind::job:
        out_event.as.job.job = event.job;
        out_event.as.job.result = event.end.result;
        out_event.as.job.images = event.job_images;
        break;
    case NewsKind::inputs_released:
    case NewsKind::closed:
        break;
    }
}

} // namespace

gesso_result
gesso_submit(gesso_client *client, const gesso_request_desc *desc, gesso_request_id *out_request)
{
    return guarded([&] {
        // First of all: whatever is wrong, what is lent goes back before this function returns.
        EditInputs inputs;
        gesso_request_desc known{};
        const bool is_readable = read_struct(desc, known);
        const Status owed = inputs.owe(known);
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (!out_request || !is_readable)
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "desc or out_request is null, or struct_size is not set: use "
                "gesso_request_desc_init()");
        ClientCore &core = *client->core;
        if (core.closing.load() != Closing::no)
            return refuse(GESSO_ERROR_CLOSED, "the client is closing: it takes no new requests");
        if (known.service.value == 0 || known.service.value > client->last_service.load())
            return refuse(GESSO_ERROR_STALE, "service: this client never made such a service");
        if (!owed.is_ok())
            return refuse(owed);
        std::unique_ptr<RequestRecord> record;
        if (const Status status = take_request(core, known, inputs, record); !status.is_ok())
            return refuse(status);

        RequestRecord *taken = record.get();
        const uint32_t count = record->count;
        if (!core.slots.take(std::move(record), count))
            return refuse(
                GESSO_ERROR_QUEUE_FULL,
                "limits.max_requests outputs are held: release ended requests, or raise it");
        core.board.open(taken->slot, taken->id, taken->user_data, count);
        out_request->value = taken->id;
        core.submitted.push(taken);
        core.wake->raise();
        return gesso_result{GESSO_OK};
    });
}

gesso_result
gesso_cancel(gesso_client *client, gesso_request_id request, int32_t output, int32_t mode)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    SlotTable &slots = client->core->slots;
    const SlotTable::Pin record = slots.find(request.value);
    if (!record)
        return stale_request();
    if (output != GESSO_ALL_OUTPUTS &&
        (output < 0 || output >= static_cast<int32_t>(record->count)))
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "output: the request has no such output");
    if (mode == GESSO_CANCEL_ABORT) {
        const uint32_t all = (1u << record->count) - 1;
        slots.ask_cancel(request.value, output == GESSO_ALL_OUTPUTS ? all : 1u << output);
        return GESSO_OK;
    }
    if (mode != GESSO_CANCEL_DETACH)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "mode must be one of GESSO_CANCEL_*");
    if (output != GESSO_ALL_OUTPUTS)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "output: a request is detached as a whole");
    if (!record->is_kept_somewhere())
        return refuse(
            GESSO_ERROR_INVALID_ARGUMENT,
            "mode: a request without save_to or encoded_sink cannot be detached, its image "
            "would be lost");
    slots.ask_detach(request.value);
    return GESSO_OK;
}

gesso_result gesso_request_release(gesso_client *client, gesso_request_id request)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    return client->core->slots.note(request.value, SlotTable::released) ? GESSO_OK
                                                                        : stale_request();
}

gesso_result gesso_poll(gesso_client *client, gesso_event *out_event)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    if (!out_event)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_event is null");
    Event event;
    if (!client->core->board.poll(event))
        return GESSO_EMPTY;
    write_event(event, *out_event);
    if (event.kind == NewsKind::finished || event.kind == NewsKind::failed)
        client->core->slots.note(event.request, SlotTable::polled);
    return GESSO_OK;
}

gesso_result gesso_image_view(gesso_client *client, gesso_image_id image, gesso_view *out_view)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    ImagePixels pixels;
    if (!client->core->images.view(image.value, pixels))
        return GESSO_ERROR_STALE;
    gesso_view view{};
    view.pass = pixels.news.is_final ? GESSO_PASS_FINAL : GESSO_PASS_PREVIEW;
    view.pixels = pixels.pixels;
    view.stride = pixels.stride;
    view.width = pixels.news.width;
    view.height = pixels.news.height;
    view.rows_final = pixels.news.rows_final;
    view.pixel_order =
        pixels.layout.order == PixelOrder::bgra ? GESSO_ORDER_BGRA : GESSO_ORDER_RGBA;
    view.row_order = pixels.layout.is_bottom_first ? GESSO_ROWS_BOTTOM_FIRST : GESSO_ROWS_TOP_FIRST;
    view.is_complete = pixels.news.state == PassState::complete ? 1 : 0;
    return write_struct(view, out_view)
               ? GESSO_OK
               : refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_view: struct_size is not set");
}

gesso_result gesso_image_retain(gesso_client *client, gesso_image_id image)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    return client->core->images.acquire(image.value, 1) ? GESSO_OK : GESSO_ERROR_STALE;
}

gesso_result gesso_image_release(gesso_client *client, gesso_image_id image)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    client->core->images.release(image.value, 1);
    return GESSO_OK;
}
