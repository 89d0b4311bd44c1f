// SPDX-License-Identifier: MIT
#include "facts.h"

#include "names.h"
#include "os/system.h"

namespace gesso_cli {

namespace {

constexpr uint32_t kMaxPreviews = 64; // no service sends more than three

std::string text(const char *value)
{
    return value != nullptr ? value : "";
}

std::vector<std::string>
preview_paths(gesso_client *client, gesso_request_id request, uint32_t output)
{
    std::vector<std::string> paths;
    const char *path = nullptr;
    for (uint32_t k = 0; k < kMaxPreviews; ++k) {
        if (gesso_output_get_preview_path(client, request, output, k, &path) != GESSO_OK) {
            break;
        }
        if (path != nullptr && *path != '\0') {
            paths.emplace_back(path);
        }
    }
    return paths;
}

std::string rescue(gesso_client *client, gesso_request_id request, uint32_t output, int32_t format)
{
    const uint8_t *data = nullptr;
    size_t size = 0;
    std::string path;
    if (gesso_output_get_bytes(client, request, output, &data, &size) == GESSO_OK && size > 0) {
        const std::string suffix =
            format == GESSO_FORMAT_UNKNOWN ? "" : std::string(".") + format_name(format);
        write_rescue_file(suffix, {reinterpret_cast<const char *>(data), size}, path);
    }
    return path;
}

OutputFacts collect_output(gesso_client *client, gesso_request_id request, uint32_t output)
{
    OutputFacts facts;
    gesso_output_info info = gesso_output_info_init();
    if (gesso_output_get_info(client, request, output, &info) != GESSO_OK) {
        return facts;
    }
    facts.result = info.result;
    facts.billed = info.billed;
    facts.format = info.format;
    facts.width = info.width;
    facts.height = info.height;
    facts.previews = info.previews;
    facts.encoded_bytes = info.encoded_bytes;
    facts.message = text(info.message);
    facts.path = text(info.path);
    facts.revised_prompt = text(info.revised_prompt);
    facts.quality = text(info.quality);
    facts.size = text(info.size);
    facts.background = text(info.background);
    facts.url = text(info.url);
    facts.url_expires_unix = info.url_expires_unix;
    facts.preview_paths = preview_paths(client, request, output);
    if (facts.path.empty()) {
        facts.rescue_path = rescue(client, request, output, info.format);
    }
    return facts;
}

ErrorFacts collect_error(gesso_client *client, gesso_request_id request)
{
    ErrorFacts facts;
    gesso_error error = gesso_error_init();
    if (gesso_request_get_error(client, request, GESSO_ALL_OUTPUTS, &error) != GESSO_OK) {
        return facts;
    }
    facts.result = error.result;
    facts.http_status = error.http_status;
    facts.billed = error.billed;
    facts.retry_after_ms = error.retry_after_ms;
    facts.filter_stage = error.filter_stage;
    for (uint32_t index = 0; index < error.category_count; ++index) {
        const gesso_filter_category &category = error.categories[index];
        facts.categories.push_back(
            {text(category.name), text(category.severity), category.is_filtered != 0});
    }
    facts.message = text(error.message);
    facts.action = text(error.action);
    facts.service_message = text(error.service_message);
    facts.service_code = text(error.service_code);
    facts.service_type = text(error.service_type);
    facts.service_param = text(error.service_param);
    facts.request_id = text(error.request_id);
    return facts;
}

} // namespace

RequestFacts collect_facts(gesso_client *client, const gesso_event &end, uint32_t output_count)
{
    RequestFacts facts;
    facts.result = end.as.end.result;
    facts.billed = end.as.end.billed;
    facts.http_status = end.as.end.http_status;
    facts.ok_count = end.as.end.ok_count;
    facts.failed_count = end.as.end.failed_count;
    gesso_request_info info = gesso_request_info_init();
    if (gesso_request_get_info(client, end.request, &info) == GESSO_OK) {
        facts.attempts = info.attempts;
        facts.elapsed_ms = info.elapsed_ms;
        facts.message = text(info.message);
        facts.service_code = text(info.service_code);
        facts.service_param = text(info.service_param);
        facts.service_request_id = text(info.service_request_id);
        facts.input_tokens = info.input_tokens;
        facts.output_tokens = info.output_tokens;
        facts.total_tokens = info.total_tokens;
    }
    for (uint32_t output = 0; output < output_count; ++output) {
        facts.outputs.push_back(collect_output(client, end.request, output));
    }
    facts.error = collect_error(client, end.request);
    return facts;
}

std::string saved_path(gesso_client *client, gesso_request_id request, int32_t output)
{
    gesso_output_info info = gesso_output_info_init();
    const bool is_known =
        output >= 0 &&
        gesso_output_get_info(client, request, static_cast<uint32_t>(output), &info) == GESSO_OK;
    return is_known ? text(info.path) : std::string();
}

} // namespace gesso_cli
