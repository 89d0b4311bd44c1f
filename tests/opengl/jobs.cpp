// SPDX-License-Identifier: MIT
#include "jobs.h"

#include "base/pixels.h"
#include "imaging/mips.h"
#include "pixels.h"
#include "support/catch.h"

#include <map>

namespace gesso_test {

namespace {

struct Job {
    gesso_job_desc desc{};
    gesso_result result = GESSO_ERROR_NOT_READY;
    std::vector<gesso_image_id> images; // a reference each
};

FakeJobs facts;
std::map<uint64_t, Job> jobs;
uint64_t last_job = 0;

gesso::core::PixelView view_of(const gesso_picture &picture)
{
    gesso_view view = gesso_view_init();
    if (picture.kind == GESSO_PICTURE_IMAGE) {
        REQUIRE(gesso_image_view(fake_client(), picture.image, &view) == GESSO_OK);
        REQUIRE(view.is_complete);
    } else {
        view.pixels = static_cast<const uint8_t *>(picture.data);
        view.width = picture.width;
        view.height = picture.height;
        view.stride = picture.stride != 0 ? picture.stride : uint64_t{4} * picture.width;
        view.pixel_order = picture.pixel_order;
        view.row_order = picture.row_order;
    }
    const auto stride = static_cast<ptrdiff_t>(view.stride);
    const bool is_upwards = view.row_order == GESSO_ROWS_BOTTOM_FIRST;
    const uint8_t *top = view.pixels + (is_upwards ? view.stride * (view.height - 1) : 0);
    return {
        top,
        is_upwards ? -stride : stride,
        view.width,
        view.height,
        4,
        view.pixel_order == GESSO_ORDER_BGRA ? gesso::core::PixelOrder::bgra
                                             : gesso::core::PixelOrder::rgba};
}

void make_images(Job &job)
{
    std::vector<gesso::core::Pixels> levels;
    const bool wrap = (job.desc.flags & GESSO_JOB_WRAP) != 0;
    REQUIRE(gesso::core::make_mips(view_of(job.desc.picture), wrap, nullptr, levels).is_ok());
    for (const gesso::core::Pixels &level : levels) {
        const auto paint = [&level](uint32_t x, uint32_t y) {
            const uint8_t *from = level.row(y) + size_t{4} * x;
            return uint32_t{from[0]} << 24 | uint32_t{from[1]} << 16 | uint32_t{from[2]} << 8 |
                   from[3];
        };
        FakeImage &image = make_image(
            level.width(), level.height(), paint, {job.desc.pixel_order, job.desc.row_order, 4});
        image.rows_final = image.height;
        image.is_complete = true;
        job.images.push_back(image.id);
    }
}

void give_back(const gesso_picture &picture)
{
    if (picture.kind == GESSO_PICTURE_IMAGE) {
        gesso_image_release(fake_client(), picture.image);
    } else if (picture.release) {
        --facts.lent;
        picture.release(picture.user, picture.data);
    }
}

void end(Job &job)
{
    job.result = facts.outcome;
    if (job.result == GESSO_OK)
        make_images(job);
    give_back(job.desc.picture);
}

} // namespace

FakeJobs &fake_jobs()
{
    return facts;
}

void forget_jobs()
{
    jobs.clear();
    facts = {};
}

std::vector<gesso_event> end_jobs()
{
    std::vector<gesso_event> events;
    for (auto &[id, job] : jobs) {
        if (facts.is_held || job.result != GESSO_ERROR_NOT_READY)
            continue;
        end(job);
        gesso_event event{};
        event.type = GESSO_EVENT_JOB;
        event.output = -1;
        event.as.job.job = id;
        event.as.job.result = job.result;
        event.as.job.images = static_cast<uint32_t>(job.images.size());
        events.push_back(event);
    }
    return events;
}

} // namespace gesso_test

// The functions of the library that the bridge calls.

using gesso_test::facts;
using gesso_test::jobs;

gesso_result gesso_job_submit(gesso_client *, const gesso_job_desc *desc, gesso_job_id *out_job)
{
    REQUIRE(desc->kind == GESSO_JOB_MIPS);
    gesso_test::Job job;
    job.desc = *desc;
    const bool is_image = desc->picture.kind == GESSO_PICTURE_IMAGE;
    if (is_image)
        REQUIRE(gesso_image_retain(nullptr, desc->picture.image) == GESSO_OK);
    else
        ++facts.lent;
    if (facts.refusal != GESSO_OK) {
        gesso_test::give_back(desc->picture);
        return facts.refusal;
    }
    ++facts.submitted;
    ++facts.unreleased;
    facts.is_all_wrapped = facts.is_all_wrapped && (desc->flags & GESSO_JOB_WRAP) != 0;
    out_job->value = ++gesso_test::last_job;
    jobs[out_job->value] = job;
    return GESSO_OK;
}

gesso_result
gesso_job_get_image(gesso_client *, gesso_job_id id, uint32_t k, gesso_image_id *out_image)
{
    const auto found = jobs.find(id.value);
    if (found == jobs.end())
        return GESSO_ERROR_STALE;
    const gesso_test::Job &job = found->second;
    if (job.result != GESSO_OK)
        return job.result;
    if (k >= job.images.size())
        return GESSO_ERROR_INVALID_ARGUMENT;
    *out_image = job.images[k];
    return gesso_image_retain(nullptr, *out_image);
}

gesso_result gesso_job_release(gesso_client *, gesso_job_id id)
{
    const auto found = jobs.find(id.value);
    if (found == jobs.end())
        return GESSO_ERROR_STALE;
    --facts.unreleased;
    if (found->second.result == GESSO_ERROR_NOT_READY)
        gesso_test::give_back(found->second.desc.picture);
    for (const gesso_image_id image : found->second.images)
        gesso_image_release(nullptr, image);
    jobs.erase(found);
    return GESSO_OK;
}
