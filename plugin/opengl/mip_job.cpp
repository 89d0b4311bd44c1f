// SPDX-License-Identifier: MIT
#include "mip_job.h"

#include <utility>

namespace gesso::opengl {

void MipJob::submit(gesso_client *client, const gesso_picture &picture, const gesso_view &like)
{
    clear();
    client_ = client;
    gesso_job_desc desc = gesso_job_desc_init();
    desc.kind = GESSO_JOB_MIPS;
    desc.picture = picture;
    desc.flags = GESSO_JOB_WRAP; // as the texture is sampled: GL_REPEAT
    desc.pixel_order = like.pixel_order;
    desc.row_order = like.row_order;
    result_ = gesso_job_submit(client, &desc, &job_);
    state_ = result_ == GESSO_OK ? State::waiting : State::done;
}

void MipJob::on_event(const gesso_event &event)
{
    if (state_ != State::waiting || event.type != GESSO_EVENT_JOB || event.as.job.job != job_.value)
        return;
    state_ = State::done;
    result_ = event.as.job.result;
    for (uint32_t i = 0; i < event.as.job.images && result_ == GESSO_OK; ++i)
        result_ = take_level(i);
    if (result_ != GESSO_OK)
        levels_.clear();
    // The images have references of their own.
    gesso_job_release(client_, std::exchange(job_, {}));
}

gesso_result MipJob::take_level(uint32_t index)
{
    gesso_image_id id{};
    const gesso_result result = gesso_job_get_image(client_, job_, index, &id);
    if (result != GESSO_OK)
        return result;
    Image image(client_, id);
    const auto view = image.view();
    if (!view)
        return GESSO_ERROR_STALE;
    levels_.push_back({std::move(image), {view->pixels, view->stride, view->width, view->height}});
    return GESSO_OK;
}

void MipJob::clear()
{
    if (state_ == State::waiting)
        gesso_job_release(client_, job_);
    job_ = {};
    levels_.clear();
    state_ = State::idle;
    result_ = GESSO_OK;
}

} // namespace gesso::opengl
