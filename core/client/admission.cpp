// SPDX-License-Identifier: MIT
// From the queue to a worker: permits, memory, addresses.
#include "client/conductor.h"

#include <utility>

namespace gesso::core {

void Conductor::wake_due_children(int64_t now_ms)
{
    for (auto &[slot, group] : groups_) {
        for (uint32_t i = 0; i < group.children.size(); ++i) {
            Child &child = group.children[i];
            if (child.state != ChildState::waiting || child.due_ms > now_ms)
                continue;
            child.state = ChildState::queued;
            if (child.follow_up)
                queue_.push_front({slot, i}); // it has waited its turn already
            else
                take_place(group, i);
        }
    }
}

void Conductor::admit(int64_t now_ms)
{
    std::deque<Turn> deferred; // held with their service, or their name is looked up: block nobody
    for (auto &[id, known] : services_)
        known.pace.begin_round();
    while (!queue_.empty() && running_ < core_->settings.limits.max_in_flight) {
        const Turn turn = queue_.front();
        queue_.pop_front();
        const auto found = groups_.find(turn.slot);
        if (found == groups_.end() || turn.child >= found->second.children.size() ||
            found->second.children[turn.child].state != ChildState::queued)
            continue; // cancelled or failed while it stood here
        const Admission admission = try_start(found->second, turn.child, now_ms);
        if (admission == Admission::later)
            deferred.push_back(turn);
        if (admission == Admission::blocked) {
            queue_.push_front(turn);
            break;
        }
    }
    queue_.insert(queue_.begin(), deferred.begin(), deferred.end());
}

Conductor::Admission Conductor::try_start(Group &group, uint32_t index, int64_t now_ms)
{
    Child &child = group.children[index];
    if (child.follow_up)
        return start_follow_up(group, index, now_ms);
    Known *known = find_service(group.record->service);
    if (!known) {
        fail_child(group, child, service_destroyed());
        return Admission::ended;
    }
    if (is_held(group, child, known->pace, now_ms))
        return child.state == ChildState::queued ? Admission::later : Admission::ended;
    if (group.expected_bytes > core_->settings.limits.image_bytes) {
        fail_child(
            group, child,
            {StatusCode::limit_exceeded,
             "an image of this size needs more than limits.image_bytes"});
        return Admission::ended;
    }
    if (!has_memory_for(group, child)) {
        wait_for(group, WaitReason::memory, now_ms);
        return Admission::blocked;
    }
    Job job;
    const Admission resolved = resolve(group, child, *known, job, now_ms);
    if (resolved != Admission::started)
        return resolved;
    Worker *worker = idle_worker();
    if (!worker)
        return Admission::blocked;
    child.pass = known->pace.start(child.share.lane_count, now_ms);
    hand_over(group, index, *worker, known->service, std::move(job));
    return Admission::started;
}

bool Conductor::has_memory_for(const Group &group, const Child &child)
{
    // What lives already, and what the running ones are about to take.
    const uint64_t live = core_->images.live_bytes();
    uint64_t taken = live;
    uint64_t held = 0; // by prepared edits until they end: to wait for it would be to wait for ever
    bool is_anything_running = false;
    for (const auto &[slot, other] : groups_) {
        held += other.record->edit ? other.record->edit->held_bytes() : 0;
        for (const Child &running : other.children) {
            if (running.state != ChildState::running)
                continue;
            is_anything_running = true;
            if (!running.signs->has_pixels.load(std::memory_order_relaxed))
                taken += other.expected_bytes * running.share.lane_count;
        }
    }
    const uint64_t wanted = group.expected_bytes * child.share.lane_count;
    if (taken + wanted <= core_->settings.limits.image_bytes)
        return true;
    // A shared POST that can never fit at once still goes when nothing stands in its way.
    return !is_anything_running && live <= held;
}

// Ok once the job has its addresses, or why there are none; nothing while they are looked up.
std::optional<Status> Conductor::look_up(const Group &group, Child &child, Job &job, int64_t now_ms)
{
    if (const NameAnswer *answer = resolver_.look_up(job.origin.host, now_ms)) {
        child.resolving_since = 0;
        job.addresses = answer->addresses;
        return answer->status;
    }
    if (child.resolving_since == 0)
        child.resolving_since = now_ms;
    const uint32_t limit = group.record->clocks.connect_ms;
    if (limit == kNoLimitMs || now_ms - child.resolving_since <= limit)
        return std::nullopt;
    child.resolving_since = 0;
    return Status{
        StatusCode::timed_out,
        "the name " + job.origin.host +
            " was not resolved within the connect time: check the network or DNS"};
}

// Where the job goes: `later` while that is looked up, `ended` when this attempt has failed.
Conductor::Admission
Conductor::resolve(Group &group, Child &child, const Known &known, Job &job, int64_t now_ms)
{
    const bool is_news = child.resolving_since == 0;
    job.origin = known.service->route.origin;
    const std::optional<Status> found = look_up(group, child, job, now_ms);
    if (!found && is_news)
        core_->board.set_phase(group.record->slot, Phase::connecting, child.attempt + 1);
    if (!found)
        return Admission::later;
    return found->is_ok() ? Admission::started
                          : fail_name(group, child, job.origin, *found, now_ms);
}

// An attempt that ended before there was anything to connect to.
Conductor::Admission
Conductor::fail_name(Group &group, Child &child, const Origin &origin, Status why, int64_t now_ms)
{
    resolver_.forget(origin.host); // the next attempt asks anew
    ServicePace &pace = find_service(group.record->service)->pace;
    child.pass = pace.start(0, now_ms);
    pace.note_end(child.pass, false);
    JobReport report;
    report.status = std::move(why);
    if (!retry(group, child, report, now_ms))
        fail_child(group, child, report.status);
    return Admission::ended;
}

Worker *Conductor::idle_worker()
{
    for (const auto &worker : workers_) {
        if (worker->is_idle())
            return worker.get();
    }
    const Limits &limits = core_->settings.limits;
    if (workers_.size() >= size_t{limits.max_in_flight} + limits.max_detached)
        return nullptr;
    auto extra = std::make_shared<Worker>(core_, reports_);
    const Status started = start_thread(core_, "gesso worker", [extra] { extra->run(); });
    if (!started.is_ok()) {
        core_->log.write(LogLevel::warning, started.message);
        return nullptr;
    }
    workers_.push_back(std::move(extra));
    return workers_.back().get();
}

void Conductor::hand_over(
    Group &group, uint32_t index, Worker &worker, std::shared_ptr<const Service> service, Job job)
{
    Child &child = group.children[index];
    child.state = ChildState::running;
    child.worker = &worker;
    child.signs = std::make_shared<JobSigns>();
    child.sent_at_ms = 0;
    if (job.kind == JobKind::post)
        ++child.attempt;
    ++running_;
    group.told_reason = WaitReason::none;

    job.record = group.record;
    job.child = index;
    job.share = child.share;
    job.open_mask = open_mask(group, child);
    job.attempt = child.attempt;
    job.is_streamed = group.is_streamed;
    job.service = std::move(service);
    job.clocks = group.record->clocks;
    job.signs = child.signs;
    worker.assign(std::move(job));
}

void Conductor::wait_for(Group &group, WaitReason reason, int64_t now_ms)
{
    if (group.told_reason == reason)
        return;
    group.told_reason = reason;
    group.told_at_ms = now_ms;
    core_->board.set_waiting(group.record->slot, reason, 0);
    core_->log.write(
        LogLevel::info, "a request waits for memory: release images or raise limits.image_bytes");
}

} // namespace gesso::core
