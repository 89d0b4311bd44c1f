// SPDX-License-Identifier: MIT
#include "session.h"

#include "describe.h"
#include "edit_options.h"
#include "facts.h"
#include "os/interrupt.h"
#include "text.h"

#include <algorithm>

namespace gesso_cli {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick(100);
constexpr std::chrono::seconds kCancelLimit(5);
constexpr std::chrono::seconds kCloseLimit(1);
} // namespace

void Alarm::ring()
{
    {
        const std::scoped_lock lock(mutex_);
        has_rung_ = true;
    }
    condition_.notify_one();
}

void Alarm::wait(milliseconds limit)
{
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, limit, [this] { return has_rung_; });
    has_rung_ = false;
}

Session::Session(
    const GenerateSettings &settings, const SavePlan &plan, EditInputs &inputs, Reporter &reporter)
    : settings_(settings), plan_(plan), inputs_(inputs), reporter_(reporter)
{}

Session::~Session()
{
    close();
}

Failure Session::open(ServiceChoice &choice)
{
    gesso_client_desc client = gesso_client_desc_init();
    client.log_level = settings_.is_verbose ? GESSO_LOG_INFO : GESSO_LOG_ERROR;
    client.user_agent = "gesso-cli/0.1";
    client.waker = {[](void *alarm) { static_cast<Alarm *>(alarm)->ring(); }, &alarm_};
    gesso_result result = gesso_client_create(GESSO_VERSION, &client, &client_);
    if (result != GESSO_OK) {
        return {kExitMachine, std::string("the library: ") + gesso_last_error()};
    }
    const std::vector<const char *> headers = header_lines(choice);
    const gesso_service_desc service = describe_service(choice, headers);
    result = gesso_service_create(client_, &service, &service_);
    choice.credential.secret.wipe();
    if (result != GESSO_OK) {
        return {
            kExitUsage,
            std::string(service_name(choice.kind)) + ": " + printable(gesso_last_error(), 1000)};
    }
    return {};
}

gesso_request_desc Session::describe(const Job &job)
{
    gesso_request_desc desc = describe_request(settings_, plan_);
    desc.service = service_;
    desc.prompt = job.prompt.c_str();
    desc.save_name = job.save_name.empty() ? nullptr : job.save_name.c_str();
    desc.user_data = job.number;
    if (settings_.is_edit) {
        inputs_.lend_to(desc);
    }
    return desc;
}

gesso_result Session::submit(Job &job)
{
    const gesso_request_desc desc = describe(job);
    job.started = std::chrono::steady_clock::now();
    return gesso_submit(client_, &desc, &job.id);
}

Failure Session::write_code(const Job &job, int32_t language, std::string &out_code)
{
    const gesso_request_desc desc = describe(job);
    size_t needed = 0;
    gesso_result result = gesso_request_code(client_, &desc, language, nullptr, 0, &needed);
    if (result == GESSO_OK) {
        out_code.resize(needed);
        result =
            gesso_request_code(client_, &desc, language, out_code.data(), out_code.size(), &needed);
        out_code.resize(needed > 0 ? needed - 1 : 0); // the NUL
    }
    return result == GESSO_OK ? Failure{}
                              : Failure{
                                    exit_code_for(result, GESSO_BILLED_NO, 0),
                                    printable(gesso_last_error(), 1000)};
}

// A full queue is no error: the rest goes when there is room.
void Session::submit_waiting(std::vector<Job> &jobs)
{
    while (next_ < jobs.size() && !is_cancelled_) {
        Job &job = jobs[next_];
        const gesso_result result = submit(job);
        if (result == GESSO_ERROR_QUEUE_FULL && open_ > jobs.size() - next_) {
            return;
        }
        ++next_;
        if (result == GESSO_OK) {
            job.state = Job::State::running;
        } else {
            fail(job, result, gesso_last_error());
        }
    }
}

void Session::fail(Job &job, gesso_result result, const std::string &message)
{
    job.state = Job::State::ended;
    job.facts.result = result;
    job.facts.message = message;
    job.facts.failed_count = static_cast<uint32_t>(settings_.count);
    --open_;
    reporter_.ended(job);
}

void Session::release_images(Job &job, const std::function<bool(const HeldImage &)> &is_done)
{
    const auto end =
        std::stable_partition(job.images.begin(), job.images.end(), [&](const HeldImage &held) {
            return !is_done(held);
        });
    for (auto held = end; held != job.images.end(); ++held) {
        gesso_image_release(client_, held->id);
    }
    job.images.erase(end, job.images.end());
}

// The first event that names an image brings its reference; older passes are of no more use.
void Session::track_image(Job &job, const gesso_event &event)
{
    const gesso_image_id id = event.as.image.image;
    release_images(job, [&](const HeldImage &held) {
        return held.output == event.output && held.id.value != id.value;
    });
    const bool is_known = std::any_of(job.images.begin(), job.images.end(), [id](auto held) {
        return held.id.value == id.value;
    });
    if (!is_known && id.value != 0) {
        job.images.push_back({id, event.output});
    }
    job.height = event.as.image.height;
    job.rows = event.as.image.y1;
}

void Session::handle(Job &job, const gesso_event &event, ContactSheet *sheet)
{
    std::string path;
    switch (event.type) {
    case GESSO_EVENT_PHASE:
        job.phase = event.as.phase.phase;
        job.attempt = event.as.phase.attempt;
        job.wait_reason = GESSO_WAIT_NONE;
        break;
    case GESSO_EVENT_WAITING:
        job.wait_reason = event.as.waiting.reason;
        job.wait_ms = event.as.waiting.remaining_ms;
        break;
    case GESSO_EVENT_ROWS:
        track_image(job, event);
        break;
    case GESSO_EVENT_IMAGE:
        path = saved_path(client_, event.request, event.output);
        [[fallthrough]];
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_DROPPED: {
        track_image(job, event);
        gesso_view view = gesso_view_init();
        if (event.type == GESSO_EVENT_IMAGE && sheet != nullptr &&
            gesso_image_view(client_, event.as.image.image, &view) == GESSO_OK) {
            sheet->add(job.number, event.output, job.prompt, view);
        }
        if (event.type == GESSO_EVENT_IMAGE && is_composited(settings_)) {
            compose(job, event);
        }
        release_images(job, [&](const HeldImage &held) { return held.output == event.output; });
        job.height = 0;
        break;
    }
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        job.facts = collect_facts(client_, event, static_cast<uint32_t>(settings_.count));
        job.has_terminal = true;
        end(job);
        return;
    default:
        break;
    }
    reporter_.event(job, event, path);
}

// The library made the picture while it arrived; here it becomes a file.
void Session::compose(Job &job, const gesso_event &event)
{
    const std::string number =
        settings_.count > 1 ? "-" + std::to_string(event.output + 1) : std::string();
    const std::string path = job.picture + number + ".png";
    std::string problem = composites_.start(client_, event.as.image.image, job, event.output, path);
    if (!problem.empty()) {
        job.composites[event.output] = {path, std::move(problem)};
    }
}

// A prompt has ended when its request has and every picture of it is written.
void Session::end(Job &job)
{
    if (job.has_terminal && job.open_composites == 0) {
        settle_composites(job);
        finish(job);
    }
}

void Session::finish(Job &job)
{
    release_images(job, [](const HeldImage &) { return true; });
    gesso_request_release(client_, job.id);
    job.state = Job::State::ended;
    --open_;
    reporter_.ended(job);
}

// False when the client is of no more use.
bool Session::handle_events(std::vector<Job> &jobs, ContactSheet *sheet)
{
    gesso_event event;
    for (;;) {
        const gesso_result result = gesso_poll(client_, &event);
        if (result != GESSO_OK) {
            return result == GESSO_EMPTY;
        }
        if (event.type == GESSO_EVENT_JOB) {
            const size_t number = composites_.finish(client_, event, jobs);
            if (number > 0 && jobs[number - 1].state == Job::State::running) {
                end(jobs[number - 1]);
            }
            continue;
        }
        const bool is_ours = event.user_data >= 1 && event.user_data <= jobs.size();
        if (is_ours && jobs[event.user_data - 1].state == Job::State::running) {
            handle(jobs[event.user_data - 1], event, sheet);
        }
    }
}

void Session::cancel(std::vector<Job> &jobs)
{
    is_cancelled_ = true;
    reporter_.note("gesso: cancelling (once more: stop at once)");
    for (Job &job : jobs) {
        if (job.state == Job::State::running) {
            gesso_cancel(client_, job.id, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT);
        } else if (job.state == Job::State::waiting) {
            job.started = std::chrono::steady_clock::now();
            fail(job, GESSO_ERROR_CANCELLED, "cancelled before it was sent; nothing was billed");
        }
    }
}

void Session::drain_log()
{
    gesso_log_record record;
    while (settings_.is_verbose && gesso_poll_log(client_, &record) == GESSO_OK) {
        reporter_.log(record.level, record.text);
    }
}

void Session::run(std::vector<Job> &jobs, ContactSheet *sheet)
{
    auto deadline = std::chrono::steady_clock::time_point::max();
    open_ = jobs.size();
    for (Job &job : jobs) {
        job.started = std::chrono::steady_clock::now();
    }
    while (open_ > 0) {
        submit_waiting(jobs);
        if (is_interrupted() && !is_cancelled_) {
            cancel(jobs);
            deadline = std::chrono::steady_clock::now() + kCancelLimit;
        }
        const bool is_alive = handle_events(jobs, sheet);
        drain_log();
        if (!is_alive || std::chrono::steady_clock::now() > deadline) {
            break;
        }
        if (open_ > 0) {
            reporter_.tick(jobs);
            alarm_.wait(kTick);
        }
    }
    for (Job &job : jobs) {
        if (job.state != Job::State::ended) {
            fail(job, is_cancelled_ ? GESSO_ERROR_CANCELLED : GESSO_ERROR_RESOURCE, "");
        }
    }
}

void Session::close()
{
    if (client_ == nullptr) {
        return;
    }
    gesso_client_close(client_, GESSO_CLOSE_ABORT);
    const auto deadline = std::chrono::steady_clock::now() + kCloseLimit;
    gesso_event event{};
    while (event.type != GESSO_EVENT_CLOSED && std::chrono::steady_clock::now() < deadline) {
        if (gesso_poll(client_, &event) != GESSO_OK) {
            alarm_.wait(milliseconds(10));
        }
    }
    gesso_client_destroy(client_, nullptr);
    client_ = nullptr;
}

} // namespace gesso_cli
