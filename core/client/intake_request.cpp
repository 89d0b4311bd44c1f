// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "client/intake.h"
#include "platform/random.h"

#include <cstring>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

Status invalid(std::string text)
{
    return {StatusCode::invalid_argument, std::move(text)};
}

std::string text_of(const char *text)
{
    return text ? text : "";
}

Status take_prompt(const Limits &limits, const char *prompt, std::string &out_prompt)
{
    if (!prompt || *prompt == '\0')
        return invalid("prompt is empty: say what the picture should show");
    const size_t size = ::strnlen(prompt, size_t{limits.prompt_bytes} + 1);
    if (size > limits.prompt_bytes)
        return {
            StatusCode::limit_exceeded, "prompt is longer than limits.prompt_bytes (" +
                                            std::to_string(limits.prompt_bytes) + ")"};
    out_prompt.assign(prompt, size);
    if (!is_valid_utf8(out_prompt))
        return invalid("prompt is not valid UTF-8: convert it before submitting");
    return {};
}

Status take_texts(const gesso_request_desc &desc, GenerationAsk &ask)
{
    const std::pair<const char *, std::pair<const char *, std::string *>> fields[] = {
        {"size", {desc.size, &ask.size}},
        {"quality", {desc.quality, &ask.quality}},
        {"format", {desc.format, &ask.format}},
        {"background", {desc.background, &ask.background}},
        {"style", {desc.style, &ask.style}},
        {"moderation", {desc.moderation, &ask.moderation}},
        {"end_user", {desc.end_user, &ask.user}},
        {"extra_json", {desc.extra_json, &ask.extra_json}},
    };
    for (const auto &[name, field] : fields) {
        *field.second = text_of(field.first);
        if (!is_valid_utf8(*field.second))
            return invalid(std::string(name) + " is not valid UTF-8");
    }
    return {};
}

Status take_numbers(const gesso_request_desc &desc, RequestRecord &record)
{
    GenerationAsk &ask = record.ask;
    record.count = desc.count == 0 ? 1 : desc.count;
    if (record.count > kMaxOutputs)
        return invalid("count is " + std::to_string(desc.count) + ": it must be 1 to 10");
    ask.n = record.count;
    if (desc.compression.set) {
        if (desc.compression.value < 0 || desc.compression.value > 100)
            return invalid("compression must be 0 to 100");
        ask.compression = desc.compression.value;
    }
    if (desc.partial_images.set) {
        if (desc.partial_images.value < 0 || desc.partial_images.value > 3)
            return invalid("partial_images must be 0 to 3");
        ask.partials = static_cast<uint32_t>(desc.partial_images.value);
    }
    if (desc.stream < GESSO_STREAM_AUTO || desc.stream > GESSO_STREAM_NEVER)
        return invalid("stream must be one of GESSO_STREAM_*");
    ask.wants_stream = desc.stream == GESSO_STREAM_ALWAYS ||
                       (desc.stream == GESSO_STREAM_AUTO && ask.partials && *ask.partials > 0);
    ask.wants_url = (desc.flags & GESSO_REQUEST_RESULT_URL) != 0;
    if (desc.max_retries.set) {
        if (desc.max_retries.value < 0 || desc.max_retries.value > 100)
            return invalid("max_retries must be 0 to 100");
        record.max_retries = static_cast<uint32_t>(desc.max_retries.value);
    }
    if (desc.queue_place != GESSO_QUEUE_BACK && desc.queue_place != GESSO_QUEUE_FRONT)
        return invalid("queue_place must be GESSO_QUEUE_BACK or GESSO_QUEUE_FRONT");
    record.is_front = desc.queue_place == GESSO_QUEUE_FRONT;
    record.is_maybe_billed_retried = (desc.flags & GESSO_REQUEST_RETRY_MAYBE_BILLED) != 0;
    return {};
}

void take_clocks(const gesso_request_desc &desc, Clocks &out_clocks)
{
    const std::pair<uint32_t, uint32_t *> clocks[] = {
        {desc.connect_ms, &out_clocks.connect_ms},
        {desc.first_byte_ms, &out_clocks.first_byte_ms},
        {desc.idle_ms, &out_clocks.idle_ms},
        {desc.total_ms, &out_clocks.total_ms},
    };
    static_assert(GESSO_NO_LIMIT == kNoLimitMs);
    for (const auto &[wanted, clock] : clocks) {
        if (wanted != 0)
            *clock = wanted;
    }
}

Status take_save(ClientCore &core, const gesso_request_desc &desc, RequestRecord &record)
{
    const bool is_refused = (desc.flags & GESSO_REQUEST_NO_SAVE) != 0;
    if (desc.save_to && is_refused)
        return invalid("save_to and GESSO_REQUEST_NO_SAVE contradict each other");
    record.save.directory = desc.save_to ? desc.save_to : is_refused ? "" : core.settings.save_to;
    record.save.name = text_of(desc.save_name);
    record.save.saves_previews = (desc.flags & GESSO_REQUEST_SAVE_PREVIEWS) != 0;
    record.sink = {desc.encoded_sink.write, desc.encoded_sink.end, desc.encoded_sink.user};
    if (desc.encoded_sink.end && !desc.encoded_sink.write)
        return invalid("encoded_sink.end is set, but encoded_sink.write is null");
    if (record.save.directory.empty()) {
        if (!record.save.name.empty() || record.save.saves_previews)
            return invalid("save_name and GESSO_REQUEST_SAVE_PREVIEWS need a save_to");
        return {};
    }
    if (const Status checked = check_save_target(record.save); !checked.is_ok())
        return invalid(checked.message);
    record.spool = std::make_unique<Spool>(
        *core.files, *core.clock, [] { return random_bits(); }, record.save, record.count);
    return {};
}

Status take_edit(
    ClientCore &core, const gesso_request_desc &desc, EditInputs &inputs, RequestRecord &record)
{
    constexpr uint32_t kEditFlags =
        GESSO_REQUEST_RAW_ANSWER | GESSO_REQUEST_WRAP | GESSO_REQUEST_EDIT_AS_JSON;
    if (desc.operation == GESSO_OPERATION_GENERATE) {
        if (desc.image_count != 0 || desc.mask)
            return invalid("images and mask belong to GESSO_OPERATION_EDIT");
        if ((desc.flags & kEditFlags) != 0)
            return invalid(
                "flags: RAW_ANSWER, WRAP and EDIT_AS_JSON belong to GESSO_OPERATION_EDIT");
        return {};
    }
    if (desc.operation != GESSO_OPERATION_EDIT)
        return invalid("operation must be GESSO_OPERATION_GENERATE or GESSO_OPERATION_EDIT");
    EditWish wish;
    GESSO_RETURN_IF_FAILED(take_edit_wish(desc, wish));
    GESSO_RETURN_IF_FAILED(inputs.keep(core));
    record.edit = std::make_unique<EditRequest>(std::move(inputs), std::move(wish));
    return {};
}

} // namespace

Status take_request(
    ClientCore &core, const gesso_request_desc &desc, EditInputs &inputs,
    std::unique_ptr<RequestRecord> &out_record)
{
    auto record = std::make_unique<RequestRecord>();
    GESSO_RETURN_IF_FAILED(take_prompt(core.settings.limits, desc.prompt, record->ask.prompt));
    GESSO_RETURN_IF_FAILED(take_texts(desc, record->ask));
    GESSO_RETURN_IF_FAILED(take_numbers(desc, *record));
    GESSO_RETURN_IF_FAILED(
        take_layout(desc.pixel_order, desc.row_order, desc.row_alignment, record->layout));
    take_clocks(desc, record->clocks);
    GESSO_RETURN_IF_FAILED(take_save(core, desc, *record));
    GESSO_RETURN_IF_FAILED(take_request_headers(desc.extra_headers, record->extra_fields));
    GESSO_RETURN_IF_FAILED(take_edit(core, desc, inputs, *record));
    record->service = desc.service.value;
    record->user_data = desc.user_data;
    record->submitted_at_ms = core.clock->now_ms();
    out_record = std::move(record);
    return {};
}

} // namespace gesso::core
