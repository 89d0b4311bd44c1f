// SPDX-License-Identifier: MIT
// The C shell: long facts, log, stats.
#include "client/abi.h"
#include "client/error_advice.h"
#include "client/error_facts.h"

#include <string>

using namespace gesso::core;

namespace {

gesso_result stale_request()
{
    return refuse(GESSO_ERROR_STALE, "request: it was released, or never was");
}

gesso_opt_i64 optional(const std::optional<int64_t> &number)
{
    gesso_opt_i64 out{};
    out.set = number.has_value() ? 1 : 0;
    out.value = number.value_or(0);
    return out;
}

int32_t format_of(ImageFormat format)
{
    switch (format) {
    case ImageFormat::png:
        return GESSO_FORMAT_PNG;
    case ImageFormat::jpeg:
        return GESSO_FORMAT_JPEG;
    case ImageFormat::webp:
        return GESSO_FORMAT_WEBP;
    case ImageFormat::unknown:
        break;
    }
    return GESSO_FORMAT_UNKNOWN;
}

void write_facts(const RequestFacts &facts, gesso_request_info &info)
{
    info.result = facts.result;
    info.billed = static_cast<int32_t>(facts.billed);
    info.ok_count = facts.ok_count;
    info.failed_count = facts.failed_count;
    info.elapsed_ms = facts.elapsed_ms;
    info.message = facts.message.c_str();
    info.service_code = facts.service_code.c_str();
    info.service_param = facts.service_param.c_str();
    info.service_request_id = facts.service_request_id.c_str();
    info.input_tokens = optional(facts.usage.input_tokens);
    info.output_tokens = optional(facts.usage.output_tokens);
    info.total_tokens = optional(facts.usage.total_tokens);
}

// The service's word about an image, which it may have said before the image or behind it.
const char *said(const OutputFacts &facts, std::string ImageFacts::*member)
{
    const std::string &early = facts.said.*member;
    const bool is_later = early.empty() && facts.has_later.load(std::memory_order_acquire);
    return is_later ? (facts.said_later.*member).c_str() : early.c_str();
}

void write_output(const OutputFacts &facts, gesso_output_info &info)
{
    info.result = facts.result;
    info.billed = static_cast<int32_t>(facts.billed);
    info.format = format_of(facts.format);
    info.width = facts.width;
    info.height = facts.height;
    info.previews = facts.previews;
    info.saved_previews = static_cast<uint32_t>(facts.preview_paths.size());
    info.encoded_bytes = facts.encoded_bytes;
    info.message = facts.message.c_str();
    info.path = facts.path.c_str();
    info.revised_prompt = said(facts, &ImageFacts::revised_prompt);
    info.quality = said(facts, &ImageFacts::quality);
    info.size = said(facts, &ImageFacts::size);
    info.background = said(facts, &ImageFacts::background);
    info.url = facts.url.c_str();
    info.url_expires_unix = facts.url_expires_unix;
}

// What went wrong, when something did. An image that arrived but could not be saved has no
// failure of the service behind it.
gesso_result write_failure(
    gesso_result result, const std::string &message, const ErrorFacts *facts, gesso_error &error)
{
    if (result == GESSO_OK)
        return refuse(GESSO_ERROR_NOT_READY, "it did not fail");
    error.message = error.action = error.service_message = error.service_code = "";
    error.service_type = error.service_param = error.request_id = "";
    if (facts) {
        write_error(*facts, error);
        return GESSO_OK;
    }
    error.result = result;
    error.billed = GESSO_BILLED_YES;
    error.message = message.c_str();
    error.action = standing_advice(result);
    return GESSO_OK;
}

// The facts of an output that has ended; null, with `out_result` set, otherwise.
const OutputFacts *
find_output(const SlotTable::Pin &record, uint32_t output, gesso_result &out_result)
{
    out_result = GESSO_OK;
    if (!record) {
        out_result = stale_request();
    } else if (output >= record->count) {
        out_result = refuse(GESSO_ERROR_INVALID_ARGUMENT, "output: the request has no such output");
    } else if (!record->outputs[output].is_set.load(std::memory_order_acquire)) {
        out_result = refuse(GESSO_ERROR_NOT_READY, "output: it has not ended yet");
    }
    return out_result == GESSO_OK ? &record->outputs[output] : nullptr;
}

} // namespace

gesso_result
gesso_request_get_info(gesso_client *client, gesso_request_id request, gesso_request_info *out_info)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    ClientCore &core = *client->core;
    const SlotTable::Pin record = core.slots.find(request.value);
    if (!record)
        return stale_request();
    gesso_request_info info{};
    info.message = info.service_code = info.service_param = info.service_request_id = "";
    info.result = GESSO_ERROR_NOT_READY;
    info.phase = static_cast<int32_t>(core.board.phase(record->slot));
    info.elapsed_ms = static_cast<uint32_t>(core.clock->now_ms() - record->submitted_at_ms);
    if (core.board.has_ended(record->slot)) {
        write_facts(record->facts, info);
        info.phase = GESSO_PHASE_ENDED;
    }
    info.http_status = record->http_status.load(std::memory_order_relaxed);
    info.attempts = record->posts.load(std::memory_order_relaxed);
    info.count = record->count;
    return write_struct(info, out_info)
               ? GESSO_OK
               : refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_info: struct_size is not set");
}

gesso_result gesso_output_get_info(
    gesso_client *client, gesso_request_id request, uint32_t output, gesso_output_info *out_info)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    const SlotTable::Pin record = client->core->slots.find(request.value);
    gesso_result result = GESSO_OK;
    const OutputFacts *facts = find_output(record, output, result);
    if (!facts && result != GESSO_ERROR_NOT_READY)
        return result;
    gesso_output_info info{};
    info.message = info.path = info.revised_prompt = "";
    info.quality = info.size = info.background = info.url = "";
    info.result = GESSO_ERROR_NOT_READY;
    if (facts)
        write_output(*facts, info);
    return write_struct(info, out_info)
               ? GESSO_OK
               : refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_info: struct_size is not set");
}

gesso_result gesso_request_get_error(
    gesso_client *client, gesso_request_id request, int32_t output, gesso_error *out_error)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    const SlotTable::Pin record = client->core->slots.find(request.value);
    if (!record)
        return stale_request();
    gesso_error error{};
    error.output = output;
    gesso_result result = GESSO_OK;
    if (output != GESSO_ALL_OUTPUTS) {
        if (const OutputFacts *facts = find_output(record, static_cast<uint32_t>(output), result))
            result = write_failure(facts->result, facts->message, facts->error.get(), error);
    } else if (client->core->board.has_ended(record->slot)) {
        const RequestFacts &facts = record->facts;
        result = write_failure(facts.result, facts.message, facts.error.get(), error);
        error.billed = static_cast<int32_t>(facts.billed);
        error.request_id = facts.service_request_id.c_str();
    } else {
        result = refuse(GESSO_ERROR_NOT_READY, "request: it has not ended yet");
    }
    if (result != GESSO_OK)
        return result;
    return write_struct(error, out_error)
               ? GESSO_OK
               : refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_error: struct_size is not set");
}

gesso_result gesso_output_get_preview_path(
    gesso_client *client, gesso_request_id request, uint32_t output, uint32_t k,
    const char **out_path)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    if (!out_path)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_path is null");
    *out_path = "";
    const SlotTable::Pin record = client->core->slots.find(request.value);
    if (!record)
        return stale_request();
    if (output >= record->count)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "output: the request has no such output");
    if (!client->core->board.has_ended(record->slot))
        return GESSO_ERROR_NOT_READY;
    const auto &paths = record->outputs[output].preview_paths;
    if (k >= paths.size())
        return GESSO_EMPTY;
    *out_path = paths[k].c_str();
    return GESSO_OK;
}

gesso_result gesso_output_get_bytes(
    gesso_client *client, gesso_request_id request, uint32_t output, const uint8_t **out_data,
    size_t *out_size)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    if (!out_data || !out_size)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_data or out_size is null");
    const SlotTable::Pin record = client->core->slots.find(request.value);
    gesso_result result = GESSO_OK;
    const OutputFacts *facts = find_output(record, output, result);
    if (!facts)
        return result;
    if (!facts->rescued)
        return GESSO_ERROR_NOT_READY;
    const Bytes bytes = facts->rescued->bytes();
    *out_data = bytes.data();
    *out_size = bytes.size();
    return GESSO_OK;
}

gesso_result gesso_poll_log(gesso_client *client, gesso_log_record *out_record)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    LogRecord record;
    if (!out_record)
        return refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_record is null");
    if (!client->core->log.pop(record))
        return GESSO_EMPTY;
    static_assert(sizeof(out_record->text) == sizeof(record.text));
    out_record->level = static_cast<int32_t>(record.level);
    out_record->lost = record.lost;
    out_record->unix_ms = record.unix_ms;
    std::memcpy(out_record->text, record.text.data(), record.text.size());
    return GESSO_OK;
}

gesso_result gesso_get_stats(gesso_client *client, gesso_stats *out_stats)
{
    if (const gesso_result result = check_client(client); result != GESSO_OK)
        return result;
    const ClientCore &core = *client->core;
    gesso_stats stats{};
    stats.queued = core.queued.load(std::memory_order_relaxed);
    stats.in_flight = core.in_flight.load(std::memory_order_relaxed);
    stats.detached = core.detached.load(std::memory_order_relaxed);
    stats.requests = core.slots.live();
    stats.images = core.images.live_images();
    stats.image_bytes = core.images.live_bytes();
    stats.rescue_bytes = core.rescue.limit() - core.rescue.left();
    stats.posts = core.posts.load(std::memory_order_relaxed);
    stats.retries = core.retries.load(std::memory_order_relaxed);
    return write_struct(stats, out_stats)
               ? GESSO_OK
               : refuse(GESSO_ERROR_INVALID_ARGUMENT, "out_stats: struct_size is not set");
}
