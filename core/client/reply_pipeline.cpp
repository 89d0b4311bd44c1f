// SPDX-License-Identifier: MIT
#include "client/reply_pipeline.h"

#include "client/request_facts.h"
#include "stream/service_error.h"

#include <algorithm>
#include <string>

namespace gesso::core {
namespace {

Phase phase_of(LinePhase phase)
{
    switch (phase) {
    case LinePhase::idle:
    case LinePhase::connecting:
        return Phase::connecting;
    case LinePhase::sending:
        return Phase::sending;
    case LinePhase::waiting:
        return Phase::generating;
    case LinePhase::receiving:
    case LinePhase::done:
        return Phase::receiving;
    }
    return Phase::connecting;
}

} // namespace

ReplyPipeline::ReplyPipeline(ClientCore &core, Job &job, JobReport &report)
    : core_(core), job_(job), report_(report),
      reader_(core.settings.limits, job.share.lane_count, *this)
{
    writers_.resize(job.share.lane_count);
}

void ReplyPipeline::on_phase(LinePhase phase)
{
    RequestRecord &record = *job_.record;
    if (phase == LinePhase::sending) {
        record.posts.fetch_add(1, std::memory_order_relaxed);
        core_.posts.fetch_add(1, std::memory_order_relaxed);
        job_.signs->is_reached.store(true, std::memory_order_relaxed);
    }
    if (phase == LinePhase::waiting)
        job_.signs->is_sent.store(true, std::memory_order_relaxed);
    // The submission of an operation is answered at once, and then the service begins.
    const bool is_early = phase == LinePhase::receiving || phase == LinePhase::done;
    const Phase told = job_.service->route.form == EndpointForm::azure_async && is_early
                           ? Phase::generating
                           : phase_of(phase);
    // The lock keeps two workers from telling the host an older maximum after a newer one.
    const std::lock_guard lock(record.phase_mutex);
    record.phases[job_.child] = told;
    const Phase furthest = *std::max_element(record.phases.begin(), record.phases.end());
    core_.board.set_phase(record.slot, furthest, job_.attempt);
}

Status ReplyPipeline::on_head(const ResponseHead &head)
{
    report_.head = head;
    report_.answered_at_ms = core_.clock->now_ms();
    job_.record->http_status.store(head.status, std::memory_order_relaxed);
    job_.signs->http_status.store(head.status, std::memory_order_relaxed);
    if (job_.service->route.form == EndpointForm::azure_async && head.status / 100 == 2)
        return operation_.emplace(core_.settings.limits).begin(head);
    return reader_.begin(head);
}

Status ReplyPipeline::on_body(Bytes bytes)
{
    return operation_ ? operation_->feed(bytes) : reader_.feed(bytes);
}

OutputWriter *ReplyPipeline::writer_for(uint32_t output)
{
    if (output >= writers_.size())
        return nullptr; // more images than were asked for
    const uint32_t lane = job_.share.first_lane + output;
    if ((job_.open_mask & (1u << lane)) == 0)
        return nullptr; // ended in an earlier attempt
    if (!writers_[output])
        writers_[output] = std::make_unique<OutputWriter>(core_, job_, lane);
    return writers_[output].get();
}

Status ReplyPipeline::on_image_begin(const ImageStart &start)
{
    current_ = writer_for(start.output);
    if (current_)
        current_->begin(start.kind);
    return {};
}

Status ReplyPipeline::on_image_bytes(Bytes encoded)
{
    report_.has_image_bytes = true;
    if (current_)
        current_->append(encoded);
    return {};
}

Status ReplyPipeline::on_damaged_text(Bytes text)
{
    if (current_)
        current_->append_damaged(text);
    return {};
}

Status ReplyPipeline::on_image_end(const ImageFacts &facts, bool keep)
{
    if (current_) {
        current_->end(facts, keep);
        note_output_end(*current_);
    }
    current_ = nullptr;
    return {};
}

void ReplyPipeline::note_output_end(const OutputWriter &writer)
{
    if (writer.has_arrived())
        report_.arrived_mask |= 1u << writer.lane();
    else if (!writer.failure().is_ok())
        report_.failures.push_back({writer.lane(), writer.failure(), {}});
}

Status ReplyPipeline::on_usage(const Usage &usage)
{
    report_.usage = usage;
    report_.has_usage = true;
    return {};
}

Status ReplyPipeline::on_document_facts(const ImageFacts &facts)
{
    for (const auto &writer : writers_) {
        if (writer)
            writer->add_facts(facts);
    }
    for (ResultLink &link : report_.links)
        fill_gaps(link.facts, facts);
    return {};
}

Status ReplyPipeline::on_service_error(const ServiceError &error, std::optional<uint32_t> output)
{
    if (!output) {
        report_.error = error;
        return {};
    }
    if (*output < writers_.size())
        report_.failures.push_back(
            {job_.share.first_lane + *output,
             {StatusCode::service_failed, describe("the service reported an error", error)},
             error});
    return {};
}

Status ReplyPipeline::on_result_url(uint32_t output, std::string_view url, const ImageFacts &facts)
{
    if (output >= writers_.size())
        return {};
    report_.links.push_back({job_.share.first_lane + output, std::string(url), 0, facts});
    return {};
}

void ReplyPipeline::conclude(const ExchangeReport &exchange)
{
    report_.exchange = exchange;
    if (operation_) {
        report_.status = operation_->finish(exchange.status, report_.operation);
        return;
    }
    // Also after a broken line: what arrived may be whole, or may say why it broke.
    const Status document = has_head() ? reader_.finish() : exchange.status;
    for (const auto &writer : writers_) {
        if (writer)
            writer->abandon();
    }
    report_.status = verdict(exchange, document);
}

Status ReplyPipeline::verdict(const ExchangeReport &exchange, const Status &document) const
{
    const bool is_line_fine =
        exchange.status.is_ok() || exchange.status.code == StatusCode::finished;
    if (reader_.is_complete())
        return {};
    if (document.code == StatusCode::refused || document.code == StatusCode::redirected ||
        document.code == StatusCode::service_failed)
        return document; // the service's own reason explains more than the line's end
    if (!is_line_fine)
        return exchange.status;
    return document.is_ok() ? Status{StatusCode::no_image, "the reply held no image"} : document;
}

} // namespace gesso::core
