// SPDX-License-Identifier: MIT
// From a worker's report to the end of a request: retries, failures, the terminal event.
#include "client/conductor.h"
#include "client/request_facts.h"
#include "client/result_map.h"
#include "platform/random.h"
#include "transport/retry_policy.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

AttemptOutcome outcome_of(const JobReport &report)
{
    AttemptOutcome outcome;
    outcome.status = report.status;
    outcome.head = report.head.status != 0 ? &report.head : nullptr;
    outcome.is_body_started = report.exchange.is_body_started;
    outcome.is_body_sent = report.exchange.is_body_sent;
    outcome.body_sent_at_ms = report.exchange.body_sent_at_ms;
    outcome.answered_at_ms = report.answered_at_ms;
    const StatusCode line = report.exchange.status.code;
    const bool is_whole = line == StatusCode::ok || line == StatusCode::finished;
    outcome.has_envelope = report.error.is_envelope && is_whole;
    outcome.is_billing = report.error.is_billing;
    outcome.is_content_filter = report.error.is_content_filter;
    outcome.has_image_bytes = report.has_image_bytes;
    outcome.said_wait_s = said_wait_seconds(report.error.message);
    return outcome;
}

// The request's failure is that of the output which has its result.
void note_cause(RequestRecord &record, gesso_result result)
{
    const OutputFacts *output = first_output(record, result);
    if (!output)
        return;
    record.facts.message = output->message;
    record.facts.error = output->error;
    if (!output->error)
        return; // an image that arrived but could not be saved
    record.facts.service_code = output->error->cause.error.code;
    record.facts.service_param = output->error->cause.error.param;
    if (!output->error->cause.request_id.empty())
        record.facts.service_request_id = output->error->cause.request_id;
}

bool is_short_of_memory(const JobReport &report)
{
    const EditRequest *edit = report.record->edit.get();
    return edit && report.status.code == StatusCode::limit_exceeded &&
           !report.exchange.is_body_started && report.head.status == 0 &&
           edit->is_short_of_memory();
}

} // namespace

uint32_t Conductor::open_mask(const Group &group, const Child &child) const
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < child.share.lane_count; ++i) {
        if (group.fan_out.is_open(child.share.first_lane + i))
            mask |= 1u << (child.share.first_lane + i);
    }
    return mask;
}

void Conductor::take_reports(int64_t now_ms)
{
    for (JobReport &report : reports_->take_all())
        settle(report, now_ms);
}

void Conductor::settle(JobReport &report, int64_t now_ms)
{
    if (report.kind == JobKind::remove) {
        removing_ = nullptr;
        return;
    }
    Group &group = groups_.at(report.record->slot);
    Child &child = group.children[report.child];
    child.is_detached ? --detached_ : --running_;
    child.is_detached = false;
    child.worker = nullptr;
    child.state = ChildState::ended;
    if (report.kind == JobKind::post)
        tell_pace(group, child, report, now_ms);

    if (is_short_of_memory(report)) {
        wait_for_memory(group, report.child);
        return;
    }
    if (report.kind == JobKind::ask)
        return settle_question(group, child, report, now_ms);
    if (report.kind == JobKind::fetch)
        return settle_picture(group, child, report, now_ms);
    note_arrivals(group, report);
    const uint32_t open = open_mask(group, child);
    if (open != 0 && !follow_up(group, child, report, now_ms) &&
        !retry(group, child, report, now_ms)) {
        note_failures(group, child, report);
        const Status status =
            report.status.is_ok()
                ? Status{StatusCode::no_image, "the service sent fewer images than were asked for"}
                : report.status;
        fail_outputs(group, open_mask(group, child), failure_of(report, status, child.billed));
    }
    end_if_complete(group);
}

// Nothing was sent: it takes its place at the front again until there is room.
void Conductor::wait_for_memory(Group &group, uint32_t index)
{
    Child &child = group.children[index];
    child.state = ChildState::queued;
    --child.attempt;
    group.expected_bytes = group.record->edit->expected_bytes();
    take_place(group, index);
}

void Conductor::note_arrivals(Group &group, const JobReport &report)
{
    RequestRecord &record = *group.record;
    for (uint32_t lane = 0; lane < record.count; ++lane) {
        if ((report.arrived_mask & (1u << lane)) != 0)
            group.fan_out.note_ok(lane, record.outputs[lane].result);
    }
    if (report.has_usage) {
        add_usage(record.facts.usage, report.usage);
        record.facts.has_usage = true;
    }
    if (std::string id = request_id_of(report.head); !id.empty())
        record.facts.service_request_id = std::move(id);
}

bool Conductor::retry(Group &group, Child &child, const JobReport &report, int64_t now_ms)
{
    const RequestRecord &record = *group.record;
    const Known *known = find_service(record.service);
    AttemptOutcome outcome = outcome_of(report);
    outcome.attempt = child.retries;
    if (known) {
        const bool is_limit = report.head.status == 429;
        outcome.is_first_limit = known->pace.is_first_limit(child.pass);
        outcome.failures_in_a_row =
            is_limit ? known->pace.limits_in_a_row() : known->pace.failures_in_a_row();
    }
    const RetryDecision decision = decide_retry(
        outcome, {record.max_retries, record.is_maybe_billed_retried}, core_->clock->unix_seconds(),
        random_unit());
    child.billed = std::max(child.billed, decision.billed);
    const bool is_unwanted = core_->is_stopping.load() || core_->closing.load() == Closing::abort ||
                             report.status.code == StatusCode::cancelled;
    if (is_unwanted || !known)
        return false;
    take_hold(group, child, report, decision, now_ms);
    if (!decision.is_retry)
        return false;
    if (!decision.is_free)
        ++child.retries;
    core_->retries.fetch_add(1, std::memory_order_relaxed);
    core_->log.write(
        LogLevel::warning, "sent again in " + std::to_string(decision.wait_ms) + " ms (" +
                               decision.reason + "): " + report.status.message);
    if (decision.trouble != Trouble::none) {
        take_place(group, static_cast<uint32_t>(&child - group.children.data()));
        return true;
    }
    child.state = ChildState::waiting;
    child.due_ms = now_ms + decision.wait_ms;
    child.reason = decision.is_told ? WaitReason::rate_limit : WaitReason::retry;
    return true;
}

Failure Conductor::failure_of(const JobReport &report, Status status, Billed billed) const
{
    Failure failure;
    failure.status = std::move(status);
    failure.http_status = report.head.status;
    failure.error = report.error;
    failure.billed = billed;
    failure.retry_after_ms =
        told_wait_ms(report.head, report.error.message, core_->clock->unix_seconds());
    failure.request_id = request_id_of(report.head);
    return failure;
}

void Conductor::note_failures(Group &group, const Child &child, const JobReport &report)
{
    for (const OutputFailure &output : report.failures) {
        const uint32_t bit = 1u << output.lane;
        Failure failure = failure_of(report, output.status, Billed::yes);
        failure.error = output.error;
        fail_outputs(group, open_mask(group, child) & bit, std::move(failure));
    }
}

void Conductor::fail_child(Group &group, Child &child, const Status &status)
{
    child.state = ChildState::ended;
    fail_outputs(group, open_mask(group, child), {status, 0, {}, child.billed, 0, {}});
    end_if_complete(group);
}

void Conductor::fail_outputs(Group &group, uint32_t mask, Failure failure)
{
    RequestRecord &record = *group.record;
    if (mask == 0)
        return;
    const Known *known = find_service(record.service);
    bool is_rescued = false;
    for (uint32_t lane = 0; lane < record.count; ++lane)
        is_rescued = is_rescued || ((mask & (1u << lane)) != 0 && record.outputs[lane].rescued);
    const auto error = std::make_shared<const ErrorFacts>(
        std::move(failure), known ? &known->service->route : nullptr, is_rescued);
    const Failure &cause = error->cause;
    for (uint32_t lane = 0; lane < record.count; ++lane) {
        if ((mask & (1u << lane)) == 0 ||
            !group.fan_out.note_failed(lane, error->result, cause.billed))
            continue;
        OutputFacts &facts = record.outputs[lane];
        facts.code = cause.status.code;
        facts.result = error->result;
        facts.billed = cause.billed;
        facts.message = cause.status.message;
        facts.error = error;
        facts.is_set.store(true, std::memory_order_release);
        if (record.count > 1)
            core_->board.fail_output(
                record.slot, lane, static_cast<int16_t>(error->result),
                static_cast<uint8_t>(cause.billed));
    }
}

void Conductor::end_if_complete(Group &group)
{
    const bool is_busy =
        std::any_of(group.children.begin(), group.children.end(), [](const Child &child) {
            return child.state == ChildState::running;
        });
    if (group.is_ended || is_busy || !group.fan_out.has_ended())
        return;
    RequestRecord &record = *group.record;
    if (record.edit)
        record.edit->finish(*core_, record.slot); // before the end is told
    const auto http_status = static_cast<uint16_t>(record.http_status.load());
    const RequestEnd end = group.fan_out.end(http_status);
    record.facts.result = end.result;
    record.facts.billed = static_cast<Billed>(end.billed);
    record.facts.ok_count = end.ok_count;
    record.facts.failed_count = end.failed_count;
    const int64_t elapsed = core_->clock->now_ms() - record.submitted_at_ms;
    record.facts.elapsed_ms = static_cast<uint32_t>(std::max<int64_t>(elapsed, 0));
    if (end.result != GESSO_OK)
        note_cause(record, end.result);

    core_->log.write(
        end.failed_count > 0 ? LogLevel::warning : LogLevel::info,
        "request ended: " + std::to_string(end.ok_count) + " image(s), " +
            std::to_string(end.failed_count) + " failed, billed " + to_string(record.facts.billed) +
            (record.facts.message.empty() ? "" : ": " + record.facts.message));
    core_->board.end(record.slot, end);
    group.is_ended = true;
}

} // namespace gesso::core
