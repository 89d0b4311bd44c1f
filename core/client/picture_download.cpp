// SPDX-License-Identifier: MIT
#include "client/picture_download.h"

#include "base/text.h"

#include <algorithm>
#include <string>

namespace gesso::core {
namespace {

Status check_head(const ResponseHead &head)
{
    if (head.status >= 300 && head.status <= 399)
        return {StatusCode::redirected, "its address leads elsewhere, which is not followed"};
    if (head.status != 200)
        return {
            StatusCode::service_failed,
            "its address answered " + std::to_string(head.status) +
                (head.status == 403 || head.status == 404 ? " (expired, or already gone)" : "")};
    const std::string *encoding = head.find("Content-Encoding");
    if (encoding && !trim_ascii(*encoding).empty() &&
        !equals_ignoring_case(trim_ascii(*encoding), "identity"))
        return {StatusCode::protocol_error, "it came compressed, which was not asked for"};
    const std::string *type = head.find("Content-Type");
    if (type && to_lower_ascii(trim_ascii(*type)).starts_with("text/html"))
        return {
            StatusCode::protocol_error,
            "a web page came instead; a proxy or a login page may stand in between"};
    return {};
}

} // namespace

PictureDownload::PictureDownload(ClientCore &core, Job &job, JobReport &report)
    : core_(core), job_(job), report_(report), writer_(core, job, job.facts.output)
{}

void PictureDownload::on_phase(LinePhase)
{
    RequestRecord &record = *job_.record;
    const std::lock_guard lock(record.phase_mutex);
    record.phases[job_.child] = Phase::receiving;
    core_.board.set_phase(record.slot, Phase::receiving, job_.attempt);
}

Status PictureDownload::on_head(const ResponseHead &head)
{
    report_.head = head;
    report_.answered_at_ms = core_.clock->now_ms();
    job_.record->http_status.store(head.status, std::memory_order_relaxed);
    GESSO_RETURN_IF_FAILED(check_head(head));
    writer_.begin(PassKind::final);
    return {};
}

Status PictureDownload::on_body(Bytes bytes)
{
    report_.has_image_bytes = true;
    writer_.append(bytes);
    return {};
}

void PictureDownload::conclude(const ExchangeReport &exchange)
{
    report_.exchange = exchange;
    report_.status = exchange.status;
    const bool is_whole = exchange.status.is_ok() && report_.has_image_bytes;
    if (is_whole)
        writer_.end(job_.facts, true);
    else
        writer_.abandon();
    if (writer_.has_arrived())
        report_.arrived_mask |= 1u << writer_.lane();
    else if (!writer_.failure().is_ok())
        report_.failures.push_back({writer_.lane(), writer_.failure(), {}});
    else if (exchange.status.is_ok())
        report_.status = {StatusCode::no_image, "nothing came"};
}

} // namespace gesso::core
