// SPDX-License-Identifier: MIT
// The conductor's part after a POST: operations and pictures at addresses.
#include "client/follow_up.h"

#include "client/conductor.h"
#include "client/request_facts.h"
#include "platform/random.h"
#include "service/result_url.h"
#include "transport/retry_policy.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

constexpr uint32_t kFetchTries = 3;
constexpr uint32_t kAskTries = 60; // in a row without an answer
constexpr int64_t kFirstIntervalMs = 1000;
constexpr int64_t kLongestIntervalMs = 5000;
constexpr int64_t kLongestAskedMs = 120'000;

// Neither does a picture that is gone come back, nor a key get better.
bool is_worth_repeating(const JobReport &report)
{
    const int http = report.head.status;
    if (report.status.code == StatusCode::cancelled ||
        report.status.code == StatusCode::redirected ||
        report.status.code == StatusCode::tls_failed)
        return false;
    return http < 400 || http == 408 || http == 429 || http >= 500;
}

int64_t wait_after(const JobReport &report, int64_t otherwise_ms, int64_t unix_now)
{
    const std::optional<int64_t> asked = asked_wait_ms(report.head, unix_now);
    return asked ? std::min(*asked, kLongestAskedMs) : otherwise_ms;
}

Status not_fetched(const Status &why)
{
    if (why.code == StatusCode::cancelled)
        return why;
    return {
        why.code, "The picture was made, but could not be fetched: " + why.message +
                      ". Its address is kept with the output and is good for a while"};
}

} // namespace

int64_t next_interval_ms(int64_t interval_ms)
{
    return interval_ms == 0 ? kFirstIntervalMs
                            : std::min(interval_ms + interval_ms / 4, kLongestIntervalMs);
}

int64_t expiry_of(
    const ResultLink &link, std::optional<int64_t> said_by_address, bool is_azure, int64_t now)
{
    if (said_by_address)
        return *said_by_address;
    if (link.expires_unix != 0)
        return link.expires_unix;
    const int64_t made = link.facts.created_unix != 0 ? link.facts.created_unix : now;
    return made + (is_azure ? 24 * 3600 : 3600);
}

Failure Conductor::follow_up_failure(
    const Group &group, const Child &child, const JobReport &report, Status status,
    Billed billed) const
{
    Failure failure = failure_of(report, std::move(status), billed);
    if (failure.request_id.empty())
        failure.request_id = child.follow_up->request_id;
    if (failure.http_status == 0) // nothing newer than what was answered before
        failure.http_status = group.record->http_status.load(std::memory_order_relaxed);
    return failure;
}

// ---- from a POST's report -----------------------------------------------------------------------

bool Conductor::follow_up(Group &group, Child &child, JobReport &report, int64_t now_ms)
{
    const bool has_something = report.operation || !report.links.empty();
    if (!has_something || report.status.code == StatusCode::cancelled || !report.service)
        return false;
    child.follow_up = std::make_unique<FollowUp>();
    child.follow_up->service = report.service;
    child.follow_up->edit = report.edit;
    child.follow_up->request_id = request_id_of(report.head);
    if (report.operation)
        return begin_operation(group, child, report, now_ms);
    child.billed = Billed::yes;
    note_failures(group, child, report);
    uint32_t linked = 0;
    for (const ResultLink &link : report.links)
        linked |= 1u << link.lane;
    const Status missing = report.status.is_ok()
                               ? Status{StatusCode::no_image, "the service sent fewer images"}
                               : report.status;
    fail_outputs(
        group, open_mask(group, child) & ~linked,
        follow_up_failure(group, child, report, missing, child.billed));
    begin_links(group, child, std::move(report.links));
    return true;
}

bool Conductor::begin_operation(Group &group, Child &child, JobReport &report, int64_t now_ms)
{
    FollowUp &follow = *child.follow_up;
    const std::string *location = report.head.find("operation-location");
    const Status found = operation_target(
        location ? *location : "", report.operation->id, follow.service->route, follow.operation);
    child.billed = Billed::maybe;
    const uint32_t total = group.record->clocks.total_ms;
    if (total != kNoLimitMs)
        follow.deadline_ms = now_ms + total;
    if (report.operation->state == OperationReply::State::running && !found.is_ok()) {
        report.status = found;
        return false;
    }
    follow.next = JobKind::ask;
    take_operation(group, child, report, now_ms);
    return true;
}

// ---- operations ---------------------------------------------------------------------------------

void Conductor::take_operation(Group &group, Child &child, JobReport &report, int64_t now_ms)
{
    FollowUp &follow = *child.follow_up;
    OperationReply &reply = *report.operation;
    follow.tries = 0;
    if (reply.state == OperationReply::State::running) {
        follow.interval_ms = next_interval_ms(follow.interval_ms);
        return ask_later(group, child, report, follow.interval_ms, now_ms);
    }
    if (reply.state == OperationReply::State::failed) {
        Failure failure = follow_up_failure(group, child, report, reply.reason, Billed::maybe);
        failure.error = reply.error;
        fail_outputs(group, open_mask(group, child), std::move(failure));
        return end_follow_up(group, child);
    }
    child.billed = Billed::yes;
    std::vector<ResultLink> links;
    for (uint32_t i = 0; i < child.share.lane_count; ++i) {
        const OperationItem item = i < reply.items.size() ? reply.items[i] : OperationItem();
        const uint32_t lane = child.share.first_lane + i;
        if (!item.url.empty()) {
            ResultLink link{lane, item.url, reply.expires_unix, {}};
            link.facts.kind = PassKind::final;
            link.facts.revised_prompt = item.revised_prompt;
            link.facts.created_unix = reply.created_unix;
            links.push_back(std::move(link));
            continue;
        }
        Status why{StatusCode::no_image, "the operation succeeded without this picture"};
        if (item.error)
            why = {
                StatusCode::service_failed, "the service made no picture: " + item.error->message};
        Failure failure =
            follow_up_failure(group, child, report, why, item.error ? Billed::maybe : Billed::yes);
        failure.error = item.error.value_or(ServiceError());
        fail_outputs(group, open_mask(group, child) & (1u << lane), std::move(failure));
    }
    begin_links(group, child, std::move(links));
}

void Conductor::ask_later(
    Group &group, Child &child, const JobReport &report, int64_t wait_ms, int64_t now_ms)
{
    child.state = ChildState::waiting;
    child.reason = WaitReason::none; // the service works; nobody is kept waiting
    wait_ms = wait_after(report, wait_ms, core_->clock->unix_seconds());
    child.due_ms = std::min(now_ms + wait_ms, child.follow_up->deadline_ms);
    core_->board.set_phase(group.record->slot, Phase::generating, child.attempt);
}

void Conductor::settle_question(Group &group, Child &child, JobReport &report, int64_t now_ms)
{
    FollowUp &follow = *child.follow_up;
    if (std::string id = request_id_of(report.head); !id.empty())
        follow.request_id = std::move(id);
    if (report.operation)
        return take_operation(group, child, report, now_ms);
    ++follow.tries;
    if (is_worth_repeating(report) && follow.tries < kAskTries)
        return ask_later(group, child, report, back_off_ms(follow.tries, random_unit()), now_ms);
    // Nobody knows what became of it, so it is left alone.
    follow.has_failed = true;
    fail_outputs(
        group, open_mask(group, child),
        follow_up_failure(group, child, report, report.status, Billed::maybe));
    end_follow_up(group, child);
}

// ---- pictures at addresses ----------------------------------------------------------------------

void Conductor::begin_links(Group &group, Child &child, std::vector<ResultLink> links)
{
    FollowUp &follow = *child.follow_up;
    follow.next = JobKind::fetch;
    follow.tries = 0;
    const ServiceRoute &route = follow.service->route;
    const int64_t now = core_->clock->unix_seconds();
    for (ResultLink &link : links) {
        if (!group.fan_out.is_open(link.lane))
            continue;
        ResultUrl url;
        const Status read = read_result_url(link.url, route, url);
        OutputFacts &facts = group.record->outputs[link.lane];
        facts.url = link.url;
        facts.url_expires_unix = expiry_of(link, url.expires_unix, route.is_provider_azure, now);
        link.facts.output = link.lane;
        if (read.is_ok())
            follow.links.push_back(std::move(link));
        else
            fail_link(group, child, link.lane, {}, read);
    }
    fetch_next(group, child);
}

void Conductor::fetch_next(Group &group, Child &child)
{
    std::vector<ResultLink> &links = child.follow_up->links;
    std::erase_if(links, [&](const ResultLink &link) { return !group.fan_out.is_open(link.lane); });
    if (links.empty())
        return end_follow_up(group, child);
    child.state = ChildState::queued;
    const auto index = static_cast<uint32_t>(&child - group.children.data());
    queue_.push_front({group.record->slot, index});
}

// The picture's own host is no judge of the key: its answer is told, but not taken for the
// service's.
void Conductor::fail_link(
    Group &group, Child &child, uint32_t lane, const ResponseHead &head, const Status &why)
{
    child.follow_up->has_failed = true;
    Failure failure = follow_up_failure(group, child, {}, not_fetched(why), Billed::yes);
    if (head.status != 0)
        failure.http_status = head.status;
    if (std::string id = request_id_of(head); !id.empty())
        failure.request_id = std::move(id);
    fail_outputs(group, open_mask(group, child) & (1u << lane), std::move(failure));
}

void Conductor::settle_picture(Group &group, Child &child, JobReport &report, int64_t now_ms)
{
    FollowUp &follow = *child.follow_up;
    const uint32_t lane = follow.links.front().lane;
    RequestRecord &record = *group.record;
    if ((report.arrived_mask & (1u << lane)) != 0)
        group.fan_out.note_ok(lane, record.outputs[lane].result);
    for (const OutputFailure &failure : report.failures)
        fail_outputs(
            group, open_mask(group, child) & (1u << failure.lane),
            follow_up_failure(group, child, report, failure.status, Billed::yes));
    if (group.fan_out.is_open(lane)) {
        ++follow.tries;
        if (is_worth_repeating(report) && follow.tries < kFetchTries) {
            const int64_t wait = back_off_ms(follow.tries - 1, random_unit());
            child.state = ChildState::waiting;
            child.reason = WaitReason::retry;
            child.due_ms = now_ms + wait_after(report, wait, core_->clock->unix_seconds());
            return;
        }
        fail_link(group, child, lane, report.head, report.status);
    }
    follow.tries = 0;
    fetch_next(group, child);
}

void Conductor::end_follow_up(Group &group, Child &child)
{
    const FollowUp &follow = *child.follow_up;
    // One that may still be wanted stays: its pictures go by themselves after a day.
    if (!follow.operation.empty() && !follow.has_failed)
        removals_.push_back({follow.service, follow.operation, group.record->extra_fields});
    child.state = ChildState::ended;
    const Status nothing{StatusCode::no_image, "no picture came"};
    fail_outputs(
        group, open_mask(group, child), follow_up_failure(group, child, {}, nothing, child.billed));
    end_if_complete(group);
}

// ---- to a worker --------------------------------------------------------------------------------

Conductor::Admission Conductor::start_follow_up(Group &group, uint32_t index, int64_t now_ms)
{
    Child &child = group.children[index];
    FollowUp &follow = *child.follow_up;
    if (follow.next == JobKind::ask && now_ms >= follow.deadline_ms) {
        follow.has_failed = true;
        const Status late{
            StatusCode::timed_out,
            "The operation had not ended within " +
                std::to_string(group.record->clocks.total_ms / 1000) +
                " s (total clock). The service may still finish it, and may charge for it"};
        fail_outputs(
            group, open_mask(group, child),
            follow_up_failure(group, child, {}, late, Billed::maybe));
        end_follow_up(group, child);
        return Admission::ended;
    }
    Job job;
    job.kind = follow.next;
    job.origin = follow.service->route.origin;
    job.target = follow.operation;
    if (follow.next == JobKind::fetch) {
        if (!has_memory_for(group, child)) {
            wait_for(group, WaitReason::memory, now_ms);
            return Admission::blocked;
        }
        ResultUrl url;
        const ResultLink &link = follow.links.front();
        static_cast<void>(
            read_result_url(link.url, follow.service->route, url)); // it was read once
        job.origin = url.origin;
        job.target = url.target;
        job.facts = link.facts;
        job.edit = follow.edit;
    }
    const Admission known = find_addresses(group, child, job, now_ms);
    if (known != Admission::started)
        return known;
    Worker *worker = idle_worker();
    if (!worker)
        return Admission::blocked;
    hand_over(group, index, *worker, follow.service, std::move(job));
    return Admission::started;
}

// The job's addresses, `later` while they are looked up, `ended` when there is no way.
Conductor::Admission Conductor::find_addresses(Group &group, Child &child, Job &job, int64_t now_ms)
{
    const std::optional<Status> found = look_up(group, child, job, now_ms);
    if (!found)
        return Admission::later;
    JobReport failed;
    failed.status = *found;
    if (found->is_ok()) {
        const ServiceRoute &route = child.follow_up->service->route;
        const bool is_open =
            job.kind != JobKind::fetch ||
            std::all_of(job.addresses.begin(), job.addresses.end(), [&](const auto &a) {
                return may_connect(a, route);
            });
        if (is_open)
            return Admission::started;
        failed.status = {
            StatusCode::protocol_error,
            "the address leads into a private network or to this machine (" + job.origin.host +
                "), where a service's links are not followed"};
        child.follow_up->tries = kFetchTries;
    }
    if (job.kind == JobKind::fetch)
        settle_picture(group, child, failed, now_ms);
    else
        settle_question(group, child, failed, now_ms);
    return Admission::ended;
}

// ---- tidying up ---------------------------------------------------------------------------------

// One at a time, when nothing else wants the worker; how it ends is nobody's business.
void Conductor::start_removal(int64_t now_ms)
{
    if (core_->is_stopping.load() || core_->closing.load() == Closing::abort) {
        removals_.clear();
        if (removing_)
            removing_->interrupt(StatusCode::cancelled);
    }
    if (removing_ || removals_.empty() || running_ >= core_->settings.limits.max_in_flight)
        return;
    Removal &removal = removals_.front();
    Job job;
    job.kind = JobKind::remove;
    job.service = removal.service;
    job.origin = removal.service->route.origin;
    job.target = removal.target;
    job.extra_fields = removal.extra_fields;
    job.clocks = {10'000, 10'000, 10'000, 15'000};
    const NameAnswer *answer = resolver_.look_up(job.origin.host, now_ms);
    if (!answer)
        return;
    Worker *worker = answer->status.is_ok() ? idle_worker() : nullptr;
    if (worker) {
        job.addresses = answer->addresses;
        removing_ = worker;
        worker->assign(std::move(job));
    } else if (answer->status.is_ok()) {
        return;
    }
    removals_.pop_front();
}

} // namespace gesso::core
