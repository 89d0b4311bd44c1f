// SPDX-License-Identifier: MIT
// What a worker does after a POST: ask for an operation, fetch a picture, tidy up.
#include "client/operation_sink.h"
#include "client/picture_download.h"
#include "client/scrub.h"
#include "client/worker.h"
#include "service/credential.h"

#include <utility>

namespace gesso::core {
namespace {

// The reply to a question about an operation, or to its removal.
class OperationAnswer final : public ResponseSink {
public:
    OperationAnswer(ClientCore &core, const Job &job, JobReport &report)
        : core_(core), job_(job), report_(report), sink_(core.settings.limits)
    {}

    void on_phase(LinePhase) override
    {
        if (!job_.record)
            return;
        const std::lock_guard lock(job_.record->phase_mutex);
        job_.record->phases[job_.child] = Phase::generating;
    }
    Status on_head(const ResponseHead &head) override
    {
        report_.head = head;
        report_.answered_at_ms = core_.clock->now_ms();
        if (job_.record)
            job_.record->http_status.store(head.status, std::memory_order_relaxed);
        return sink_.begin(head);
    }
    Status on_body(Bytes bytes) override { return sink_.feed(bytes); }

    void conclude(const ExchangeReport &exchange)
    {
        report_.exchange = exchange;
        report_.status = sink_.finish(exchange.status, report_.operation);
        report_.error = sink_.error();
    }

private:
    ClientCore &core_;
    const Job &job_;
    JobReport &report_;
    OperationSink sink_;
};

// A picture's address knows no key: nothing of the service's or the request's goes there.
HttpRequest request_of(const ClientCore &core, const Job &job)
{
    HttpRequest request;
    request.origin = job.origin;
    request.method = job.kind == JobKind::remove ? "DELETE" : "GET";
    request.target = job.target;
    if (job.kind == JobKind::fetch)
        return request;
    request.fields = job.service->route.fields;
    request.fields.push_back({"Accept", "application/json", false});
    request.fields.push_back({"User-Agent", user_agent(core), false});
    const std::vector<HttpField> &extra = job.record ? job.record->extra_fields : job.extra_fields;
    request.fields.insert(request.fields.end(), extra.begin(), extra.end());
    return request;
}

} // namespace

void Worker::run_follow_up(Job &job, JobReport &report)
{
    HttpRequest request = request_of(*core_, job);
    if (Exchange *exchange = exchange_for(job, report.status)) {
        if (job.kind == JobKind::fetch) {
            PictureDownload download(*core_, job, report);
            download.conclude(send(job, request, *exchange, download));
        } else {
            OperationAnswer answer(*core_, job, report);
            answer.conclude(send(job, request, *exchange, answer));
        }
    }
    scrub(report, request.fields);
    wipe_secrets(request.fields);
}

} // namespace gesso::core
