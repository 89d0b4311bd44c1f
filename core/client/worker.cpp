// SPDX-License-Identifier: MIT
#include "client/worker.h"

#include "client/reply_pipeline.h"
#include "client/scrub.h"
#include "platform/tcp_line.h"
#include "service/credential.h"

#include <algorithm>
#include <new>
#include <utility>

namespace gesso::core {
namespace {

GenerationAsk ask_of(const Job &job)
{
    GenerationAsk ask = job.record->ask;
    ask.n = job.share.lane_count;
    ask.wants_stream = job.is_streamed;
    return ask;
}

void add_fields(const ClientCore &core, const RequestRecord &record, HttpRequest &request)
{
    request.fields.push_back({"User-Agent", user_agent(core), false});
    request.fields.insert(
        request.fields.end(), record.extra_fields.begin(), record.extra_fields.end());
}

// A host with several addresses: the next one is worth trying only while nothing has been sent.
bool is_next_address_worth_trying(const ExchangeReport &report)
{
    return report.status.code == StatusCode::connect_failed && !report.is_body_started;
}

} // namespace

std::string user_agent(const ClientCore &core)
{
    std::string agent = core.settings.user_agent;
    if (!agent.empty())
        agent += ' ';
    return agent + "gesso/0.1";
}

Worker::Worker(std::shared_ptr<ClientCore> core, std::shared_ptr<ReportBox> reports)
    : core_(std::move(core)), reports_(std::move(reports))
{}

void Worker::assign(Job job)
{
    {
        const std::lock_guard lock(mutex_);
        interrupted_ = StatusCode::ok;
        next_ = std::move(job);
        is_idle_.store(false, std::memory_order_release);
    }
    assigned_.notify_one();
}

void Worker::interrupt(StatusCode why)
{
    const std::lock_guard lock(mutex_);
    interrupted_ = why;
    if (current_)
        current_->interrupt(why);
}

void Worker::inspect(int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    if (current_)
        current_->inspect(now_ms);
}

void Worker::stop()
{
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    assigned_.notify_one();
}

std::optional<Job> Worker::wait_for_job()
{
    std::unique_lock lock(mutex_);
    assigned_.wait(lock, [this] { return next_.has_value() || is_stopping_; });
    return std::exchange(next_, std::nullopt);
}

void Worker::run()
{
    while (std::optional<Job> job = wait_for_job()) {
        JobReport report;
        report.kind = job->kind;
        report.record = job->record;
        report.service = job->service;
        report.child = job->child;
        try {
            run_job(*job, report);
        } catch (const std::bad_alloc &) {
            report.status = {StatusCode::out_of_memory, "this machine has no memory left"};
        }
        report.edit = job->edit;
        job.reset();
        // Idle before the report: the conductor may hand over the next job at once.
        is_idle_.store(true, std::memory_order_release);
        reports_->put(std::move(report));
    }
}

void Worker::run_job(Job &job, JobReport &report)
{
    job.kind == JobKind::post ? run_post(job, report) : run_follow_up(job, report);
}

void Worker::run_post(Job &job, JobReport &report)
{
    HttpRequest request;
    report.status = build(job, request);
    if (!report.status.is_ok())
        return;
    add_fields(*core_, *job.record, request);
    Exchange *exchange = exchange_for(job, report.status);
    if (exchange) {
        ReplyPipeline pipeline(*core_, job, report);
        pipeline.conclude(send(job, request, *exchange, pipeline));
    }
    scrub(report, request.fields);
    wipe_secrets(request.fields);
}

Status Worker::build(Job &job, HttpRequest &out_request)
{
    const ServiceRoute &route = job.service->route;
    const GenerationAsk ask = ask_of(job);
    if (!job.record->edit)
        return build_generation(ask, route, out_request);
    EditRequest &edit = *job.record->edit;
    Status status;
    const auto is_stopped = [this] {
        return interrupted() != StatusCode::ok || core_->is_stopping.load();
    };
    job.edit = edit.prepare(*core_, job.record->slot, ask, route, is_stopped, status);
    if (!job.edit)
        return status;
    // Now that the pictures are known: their formats, sizes and bytes.
    const EditAsk sent = job.edit->ask(edit.wish, ask);
    if (Status checked = validate_edit(sent, route); !checked.is_ok())
        return {StatusCode::refused, std::move(checked.message)};
    return build_edit(sent, route, out_request);
}

Exchange *Worker::exchange_for(const Job &job, Status &out_status)
{
    const TlsSettings &tls = job.service->tls;
    const auto known = std::find_if(lines_.begin(), lines_.end(), [&](const Line &line) {
        return line.origin == job.origin && line.ca_file == tls.ca_file;
    });
    if (known != lines_.end())
        return known->exchange.get();
    auto exchange = make_http_exchange(job.origin, tls, *core_->clock, make_tcp_line(), out_status);
    if (!exchange)
        return nullptr;
    if (lines_.size() == kMaxLines)
        lines_.erase(lines_.begin());
    lines_.push_back({job.origin, tls.ca_file, std::move(exchange)});
    return lines_.back().exchange.get();
}

void Worker::set_current(Exchange *exchange)
{
    const std::lock_guard lock(mutex_);
    current_ = exchange;
    // An interrupt that came before there was anything to interrupt still counts.
    if (exchange && interrupted_ != StatusCode::ok)
        exchange->interrupt(interrupted_);
}

ExchangeReport
Worker::send(const Job &job, const HttpRequest &request, Exchange &exchange, ResponseSink &sink)
{
    const Limits &limits = core_->settings.limits;
    ExchangeAttempt attempt;
    attempt.request = &request;
    attempt.clocks = job.clocks;
    attempt.header_bytes = limits.header_bytes;
    attempt.response_bytes = limits.response_bytes;
    ExchangeReport report;
    report.status = {StatusCode::name_not_resolved, "the service's name has no address"};
    for (const std::string &address : job.addresses) {
        attempt.address = address;
        set_current(&exchange);
        if (const StatusCode why = interrupted(); why != StatusCode::ok) {
            report.status = {why, "cancelled by the host"};
            break;
        }
        report = exchange.run(attempt, sink);
        if (!is_next_address_worth_trying(report))
            break;
    }
    set_current(nullptr);
    return report;
}

StatusCode Worker::interrupted()
{
    const std::lock_guard lock(mutex_);
    return interrupted_;
}

} // namespace gesso::core
