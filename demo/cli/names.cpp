// SPDX-License-Identifier: MIT
#include "names.h"

#include <iterator>
#include <span>

namespace gesso_cli {

namespace {

struct Name {
    int32_t number;
    const char *word;
};

const char *find(std::span<const Name> names, int32_t number)
{
    for (const Name &name : names) {
        if (name.number == number) {
            return name.word;
        }
    }
    return "unknown";
}

constexpr Name kResults[] = {
    {GESSO_OK, "ok"},
    {GESSO_ERROR_INVALID_ARGUMENT, "invalid_argument"},
    {GESSO_ERROR_STALE, "stale"},
    {GESSO_ERROR_QUEUE_FULL, "queue_full"},
    {GESSO_ERROR_CLOSED, "closed"},
    {GESSO_ERROR_FORKED, "forked"},
    {GESSO_ERROR_UNSUPPORTED, "unsupported"},
    {GESSO_ERROR_NOT_READY, "not_ready"},
    {GESSO_ERROR_OUT_OF_MEMORY, "out_of_memory"},
    {GESSO_ERROR_RESOURCE, "resource"},
    {GESSO_ERROR_SAVE, "save"},
    {GESSO_ERROR_LIMIT, "limit"},
    {GESSO_ERROR_DNS, "dns"},
    {GESSO_ERROR_CONNECT, "connect"},
    {GESSO_ERROR_TLS, "tls"},
    {GESSO_ERROR_TIMEOUT, "timeout"},
    {GESSO_ERROR_DISCONNECTED, "disconnected"},
    {GESSO_ERROR_AUTH, "auth"},
    {GESSO_ERROR_NOT_FOUND, "not_found"},
    {GESSO_ERROR_BAD_REQUEST, "bad_request"},
    {GESSO_ERROR_REFUSED, "refused"},
    {GESSO_ERROR_RATE_LIMITED, "rate_limited"},
    {GESSO_ERROR_BILLING, "billing"},
    {GESSO_ERROR_SERVICE, "service"},
    {GESSO_ERROR_REDIRECT, "redirect"},
    {GESSO_ERROR_PROTOCOL, "protocol"},
    {GESSO_ERROR_INCOMPLETE, "incomplete"},
    {GESSO_ERROR_NO_IMAGE, "no_image"},
    {GESSO_ERROR_DECODE, "decode"},
    {GESSO_ERROR_CANCELLED, "cancelled"},
};

constexpr Name kEvents[] = {
    {GESSO_EVENT_QUEUED, "queued"},
    {GESSO_EVENT_PHASE, "phase"},
    {GESSO_EVENT_WAITING, "waiting"},
    {GESSO_EVENT_ROWS, "rows"},
    {GESSO_EVENT_PREVIEW, "preview"},
    {GESSO_EVENT_IMAGE, "image"},
    {GESSO_EVENT_DROPPED, "dropped"},
    {GESSO_EVENT_IMAGE_FAILED, "image_failed"},
    {GESSO_EVENT_INPUTS_RELEASED, "inputs_released"},
    {GESSO_EVENT_FINISHED, "finished"},
    {GESSO_EVENT_FAILED, "failed"},
    {GESSO_EVENT_CLOSED, "closed"},
    {GESSO_EVENT_JOB, "job"},
};

constexpr Name kPhases[] = {
    {GESSO_PHASE_QUEUED, "queued"},       {GESSO_PHASE_CONNECTING, "connecting"},
    {GESSO_PHASE_SENDING, "sending"},     {GESSO_PHASE_GENERATING, "generating"},
    {GESSO_PHASE_RECEIVING, "receiving"}, {GESSO_PHASE_ENDED, "ended"},
};

constexpr Name kWaits[] = {
    {GESSO_WAIT_NONE, "none"},
    {GESSO_WAIT_RATE_LIMIT, "rate_limit"},
    {GESSO_WAIT_RETRY, "retry"},
    {GESSO_WAIT_MEMORY, "memory"},
    {GESSO_WAIT_PACING, "pacing"},
    {GESSO_WAIT_BUDGET, "budget"},
    {GESSO_WAIT_CONNECTION, "connection"},
};

constexpr Name kWaitTexts[] = {
    {GESSO_WAIT_RATE_LIMIT, "the service's rate limit"},
    {GESSO_WAIT_RETRY, "before another attempt"},
    {GESSO_WAIT_MEMORY, "memory"},
    {GESSO_WAIT_PACING, "the deployment's pace"},
    {GESSO_WAIT_BUDGET, "the spending cap"},
    {GESSO_WAIT_CONNECTION, "a connection"},
};

constexpr Name kBilled[] = {
    {GESSO_BILLED_NO, "no"}, {GESSO_BILLED_MAYBE, "maybe"}, {GESSO_BILLED_YES, "yes"}};

constexpr Name kFilterStages[] = {
    {GESSO_FILTER_STAGE_INPUT, "input"}, {GESSO_FILTER_STAGE_OUTPUT, "output"}};

constexpr Name kFormats[] = {
    {GESSO_FORMAT_PNG, "png"}, {GESSO_FORMAT_JPEG, "jpeg"}, {GESSO_FORMAT_WEBP, "webp"}};

} // namespace

const char *result_name(gesso_result result)
{
    return find(kResults, result);
}

const char *event_name(int32_t type)
{
    return find(kEvents, type);
}

const char *phase_name(int32_t phase)
{
    return find(kPhases, phase);
}

const char *wait_name(int32_t reason)
{
    return find(kWaits, reason);
}

const char *wait_text(int32_t reason)
{
    return find(kWaitTexts, reason);
}

const char *billed_name(int32_t billed)
{
    return find(kBilled, billed);
}

const char *filter_stage_name(int32_t stage)
{
    return find(kFilterStages, stage);
}

const char *format_name(int32_t format)
{
    return find(kFormats, format);
}

} // namespace gesso_cli
