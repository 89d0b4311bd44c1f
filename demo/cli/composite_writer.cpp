// SPDX-License-Identifier: MIT
#include "composite_writer.h"

#include "os/system.h"

namespace gesso_cli {

namespace {

std::string why(gesso_result result)
{
    const std::string detail = gesso_last_error();
    return detail.empty() ? gesso_result_text(result) : detail;
}

// What went wrong, or nothing.
std::string write_png(gesso_client *client, uint64_t job, const std::string &path)
{
    const uint8_t *data = nullptr;
    size_t size = 0;
    const gesso_result result = gesso_job_get_bytes(client, {job}, &data, &size);
    if (result != GESSO_OK) {
        return why(result);
    }
    std::string reason;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    return replace_file(path, bytes, reason) ? std::string() : reason;
}

} // namespace

std::string CompositeWriter::start(
    gesso_client *client, gesso_image_id image, Job &job, int32_t output, std::string path)
{
    gesso_job_desc desc = gesso_job_desc_init();
    desc.kind = GESSO_JOB_ENCODE;
    desc.picture = gesso_picture_init();
    desc.picture.kind = GESSO_PICTURE_IMAGE;
    desc.picture.image = image;
    gesso_job_id id{};
    const gesso_result result = gesso_job_submit(client, &desc, &id);
    if (result != GESSO_OK) {
        return why(result);
    }
    works_[id.value] = {job.number, output, std::move(path)};
    ++job.open_composites;
    return {};
}

size_t CompositeWriter::finish(gesso_client *client, const gesso_event &event, std::span<Job> jobs)
{
    const auto found = works_.find(event.as.job.job);
    if (found == works_.end()) {
        return 0;
    }
    const Work work = std::move(found->second);
    works_.erase(found);
    Job &job = jobs[work.prompt_number - 1];
    const bool is_made = event.as.job.result == GESSO_OK;
    Composite &composite = job.composites[work.output];
    composite.path = work.path;
    composite.problem = is_made ? write_png(client, event.as.job.job, work.path)
                                : gesso_result_text(event.as.job.result);
    gesso_job_release(client, {event.as.job.job});
    --job.open_composites;
    return work.prompt_number;
}

void settle_composites(Job &job)
{
    for (auto &[output, composite] : job.composites) {
        if (static_cast<size_t>(output) >= job.facts.outputs.size()) {
            continue;
        }
        OutputFacts &facts = job.facts.outputs[static_cast<size_t>(output)];
        facts.original_path = facts.path;
        facts.path = composite.problem.empty() ? composite.path : std::string();
        if (!composite.problem.empty()) {
            facts.result = GESSO_ERROR_SAVE;
            facts.message = "the edited picture could not be written: " + composite.problem +
                            "; the service's own answer is " + facts.original_path;
            job.facts.result = GESSO_ERROR_SAVE;
            job.facts.message = facts.message;
        }
    }
}

} // namespace gesso_cli
