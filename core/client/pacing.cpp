// SPDX-License-Identifier: MIT
// The conductor's part of what the requests of one service share: see service_pace.h.
#include "client/conductor.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

// A limiter refuses at once; a service that is silent for so long after the last byte has begun.
constexpr int64_t kSilenceMs = 2000;

bool is_same_place(const ServiceRoute &one, const ServiceRoute &other)
{
    return one.origin == other.origin && one.generation_target == other.generation_target &&
           one.model == other.model;
}

} // namespace

Status service_destroyed()
{
    return {StatusCode::stale, "The service was destroyed before this request was sent"};
}

Conductor::Known *Conductor::find_service(uint64_t id)
{
    const auto found = services_.find(id);
    return found == services_.end() ? nullptr : &found->second;
}

void Conductor::set_service(uint64_t id, std::shared_ptr<const Service> service)
{
    Known &known = services_[id];
    const bool is_elsewhere =
        !known.service || !is_same_place(known.service->route, service->route);
    known.pace.describe(service->images_per_minute, is_elsewhere);
    known.service = std::move(service);
}

// What it has taken already comes to its end; nothing new is sent.
void Conductor::forget_service(uint64_t id)
{
    services_.erase(id);
    for (auto &[slot, group] : groups_) {
        if (group.record->service != id)
            continue;
        for (Child &child : group.children) {
            const bool is_unsent =
                child.state == ChildState::queued || child.state == ChildState::waiting;
            if (is_unsent && !child.follow_up)
                fail_child(group, child, service_destroyed());
        }
    }
}

// Before a request is sent. One that finds no connection for as long as an attempt may take fails.
bool Conductor::is_held(Group &group, Child &child, ServicePace &pace, int64_t now_ms)
{
    const Hold hold = pace.ask(child.share.lane_count, now_ms);
    if (!pace.is_unreachable())
        child.unreachable_since = 0;
    if (hold.reason != WaitReason::connection)
        return hold.reason != WaitReason::none;
    if (child.unreachable_since == 0)
        child.unreachable_since = now_ms;
    const uint32_t limit = group.record->clocks.total_ms;
    if (limit != kNoLimitMs && now_ms - child.unreachable_since > limit)
        fail_child(group, child, pace.why_unreachable());
    return true;
}

// What a POST that has ended says of its service, well or badly.
void Conductor::tell_pace(
    const Group &group, const Child &child, const JobReport &report, int64_t now_ms)
{
    Known *known = find_service(group.record->service);
    if (!known)
        return;
    ServicePace &pace = known->pace;
    if (report.head.status != 0 && report.head.status != 429)
        pace.note_answered(child.pass);
    else if (report.exchange.is_body_started)
        pace.note_reached(child.pass);
    pace.note_end(child.pass, report.exchange.is_body_started);
    // Of a description that was replaced meanwhile nothing is learnt.
    if (report.head.status != 0 && report.service == known->service)
        pace.learn(read_rate_limits(report.head), now_ms);
}

void Conductor::take_hold(
    Group &group, Child &child, const JobReport &report, const RetryDecision &decision,
    int64_t now_ms)
{
    ServicePace &pace = find_service(group.record->service)->pace;
    const int64_t due = now_ms + decision.hold_ms;
    if (decision.hold_ms == 0)
        return;
    if (decision.trouble == Trouble::rate_limit)
        pace.hold_for_limit(child.pass, due, decision.is_told);
    else
        pace.hold_for_connection(child.pass, due, report.status);
}

// The one that went to see: the others need not wait until its picture is painted.
void Conductor::watch_probes(int64_t now_ms)
{
    const bool is_anyone_probing =
        std::any_of(services_.begin(), services_.end(), [](const auto &entry) {
            return entry.second.pace.is_probing();
        });
    if (!is_anyone_probing)
        return;
    for (auto &[slot, group] : groups_) {
        Known *known = find_service(group.record->service);
        for (Child &child : group.children) {
            if (!known || child.state != ChildState::running || child.follow_up)
                continue;
            const JobSigns &signs = *child.signs;
            const int32_t status = signs.http_status.load(std::memory_order_relaxed);
            if (signs.is_reached.load(std::memory_order_relaxed))
                known->pace.note_reached(child.pass);
            if (status != 0 && status != 429)
                known->pace.note_answered(child.pass);
            if (child.sent_at_ms == 0 && signs.is_sent.load(std::memory_order_relaxed))
                child.sent_at_ms = now_ms;
            if (status == 0 && child.sent_at_ms != 0 && now_ms - child.sent_at_ms >= kSilenceMs)
                known->pace.note_silence(child.pass);
        }
    }
}

// A host that comes back later need not wait for the end of a countdown that nobody watches.
void Conductor::drop_idle_holds()
{
    for (auto &[id, known] : services_) {
        if (!known.pace.is_unreachable())
            continue;
        bool is_wanted = false;
        for (const auto &[slot, group] : groups_) {
            for (const Child &child : group.children)
                is_wanted = is_wanted || (group.record->service == id && !child.follow_up &&
                                          child.state != ChildState::ended);
        }
        if (!is_wanted)
            known.pace.forget_connection();
    }
}

Hold Conductor::notice_of(const Group &group, const Child &child, int64_t now_ms)
{
    if (child.state == ChildState::waiting)
        return {child.reason, child.due_ms};
    Known *known = find_service(group.record->service);
    if (child.state != ChildState::queued || child.follow_up || !known)
        return {};
    return known->pace.notice(now_ms);
}

// Its old place in the queue: behind those that came before it, whatever it has been through. What
// follows a POST stands before all of them and is passed by.
void Conductor::take_place(Group &group, uint32_t index)
{
    group.children[index].state = ChildState::queued;
    const auto place = std::find_if(queue_.begin(), queue_.end(), [&](const Turn &turn) {
        const auto other = groups_.find(turn.slot);
        if (other == groups_.end() || turn.child >= other->second.children.size() ||
            other->second.children[turn.child].follow_up)
            return false;
        return other->second.ticket > group.ticket ||
               (turn.slot == group.record->slot && turn.child > index);
    });
    queue_.insert(place, {group.record->slot, index});
}

} // namespace gesso::core
