// SPDX-License-Identifier: MIT
#include "describe.h"

#include <algorithm>
#include <utility>

namespace gesso_cli {

namespace {

const char *or_null(const std::string &text)
{
    return text.empty() ? nullptr : text.c_str();
}

uint32_t clock_of(double seconds)
{
    return seconds == 0 ? GESSO_NO_LIMIT : static_cast<uint32_t>(std::max(1.0, seconds * 1000));
}

void set_clocks(const GenerateSettings &settings, gesso_request_desc &desc)
{
    if (!settings.timeout_seconds) {
        return;
    }
    // A service may think for most of the time and then send within seconds.
    const uint32_t total = clock_of(*settings.timeout_seconds);
    constexpr uint32_t kConnectMs = 10'000;
    desc.total_ms = total;
    desc.first_byte_ms = total;
    desc.idle_ms = total == GESSO_NO_LIMIT ? total : 0;
    desc.connect_ms = std::min(total, kConnectMs);
}

gesso_opt_i32 optional(const std::optional<int> &number)
{
    return number ? gesso_i32(*number) : gesso_opt_i32{};
}

uint32_t flags_of(const GenerateSettings &settings)
{
    const std::pair<bool, uint32_t> flags[] = {
        {settings.saves_partials, GESSO_REQUEST_SAVE_PREVIEWS},
        {settings.retries_maybe_billed, GESSO_REQUEST_RETRY_MAYBE_BILLED},
        {settings.asks_url, GESSO_REQUEST_RESULT_URL},
        {settings.is_edit && settings.edit.is_raw, GESSO_REQUEST_RAW_ANSWER},
        {settings.is_edit && settings.edit.wraps, GESSO_REQUEST_WRAP},
        {settings.is_edit && settings.edit.is_json, GESSO_REQUEST_EDIT_AS_JSON},
    };
    uint32_t sum = 0;
    for (const auto &[is_set, flag] : flags) {
        sum |= is_set ? flag : 0;
    }
    return sum;
}

void describe_edit(const EditSettings &edit, gesso_request_desc &desc)
{
    desc.operation = GESSO_OPERATION_EDIT;
    desc.mask_meaning = edit.mask_meaning;
    desc.feather = static_cast<uint32_t>(edit.feather);
    desc.crop = edit.crop;
    desc.crop_margin = static_cast<uint32_t>(edit.crop_margin.value_or(0));
    desc.input_fidelity = or_null(edit.input_fidelity);
}

} // namespace

std::vector<const char *> header_lines(const ServiceChoice &choice)
{
    std::vector<const char *> headers;
    headers.reserve(choice.headers.size() + 1);
    for (const std::string &header : choice.headers) {
        headers.push_back(header.c_str());
    }
    headers.push_back(nullptr);
    return headers;
}

gesso_service_desc
describe_service(const ServiceChoice &choice, const std::vector<const char *> &headers)
{
    gesso_service_desc service = gesso_service_desc_init();
    service.form = choice.form;
    service.endpoint = or_null(choice.endpoint);
    service.deployment = or_null(choice.deployment);
    service.api_version = or_null(choice.api_version);
    service.model = or_null(choice.model);
    service.family = or_null(choice.family);
    service.organization = or_null(choice.organization);
    service.project = or_null(choice.project);
    service.ca_file = or_null(choice.ca_file);
    const Secret &secret = choice.credential.secret;
    service.credential = choice.credential.kind;
    service.secret = secret.is_empty() ? nullptr : secret.reveal();
    service.flags = choice.flags;
    service.images_per_minute = choice.images_per_minute;
    service.extra_headers = choice.headers.empty() ? nullptr : headers.data();
    return service;
}

gesso_request_desc describe_request(const GenerateSettings &settings, const SavePlan &plan)
{
    gesso_request_desc desc = gesso_request_desc_init();
    const std::string &format = settings.format.empty() ? plan.format : settings.format;
    desc.size = or_null(settings.size);
    desc.quality = or_null(settings.quality);
    desc.format = or_null(format);
    desc.background = or_null(settings.background);
    desc.style = or_null(settings.style);
    desc.moderation = or_null(settings.moderation);
    desc.end_user = or_null(settings.end_user);
    desc.compression = optional(settings.compression);
    desc.partial_images = optional(settings.partials);
    desc.count = static_cast<uint32_t>(settings.count);
    desc.max_retries = optional(settings.retries);
    desc.flags = flags_of(settings);
    desc.save_to = plan.folder.c_str();
    set_clocks(settings, desc);
    if (settings.is_edit) {
        describe_edit(settings.edit, desc);
    }
    return desc;
}

} // namespace gesso_cli
