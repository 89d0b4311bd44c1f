// SPDX-License-Identifier: MIT
// The C shell: jobs.
#include "client/abi.h"
#include "client/intake.h"
#include "client/job_pool.h"
#include "client/result_map.h"

#include <utility>

using namespace gesso::core;

namespace {

Status take_job(
    ClientCore &core, const gesso_job_desc &desc, LentPicture picture,
    std::unique_ptr<JobRecord> &out_record)
{
    if (desc.kind < GESSO_JOB_DECODE || desc.kind > GESSO_JOB_MIPS)
        return {StatusCode::invalid_argument, "kind must be one of GESSO_JOB_*"};
    if ((desc.flags & ~static_cast<uint32_t>(GESSO_JOB_WRAP)) != 0)
        return {StatusCode::invalid_argument, "flags must be made of GESSO_JOB_* flags"};
    auto record = std::make_unique<JobRecord>(core.images);
    record->kind = desc.kind;
    record->wrap = (desc.flags & GESSO_JOB_WRAP) != 0;
    record->news.user_data = desc.user_data;
    record->picture = std::move(picture);
    GESSO_RETURN_IF_FAILED(
        take_layout(desc.pixel_order, desc.row_order, desc.row_alignment, record->layout));
    const bool is_mask_welcome = desc.kind == GESSO_JOB_ENCODE; // gray makes a PNG too
    GESSO_RETURN_IF_FAILED(record->picture.keep(
        "picture", is_mask_welcome ? PictureUse::mask : PictureUse::picture, core));
    record->is_announced = record->picture.is_announced();
    out_record = std::move(record);
    return {};
}

gesso_result stale_job()
{
    return refuse(GESSO_ERROR_STALE, "job: it was released, or never was");
}

// GESSO_OK when the job has made something and its event was polled.
gesso_result check_done(const JobRecord &job)
{
    if (!job.news.is_polled.load(std::memory_order_acquire))
        return refuse(GESSO_ERROR_NOT_READY, "job: wait for its GESSO_EVENT_JOB");
    return job.status.is_ok() ? gesso_result{GESSO_OK} : refuse(job.status);
}

} // namespace

gesso_result
gesso_job_submit(gesso_client *client, const gesso_job_desc *desc, gesso_job_id *out_job)
{
    return guarded([&] {
        gesso_job_desc known{};
        gesso_picture host{};
        const bool is_read = read_struct(desc, known) && read_struct(&known.picture, host);
        // Owed from here on, whatever else is wrong.
        LentPicture picture = is_read ? LentPicture(host) : LentPicture();
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (!out_job || !is_read)
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "desc or out_job is null, or struct_size is not set, of desc or of picture: use "
                "gesso_job_desc_init() and gesso_picture_init()");
        ClientCore &core = *client->core;
        if (core.closing.load() != Closing::no)
            return refuse(GESSO_ERROR_CLOSED, "the client is closing: it takes no new jobs");
        std::unique_ptr<JobRecord> record;
        if (const Status status = take_job(core, known, std::move(picture), record);
            !status.is_ok())
            return refuse(status);
        switch (core.jobs->submit(client->core, std::move(record), out_job->value)) {
        case JobPool::Taken::yes:
            break;
        case JobPool::Taken::full:
            return refuse(
                GESSO_ERROR_QUEUE_FULL,
                "limits.max_requests jobs are held: release ended ones, or raise it");
        case JobPool::Taken::closed:
            return refuse(GESSO_ERROR_CLOSED, "the client is closing: it takes no new jobs");
        case JobPool::Taken::no_thread:
            return refuse(GESSO_ERROR_RESOURCE, "the system has no thread left for a job");
        }
        return gesso_result{GESSO_OK};
    });
}

gesso_result
gesso_job_get_image(gesso_client *client, gesso_job_id job, uint32_t k, gesso_image_id *out_image)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (!out_image)
            return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_image is null");
        const std::shared_ptr<JobRecord> record = client->core->jobs->find(job.value);
        if (!record)
            return stale_job();
        if (const gesso_result result = check_done(*record); result != GESSO_OK)
            return result;
        if (k >= record->images.size())
            return refuse(
                GESSO_ERROR_INVALID_ARGUMENT,
                "k: the job made " + std::to_string(record->images.size()) + " images");
        client->core->images.acquire(record->images[k], 1);
        out_image->value = record->images[k];
        return gesso_result{GESSO_OK};
    });
}

gesso_result gesso_job_get_bytes(
    gesso_client *client, gesso_job_id job, const uint8_t **out_data, size_t *out_size)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        if (!out_data || !out_size)
            return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_data or out_size is null");
        const std::shared_ptr<JobRecord> record = client->core->jobs->find(job.value);
        if (!record)
            return stale_job();
        if (const gesso_result result = check_done(*record); result != GESSO_OK)
            return result;
        if (record->kind != GESSO_JOB_ENCODE)
            return refuse(GESSO_ERROR_INVALID_ARGUMENT, "job: only GESSO_JOB_ENCODE makes bytes");
        *out_data = record->bytes.data();
        *out_size = record->bytes.size();
        return gesso_result{GESSO_OK};
    });
}

gesso_result gesso_job_release(gesso_client *client, gesso_job_id job)
{
    return guarded([&] {
        if (const gesso_result result = check_client(client); result != GESSO_OK)
            return result;
        return client->core->jobs->release(job.value) ? gesso_result{GESSO_OK} : stale_job();
    });
}
