// SPDX-License-Identifier: MIT
// The conductor's round: commands in, wishes applied, lines inspected, waits told.
#include "client/conductor.h"

#include "client/job_pool.h"
#include "client/request_facts.h"
#include "client/result_map.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

constexpr int32_t kBusyPauseMs = 10;     // something is under way: cancels and clocks count
constexpr int32_t kHoldingPauseMs = 100; // the host holds images: their memory comes back soon
constexpr int64_t kCountdownMs = 1000;   // how often a wait is told again

std::string name_of(const RequestRecord &record)
{
    return "request " + std::to_string(record.id & 0xffffffff) + "." +
           std::to_string(record.id >> 32);
}

// What can be known before pictures are read.
Status validate(const RequestRecord &record, const ServiceRoute &route)
{
    return record.edit ? record.edit->validate(record.ask, route)
                       : validate_generation(record.ask, route);
}

uint64_t expected_bytes(const RequestRecord &record)
{
    const uint64_t known = record.edit ? record.edit->expected_bytes() : 0;
    return known != 0 ? known : expected_pixel_bytes(record.ask.size);
}

} // namespace

Conductor::Conductor(std::shared_ptr<ClientCore> core)
    : core_(std::move(core)), reports_(std::make_shared<ReportBox>(core_->wake)),
      resolver_(core_->wake)
{}

Status Conductor::start_workers()
{
    for (uint32_t i = 0; i < core_->settings.limits.max_in_flight; ++i) {
        auto worker = std::make_shared<Worker>(core_, reports_);
        GESSO_RETURN_IF_FAILED(start_thread(core_, "gesso worker", [worker] { worker->run(); }));
        workers_.push_back(std::move(worker));
    }
    return {};
}

void Conductor::stop_workers()
{
    for (const auto &worker : workers_)
        worker->stop();
}

void Conductor::run()
{
    for (;;) {
        round(core_->clock->now_ms());
        if (core_->is_stopping.load() && is_quiet())
            break;
        core_->wake->wait(pause_ms());
    }
    stop_workers();
    core_->images.collect();
}

void Conductor::round(int64_t now_ms)
{
    // Before the commands: what was submitted before the close is then among those taken here.
    const Closing closing = core_->closing.load();
    take_commands();
    take_reports(now_ms);
    apply_cancels();
    inspect_lines(now_ms);
    watch_probes(now_ms);
    wake_due_children(now_ms);
    admit(now_ms);
    drop_idle_holds();
    start_removal(now_ms);
    tell_waits(now_ms);
    sweep_ended();
    core_->slots.collect([this](uint32_t slot) { core_->board.recycle(slot); });
    core_->images.collect();
    publish_numbers();
    if (closing == Closing::abort)
        core_->jobs->cancel_all();
    if (closing != Closing::no && is_quiet() && !is_closed_ && core_->jobs->close_if_quiet()) {
        is_closed_ = true;
        core_->board.close();
    }
}

bool Conductor::is_quiet() const
{
    return groups_.empty() && running_ == 0 && detached_ == 0 && !removing_ && removals_.empty();
}

int32_t Conductor::pause_ms() const
{
    if (!is_quiet())
        return kBusyPauseMs;
    return core_->images.live_images() > 0 || core_->slots.live() > 0 ? kHoldingPauseMs : -1;
}

void Conductor::take_commands()
{
    // Requests are taken first and looked at last: a service that was created before a request was
    // submitted is then known for certain.
    RequestRecord *record = core_->submitted.take_all();
    ServiceCommand *command = core_->service_commands.take_all();
    while (command) {
        const std::unique_ptr<ServiceCommand> taken(command);
        command = taken->next;
        if (taken->service)
            set_service(taken->id, std::move(taken->service));
        else
            forget_service(taken->id);
    }
    while (record) {
        RequestRecord *next = record->next;
        accept(record);
        record = next;
    }
}

void Conductor::accept(RequestRecord *record)
{
    Group &group = groups_[record->slot];
    group = Group{};
    group.record = record;
    group.fan_out = FanOut(record->count);
    group.children.resize(1);
    group.children[0].share = {0, record->count};

    if (is_closed_) {
        // Submitted by another thread in the instant in which the client became quiet.
        fail_child(group, group.children[0], {StatusCode::cancelled, "the client is closed"});
        return;
    }
    const Known *known = find_service(record->service);
    if (!known) {
        fail_child(group, group.children[0], service_destroyed());
        return;
    }
    const ServiceRoute &route = known->service->route;
    if (const Status status = validate(*record, route); !status.is_ok()) {
        fail_child(group, group.children[0], {StatusCode::refused, status.message});
        return;
    }
    group.is_streamed = is_streamed(record->ask, route);
    group.expected_bytes = expected_bytes(*record);
    group.children.clear();
    for (const PostShare &share :
         share_outputs(record->count, group.is_streamed, images_per_post(record->ask, route))) {
        group.children.emplace_back();
        group.children.back().share = share;
    }
    group.ticket = record->is_front ? --first_ticket_ : ++last_ticket_;
    const auto child_count = static_cast<uint32_t>(group.children.size());
    for (uint32_t i = 0; i < child_count; ++i) {
        const Turn back{record->slot, i};
        const Turn front{record->slot, child_count - 1 - i};
        record->is_front ? queue_.push_front(front) : queue_.push_back(back);
    }
    core_->board.set_phase(record->slot, Phase::queued, 0);
    core_->log.write(
        LogLevel::info, name_of(*record) + " queued: " + std::to_string(record->count) +
                            " image(s) in " + std::to_string(child_count) + " POST(s)");
}

void Conductor::apply_cancels()
{
    const bool cancels_all = core_->is_stopping.load() || core_->closing.load() == Closing::abort;
    for (auto &[slot, group] : groups_) {
        if (group.is_ended)
            continue;
        const uint32_t mask = cancels_all ? ~0u : core_->slots.cancel_mask(slot);
        if (core_->slots.is_detached(slot) && mask == 0)
            apply_detach(group);
        if (mask != 0)
            apply_cancel(group, mask);
    }
}

void Conductor::apply_cancel(Group &group, uint32_t mask)
{
    const Status cancelled{StatusCode::cancelled, "cancelled by the host"};
    for (Child &child : group.children) {
        const uint32_t wanted = open_mask(group, child) & mask;
        if (wanted == 0 || child.state == ChildState::ended)
            continue;
        if (child.state != ChildState::running) {
            fail_outputs(group, wanted, {cancelled, 0, {}, child.billed, 0, {}});
            if (open_mask(group, child) == 0)
                child.state = ChildState::ended;
        } else if (wanted == open_mask(group, child)) {
            // The report that follows ends the outputs, and knows what was billed.
            child.worker->interrupt(StatusCode::cancelled);
        }
        // One output of a shared POST: the worker sees the mask and lets that image pass by.
    }
    end_if_complete(group);
}

void Conductor::apply_detach(Group &group)
{
    for (Child &child : group.children) {
        const bool has_room = detached_ < core_->settings.limits.max_detached;
        if (child.state != ChildState::running || child.is_detached || !has_room)
            continue;
        child.is_detached = true;
        --running_;
        ++detached_;
    }
}

void Conductor::inspect_lines(int64_t now_ms)
{
    for (const auto &worker : workers_) {
        if (!worker->is_idle())
            worker->inspect(now_ms);
    }
}

void Conductor::tell_waits(int64_t now_ms)
{
    for (auto &[slot, group] : groups_) {
        Hold soonest;
        for (const Child &child : group.children) {
            if (child.state == ChildState::running) {
                soonest = {};
                break;
            }
            const Hold hold = notice_of(group, child, now_ms);
            if (hold.reason != WaitReason::none &&
                (soonest.reason == WaitReason::none || hold.due_ms < soonest.due_ms))
                soonest = hold;
        }
        if (soonest.reason == WaitReason::none || group.is_ended)
            continue;
        if (group.told_reason == soonest.reason && group.told_due_ms == soonest.due_ms &&
            now_ms - group.told_at_ms < kCountdownMs)
            continue;
        group.told_reason = soonest.reason;
        group.told_due_ms = soonest.due_ms;
        group.told_at_ms = now_ms;
        const int64_t remaining = std::max<int64_t>(soonest.due_ms - now_ms, 0);
        core_->board.set_waiting(slot, soonest.reason, static_cast<uint32_t>(remaining));
    }
}

void Conductor::sweep_ended()
{
    for (auto next = groups_.begin(); next != groups_.end();) {
        if (!next->second.is_ended) {
            ++next;
            continue;
        }
        const uint64_t id = next->second.record->id;
        next = groups_.erase(next);
        core_->slots.note(id, SlotTable::conducted); // the record may go from here on
    }
}

void Conductor::publish_numbers()
{
    core_->queued.store(static_cast<uint32_t>(queue_.size()), std::memory_order_relaxed);
    core_->in_flight.store(running_, std::memory_order_relaxed);
    core_->detached.store(detached_, std::memory_order_relaxed);
    core_->resolver_threads.store(resolver_.running_threads(), std::memory_order_relaxed);
}

} // namespace gesso::core
