// SPDX-License-Identifier: MIT
#include "slot.h"

namespace gesso::opengl {

void Slot::retire(std::unique_ptr<Picture> &picture, std::vector<GlName> &out_retired)
{
    if (picture && picture->shown().texture != 0)
        out_retired.push_back(picture->shown().texture);
    picture.reset();
}

void Slot::watch(gesso_request_id request, int32_t output, std::vector<GlName> &out_retired)
{
    put_back(out_retired);
    request_ = request;
    output_ = output;
    is_watching_ = true;
    has_final_ = false;
    result_ = GESSO_OK;
}

void Slot::show(Image image, std::vector<GlName> &out_retired)
{
    put_back(out_retired);
    live_ = std::make_unique<Picture>(limits_);
    live_->begin(std::move(image), true);
}

void Slot::put_back(std::vector<GlName> &out_retired)
{
    is_watching_ = false;
    complete_ = {};
    if (!live_ || !live_->is_final()) {
        retire(live_, out_retired);
        return;
    }
    // A finished image counts, even one that came since the last update and has no texture yet.
    if (settled_ && live_->shown().texture == 0)
        live_->inherit_texture(*settled_);
    retire(settled_, out_retired);
    settled_ = std::move(live_);
}

void Slot::settle(std::vector<GlName> &out_retired)
{
    if (!live_ || !live_->is_final() || live_->shown().texture == 0)
        return;
    retire(settled_, out_retired);
    settled_ = std::move(live_);
}

void Slot::forget_textures()
{
    if (live_ && !live_->forget_texture())
        live_.reset();
    if (settled_ && !settled_->forget_texture())
        settled_.reset();
}

void Slot::retire_all(std::vector<GlName> &out_retired)
{
    retire(live_, out_retired);
    retire(settled_, out_retired);
}

std::vector<Picture *> Slot::pictures() const
{
    std::vector<Picture *> found;
    for (const auto *picture : {&live_, &settled_}) {
        if (*picture && (*picture)->is_busy())
            found.push_back(picture->get());
    }
    return found;
}

const Picture *Slot::visible() const
{
    return live_ && live_->shown().texture != 0 ? live_.get() : settled();
}

bool Slot::is_short_of_memory() const
{
    const Picture *newest = live_ ? live_.get() : settled_.get();
    return newest && newest->is_short_of_memory();
}

SlotState Slot::state() const
{
    const Picture *newest = live_ ? live_.get() : settled_.get();
    if (newest && newest->is_busy() && newest->is_final())
        return SlotState::finishing;
    if (!is_watching_ || has_final_)
        return SlotState::resting;
    return live_ ? SlotState::arriving : SlotState::waiting;
}

// ---- events -------------------------------------------------------------------------------------

void Slot::on_event(
    gesso_client *client, const gesso_event &event, std::vector<GlName> &out_retired)
{
    if (event.type == GESSO_EVENT_JOB) {
        for (const auto *picture : {&live_, &settled_}) {
            if (*picture)
                (*picture)->on_event(event);
        }
        return;
    }
    if (!is_watching_ || event.request.value != request_.value)
        return;
    if (event.type == GESSO_EVENT_FINISHED) {
        on_end(result_, out_retired);
        return;
    }
    if (event.type == GESSO_EVENT_FAILED) {
        on_end(event.as.end.result, out_retired);
        return;
    }
    if (event.output != output_)
        return;
    switch (event.type) {
    case GESSO_EVENT_ROWS:
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
        on_image(client, event);
        break;
    case GESSO_EVENT_DROPPED:
        on_dropped(client, event, out_retired);
        break;
    case GESSO_EVENT_IMAGE_FAILED:
        on_end(event.as.failed_image.result, out_retired);
        break;
    default:
        break;
    }
}

void Slot::on_image(gesso_client *client, const gesso_event &event)
{
    const gesso_image_id id = event.as.image.image;
    const bool is_final = event.type == GESSO_EVENT_IMAGE;
    if (!live_ || live_->image_id().value != id.value) {
        Image image = reference(client, id);
        if (!image)
            return;
        if (!live_)
            live_ = std::make_unique<Picture>(limits_);
        live_->begin(std::move(image), is_final);
    } else if (is_final) {
        live_->set_final();
    }
    if (event.type == GESSO_EVENT_PREVIEW)
        complete_ = reference(client, id);
    if (is_final) {
        complete_ = {};
        has_final_ = true;
    }
}

void Slot::on_dropped(
    gesso_client *client, const gesso_event &event, std::vector<GlName> &out_retired)
{
    Image image = reference(client, event.as.image.restore);
    if (image && live_)
        live_->begin(std::move(image), false);
    else
        retire(live_, out_retired);
}

void Slot::on_end(gesso_result result, std::vector<GlName> &out_retired)
{
    result_ = result;
    put_back(out_retired);
}

} // namespace gesso::opengl
