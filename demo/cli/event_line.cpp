// SPDX-License-Identifier: MIT
#include "event_line.h"

#include "json_line.h"
#include "names.h"

namespace gesso_cli {

namespace {

void write_image(JsonLine &line, const gesso_event &event, const std::string &path)
{
    const auto &image = event.as.image;
    line.field("image", std::to_string(image.image.value)) // 64 bits are too many for a JSON number
        .field("width", image.width)
        .field("height", image.height);
    switch (event.type) {
    case GESSO_EVENT_ROWS:
        line.field("y0", image.y0).field("y1", image.y1);
        break;
    case GESSO_EVENT_PREVIEW:
        line.field("preview_index", image.preview_index);
        break;
    case GESSO_EVENT_IMAGE:
        line.field("path", path);
        break;
    case GESSO_EVENT_DROPPED:
        line.field("restore", std::to_string(image.restore.value));
        break;
    default:
        break;
    }
}

void write_output(JsonLine &line, const OutputFacts &output, size_t index)
{
    line.begin_object()
        .field("output", static_cast<int64_t>(index))
        .field("result", result_name(output.result))
        .field("billed", billed_name(output.billed))
        .field("format", format_name(output.format))
        .field("width", output.width)
        .field("height", output.height)
        .field("previews", output.previews)
        .field("encoded_bytes", static_cast<int64_t>(output.encoded_bytes))
        .field("message", output.message)
        .field("path", output.path)
        .field("original_path", output.original_path)
        .key("preview_paths")
        .begin_array();
    for (const std::string &path : output.preview_paths) {
        line.text(path);
    }
    line.end_array();
    if (!output.rescue_path.empty()) {
        line.field("rescue_path", output.rescue_path);
    }
    line.field("revised_prompt", output.revised_prompt)
        .field("quality", output.quality)
        .field("size", output.size)
        .field("background", output.background)
        .field("url", output.url)
        .field("url_expires_unix", output.url_expires_unix)
        .end_object();
}

void write_error(JsonLine &line, const ErrorFacts &error)
{
    line.key("error").begin_object();
    line.field("result", result_name(error.result))
        .field("http_status", error.http_status)
        .field("billed", billed_name(error.billed))
        .field("retry_after_ms", error.retry_after_ms)
        .field("message", error.message)
        .field("action", error.action)
        .field("service_message", error.service_message)
        .field("service_code", error.service_code)
        .field("service_type", error.service_type)
        .field("service_param", error.service_param)
        .field("request_id", error.request_id)
        .field("filter_stage", filter_stage_name(error.filter_stage))
        .key("categories")
        .begin_array();
    for (const FilterCategory &category : error.categories) {
        line.begin_object()
            .field("name", category.name)
            .field("severity", category.severity)
            .field("is_filtered", category.is_filtered ? 1 : 0)
            .end_object();
    }
    line.end_array().end_object();
}

JsonLine begin_line(const Job &job, int32_t type)
{
    JsonLine line;
    line.begin_object()
        .field("type", event_name(type))
        .field("request", static_cast<int64_t>(job.number));
    return line;
}

} // namespace

std::string event_line(const Job &job, const gesso_event &event, const std::string &path)
{
    JsonLine line = begin_line(job, event.type);
    line.field("output", event.output).field("elapsed_ms", static_cast<int64_t>(job.elapsed_ms()));
    switch (event.type) {
    case GESSO_EVENT_PHASE:
        line.field("phase", phase_name(event.as.phase.phase))
            .field("attempt", event.as.phase.attempt);
        break;
    case GESSO_EVENT_WAITING:
        line.field("reason", wait_name(event.as.waiting.reason))
            .field("remaining_ms", event.as.waiting.remaining_ms);
        break;
    case GESSO_EVENT_ROWS:
    case GESSO_EVENT_PREVIEW:
    case GESSO_EVENT_IMAGE:
    case GESSO_EVENT_DROPPED:
        write_image(line, event, path);
        break;
    case GESSO_EVENT_IMAGE_FAILED:
        line.field("result", result_name(event.as.failed_image.result))
            .field("billed", billed_name(event.as.failed_image.billed));
        break;
    default:
        break;
    }
    return line.end_object().str();
}

std::string end_line(const Job &job)
{
    const RequestFacts &facts = job.facts;
    const bool has_image = facts.ok_count > 0;
    JsonLine line = begin_line(job, has_image ? GESSO_EVENT_FINISHED : GESSO_EVENT_FAILED);
    line.field("output", -1)
        .field("elapsed_ms", facts.elapsed_ms)
        .field("result", result_name(facts.result))
        .field("billed", billed_name(facts.billed))
        .field("http_status", facts.http_status)
        .field("attempts", facts.attempts)
        .field("ok_count", facts.ok_count)
        .field("failed_count", facts.failed_count)
        .field("message", facts.message)
        .field("service_code", facts.service_code)
        .field("service_param", facts.service_param)
        .field("service_request_id", facts.service_request_id);
    line.key("input_tokens").optional(facts.input_tokens);
    line.key("output_tokens").optional(facts.output_tokens);
    line.key("total_tokens").optional(facts.total_tokens);
    if (facts.error.result != GESSO_OK) {
        write_error(line, facts.error);
    }
    line.field("prompt", job.prompt).key("paths").begin_array();
    for (const OutputFacts &output : facts.outputs) {
        if (!output.path.empty()) {
            line.text(output.path);
        }
    }
    line.end_array().key("outputs").begin_array();
    for (size_t index = 0; index < facts.outputs.size(); ++index) {
        write_output(line, facts.outputs[index], index);
    }
    return line.end_array().end_object().str();
}

std::string code_line(const Job &job, const char *language)
{
    JsonLine line;
    line.begin_object()
        .field("type", "code")
        .field("request", static_cast<int64_t>(job.number))
        .field("language", language)
        .field("prompt", job.prompt)
        .field("text", job.code)
        .end_object();
    return line.str();
}

std::string contact_sheet_line(const std::string &path)
{
    JsonLine line;
    line.begin_object().field("type", "contact_sheet").field("path", path).end_object();
    return line.str();
}

} // namespace gesso_cli
