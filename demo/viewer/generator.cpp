// SPDX-License-Identifier: MIT
#include "generator.h"

#include <algorithm>

namespace viewer {

using gesso::opengl::Bridge;

namespace {

JobState state_of(int32_t phase)
{
    switch (phase) {
    case GESSO_PHASE_CONNECTING:
    case GESSO_PHASE_SENDING:
        return JobState::sending;
    case GESSO_PHASE_GENERATING:
        return JobState::generating;
    case GESSO_PHASE_RECEIVING:
        return JobState::receiving;
    default:
        return JobState::queued;
    }
}

JobState ended_state(gesso_result result, int32_t billed)
{
    if (result == GESSO_OK)
        return JobState::finished;
    if (result == GESSO_ERROR_CANCELLED)
        return JobState::cancelled;
    if (result == GESSO_ERROR_REFUSED)
        return JobState::refused;
    return billed == GESSO_BILLED_MAYBE ? JobState::unknown : JobState::failed;
}

const char *text_or_null(const std::string &text)
{
    return text.empty() ? nullptr : text.c_str();
}

gesso_service_desc describe(const gesso_cli::ServiceChoice &choice)
{
    gesso_service_desc desc = gesso_service_desc_init();
    desc.form = choice.form;
    desc.endpoint = text_or_null(choice.endpoint);
    desc.deployment = text_or_null(choice.deployment);
    desc.api_version = text_or_null(choice.api_version);
    desc.model = text_or_null(choice.model);
    desc.family = text_or_null(choice.family);
    desc.organization = text_or_null(choice.organization);
    desc.project = text_or_null(choice.project);
    desc.ca_file = text_or_null(choice.ca_file);
    const gesso_cli::Secret &secret = choice.credential.secret;
    desc.credential = choice.credential.kind;
    desc.secret = secret.is_empty() ? nullptr : secret.reveal();
    desc.flags = choice.flags;
    desc.images_per_minute = choice.images_per_minute;
    return desc;
}

std::string name_of(const gesso_cli::ServiceChoice &choice)
{
    switch (choice.kind) {
    case gesso_cli::ServiceKind::loopback:
        return "Demo: painted here, not AI, free";
    case gesso_cli::ServiceKind::openai:
        return "OpenAI" + (choice.model.empty() ? "" : ", " + choice.model);
    case gesso_cli::ServiceKind::compatible:
        return choice.endpoint;
    default:
        return "Azure OpenAI, " + choice.deployment;
    }
}

} // namespace

const char *job_word(JobState state)
{
    constexpr const char *kWords[] = {"queued",          "waiting",  "sending", "generating",
                                      "receiving",       "finished", "refused", "failed",
                                      "unknown outcome", "cancelled"};
    return kWords[static_cast<size_t>(state)];
}

Generator::~Generator()
{
    jobs_.clear();
    service_.reset();
}

std::string Generator::open(const std::string &save_to, void (*wake)())
{
    gesso_client_desc desc = gesso_client_desc_init();
    desc.save_to = save_to.c_str();
    desc.user_agent = "gesso-viewer";
    desc.waker.wake = [](void *user) { reinterpret_cast<void (*)()>(user)(); };
    desc.waker.user = reinterpret_cast<void *>(wake);
    try {
        client_.emplace(desc);
    } catch (const gesso::Error &error) {
        return error.what();
    }
    return {};
}

std::string Generator::connect(const gesso_cli::GenerateSettings &settings, const Options &options)
{
    gesso_cli::ServiceChoice choice;
    gesso_cli::Failure failure = gesso_cli::choose_service(settings, choice);
    if (failure.is_set())
        return failure.text;
    if (choice.must_be_started()) {
        if (!loopback_) {
            auto loopback = std::make_unique<gesso_cli::LoopbackService>();
            failure = loopback->start(options.service_words);
            if (failure.is_set())
                return failure.text;
            loopback_ = std::move(loopback);
        }
        choice.endpoint = loopback_->base_url();
    }
    std::vector<const char *> headers;
    for (const std::string &header : choice.headers)
        headers.push_back(header.c_str());
    headers.push_back(nullptr);
    gesso_service_desc desc = describe(choice);
    if (headers.size() > 1)
        desc.extra_headers = headers.data();
    try {
        // The service before is forgotten; what it was asked already goes on.
        gesso::Service service = client_->make_service(desc);
        service_.emplace(std::move(service));
    } catch (const gesso::Error &error) {
        return error.what();
    }
    is_free_ = choice.is_free();
    service_text_ = name_of(choice);
    return {};
}

Job *Generator::submit(const Wish &wish, int surface, double now, std::string &out_error)
{
    if (!service_) {
        out_error = "no service is connected";
        return nullptr;
    }
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = service_->id();
    desc.prompt = wish.prompt.c_str();
    desc.size = text_or_null(wish.size);
    desc.quality = text_or_null(wish.quality);
    desc.format = "png";
    desc.background = wish.is_transparent ? "transparent" : nullptr;
    desc.partial_images = gesso_i32(wish.previews);
    desc.count = static_cast<uint32_t>(wish.count);
    desc.flags = GESSO_REQUEST_SAVE_PREVIEWS;
    desc.save_name = text_or_null(wish.save_name);
    gesso_request_id id{};
    const gesso_result result = time_.measure([&] { return gesso_submit(client(), &desc, &id); });
    if (result != GESSO_OK) {
        out_error = std::string(gesso_result_text(result)) + " (" + gesso_last_error() + ")";
        return nullptr;
    }
    auto job = std::make_unique<Job>();
    job->number = ++last_number_;
    job->surface = surface;
    job->prompt = wish.prompt;
    job->request = gesso::Request(client(), id);
    job->outputs.resize(static_cast<size_t>(wish.count));
    job->previews = wish.previews;
    job->began = now;
    jobs_.push_back(std::move(job));
    return jobs_.back().get();
}

void Generator::cancel(Job &job)
{
    if (job.has_ended())
        return;
    const bool is_kept = !is_free_ && !job.is_detached;
    const int32_t mode = is_kept ? GESSO_CANCEL_DETACH : GESSO_CANCEL_ABORT;
    time_.measure([&] { return job.request.cancel(mode); });
    job.is_detached = true;
}

void Generator::remove(int number, Bridge &bridge)
{
    std::erase_if(jobs_, [&](const std::unique_ptr<Job> &job) {
        if (job->number != number || !job->has_ended())
            return false;
        for (const JobOutput &output : job->outputs)
            bridge.remove_slot(output.thumbnail);
        return true;
    });
}

int Generator::open_jobs() const
{
    return static_cast<int>(std::count_if(
        jobs_.begin(), jobs_.end(), [](const auto &job) { return !job->has_ended(); }));
}

void Generator::poll(Bridge &bridge, double now)
{
    gesso_event event;
    while (time_.measure([&] { return client_->poll(event); })) {
        bridge.on_event(event);
        for (const auto &job : jobs_) {
            if (job->request.id().value == event.request.value)
                handle(*job, event, now);
        }
    }
}

void Generator::handle(Job &job, const gesso_event &event, double now)
{
    switch (event.type) {
    case GESSO_EVENT_PHASE:
        if (!job.has_ended())
            job.state = state_of(event.as.phase.phase);
        break;
    case GESSO_EVENT_WAITING:
        job.state = JobState::waiting;
        job.wait_ms = event.as.waiting.remaining_ms;
        break;
    case GESSO_EVENT_ROWS:
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
    case GESSO_EVENT_DROPPED:
        handle_image(job, event);
        break;
    case GESSO_EVENT_IMAGE_FAILED:
        job.outputs[static_cast<size_t>(event.output)].has_failed = true;
        break;
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        end(job, event, now);
        break;
    default:
        break;
    }
}

// The first event that names an image brings a reference; the pass before it is given back.
void Generator::handle_image(Job &job, const gesso_event &event)
{
    JobOutput &output = job.outputs[static_cast<size_t>(event.output)];
    if (event.type == GESSO_EVENT_DROPPED) {
        output.image = {};
        return;
    }
    if (output.image.id().value != event.as.image.image.value)
        output.image = gesso::Image(client(), event.as.image.image);
    if (event.type == GESSO_EVENT_PREVIEW)
        job.previews_done = std::max(job.previews_done, event.as.image.preview_index + 1);
    output.is_final = event.type == GESSO_EVENT_IMAGE;
}

void Generator::end(Job &job, const gesso_event &event, double now)
{
    job.state = ended_state(event.as.end.result, event.as.end.billed);
    job.ended = now;
    time_.measure([&] {
        const gesso_request_info info = job.request.info();
        if (job.state != JobState::finished)
            job.message = info.message;
        const gesso_output_info output = job.request.output(0);
        job.path = output.path;
        return 0;
    });
    for (JobOutput &output : job.outputs) {
        if (!output.is_final)
            output.image = {};
    }
}

} // namespace viewer
