// SPDX-License-Identifier: MIT
#include "wire/conversation_host.h"

#include "client/edit_host.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace gesso_test {
namespace {

template <typename T>
T named(const std::map<std::string, T> &names, const std::string &name)
{
    INFO(name);
    REQUIRE(names.count(name) == 1);
    return names.at(name);
}

const std::map<std::string, int32_t> kForms = {
    {"openai", GESSO_FORM_OPENAI},
    {"azure_deployments", GESSO_FORM_AZURE_DEPLOYMENTS},
    {"azure_v1", GESSO_FORM_AZURE_V1},
    {"compatible", GESSO_FORM_COMPATIBLE},
    {"azure_async", GESSO_FORM_AZURE_ASYNC}};

const std::map<std::string, uint32_t> kServiceFlags = {
    {"no_stream", GESSO_SERVICE_NO_STREAM},
    {"no_model", GESSO_SERVICE_NO_MODEL},
    {"send_response_format", GESSO_SERVICE_SEND_RESPONSE_FORMAT},
    {"one_image_per_post", GESSO_SERVICE_ONE_IMAGE_PER_POST},
    {"image_field_plain", GESSO_SERVICE_IMAGE_FIELD_PLAIN},
    {"image_field_list", GESSO_SERVICE_IMAGE_FIELD_LIST}};

const std::map<std::string, const char *gesso_service_desc::*> kServiceTexts = {
    {"endpoint", &gesso_service_desc::endpoint},
    {"deployment", &gesso_service_desc::deployment},
    {"api_version", &gesso_service_desc::api_version},
    {"model", &gesso_service_desc::model},
    {"family", &gesso_service_desc::family},
    {"organization", &gesso_service_desc::organization},
    {"project", &gesso_service_desc::project}};

const std::map<std::string, const char *gesso_request_desc::*> kRequestTexts = {
    {"prompt", &gesso_request_desc::prompt},
    {"size", &gesso_request_desc::size},
    {"quality", &gesso_request_desc::quality},
    {"format", &gesso_request_desc::format},
    {"background", &gesso_request_desc::background},
    {"style", &gesso_request_desc::style},
    {"moderation", &gesso_request_desc::moderation},
    {"end_user", &gesso_request_desc::end_user},
    {"input_fidelity", &gesso_request_desc::input_fidelity},
    {"extra_json", &gesso_request_desc::extra_json}};

const std::map<std::string, uint32_t> kRequestFlags = {
    {"retry_maybe_billed", GESSO_REQUEST_RETRY_MAYBE_BILLED},
    {"edit_as_json", GESSO_REQUEST_EDIT_AS_JSON},
    {"result_url", GESSO_REQUEST_RESULT_URL}};

const std::map<gesso_result, const char *> kResults = {
    {GESSO_OK, "GESSO_OK"},
    {GESSO_ERROR_INVALID_ARGUMENT, "GESSO_ERROR_INVALID_ARGUMENT"},
    {GESSO_ERROR_UNSUPPORTED, "GESSO_ERROR_UNSUPPORTED"},
    {GESSO_ERROR_LIMIT, "GESSO_ERROR_LIMIT"},
    {GESSO_ERROR_TIMEOUT, "GESSO_ERROR_TIMEOUT"},
    {GESSO_ERROR_DISCONNECTED, "GESSO_ERROR_DISCONNECTED"},
    {GESSO_ERROR_AUTH, "GESSO_ERROR_AUTH"},
    {GESSO_ERROR_NOT_FOUND, "GESSO_ERROR_NOT_FOUND"},
    {GESSO_ERROR_BAD_REQUEST, "GESSO_ERROR_BAD_REQUEST"},
    {GESSO_ERROR_REFUSED, "GESSO_ERROR_REFUSED"},
    {GESSO_ERROR_RATE_LIMITED, "GESSO_ERROR_RATE_LIMITED"},
    {GESSO_ERROR_BILLING, "GESSO_ERROR_BILLING"},
    {GESSO_ERROR_SERVICE, "GESSO_ERROR_SERVICE"},
    {GESSO_ERROR_REDIRECT, "GESSO_ERROR_REDIRECT"},
    {GESSO_ERROR_PROTOCOL, "GESSO_ERROR_PROTOCOL"},
    {GESSO_ERROR_INCOMPLETE, "GESSO_ERROR_INCOMPLETE"},
    {GESSO_ERROR_NO_IMAGE, "GESSO_ERROR_NO_IMAGE"},
    {GESSO_ERROR_DECODE, "GESSO_ERROR_DECODE"}};

const char *billed_name(int32_t billed)
{
    return billed == GESSO_BILLED_NO      ? "billed=no"
           : billed == GESSO_BILLED_MAYBE ? "billed=maybe"
                                          : "billed=yes";
}

std::string image_line(const gesso_event &event)
{
    return "image " + std::to_string(event.output) + " " + std::to_string(event.as.image.width) +
           "x" + std::to_string(event.as.image.height);
}

std::string end_line(const gesso_event &event)
{
    const auto &end = event.as.end;
    std::string line = event.type == GESSO_EVENT_FINISHED ? "finished " : "failed ";
    line += std::string(result_name(end.result)) + " " + billed_name(end.billed);
    if (end.ok_count + end.failed_count > 1)
        line +=
            " ok=" + std::to_string(end.ok_count) + " failed=" + std::to_string(end.failed_count);
    if (event.type == GESSO_EVENT_FAILED)
        line += " http=" + std::to_string(end.http_status);
    return line;
}

std::string event_line(const gesso_event &event)
{
    switch (event.type) {
    case GESSO_EVENT_IMAGE:
        return image_line(event);
    case GESSO_EVENT_IMAGE_FAILED:
        return "image_failed " + std::to_string(event.output) + " " +
               result_name(event.as.failed_image.result);
    case GESSO_EVENT_FINISHED:
    case GESSO_EVENT_FAILED:
        return end_line(event);
    default:
        return {}; // what merges while nobody polls is counted among the facts instead
    }
}

std::string number(gesso_opt_i64 value)
{
    return value.set ? std::to_string(value.value) : "unset";
}

std::string categories_of(const gesso_error &error)
{
    std::string text;
    for (uint32_t i = 0; i < error.category_count; ++i) {
        const gesso_filter_category &category = error.categories[i];
        text += (text.empty() ? "" : " ") + std::string(category.name);
        text += *category.severity ? std::string(":") + category.severity : "";
        text += category.is_filtered ? "" : "-";
    }
    return text;
}

// Pictures of 1024 x 1024, as many as an edit may have.
struct EditPictures {
    const Texture texture = box_mask(1024, 1024, 0, 0, 512, 512);
    const gesso_picture mask = texture.picture();
    const std::vector<gesso_picture> images = std::vector<gesso_picture>(16, texture.picture());
};

void add_pictures(gesso_request_desc &desc, const std::map<std::string, std::string> &settings)
{
    static const EditPictures pictures; // lent for as long as the program runs
    desc.operation = GESSO_OPERATION_EDIT;
    desc.images = pictures.images.data();
    desc.image_count = static_cast<uint32_t>(std::atoi(settings.at("images").c_str()));
    if (settings.count("mask") != 0)
        desc.mask = &pictures.mask;
}

const char *stage_name(int32_t stage)
{
    return stage == GESSO_FILTER_STAGE_INPUT    ? "input"
           : stage == GESSO_FILTER_STAGE_OUTPUT ? "output"
                                                : "unknown";
}

} // namespace

gesso_service_id make_service(Host &host, const Conversation &talk, const std::string &server)
{
    std::array<const char *, 2> headers{}; // one line, and the end
    return host.add_service(server, [&](gesso_service_desc &desc) {
        desc.endpoint = desc.model = nullptr;
        desc.extra_headers = headers.data();
        desc.secret = nullptr;
        for (const auto &[name, value] : talk.service) {
            if (name == "form")
                desc.form = named(kForms, value);
            else if (name == "key" || name == "bearer")
                desc.credential = name == "key" ? GESSO_CREDENTIAL_KEY : GESSO_CREDENTIAL_BEARER;
            else if (name == "header")
                headers[0] = value.c_str();
            else if (kServiceFlags.count(name) != 0)
                desc.flags |= kServiceFlags.at(name);
            else
                desc.*named(kServiceTexts, name) = value.c_str();
        }
        if (desc.credential != GESSO_CREDENTIAL_NONE)
            desc.secret = canary().c_str();
    });
}

gesso_request_id submit(Host &host, const Conversation &talk, gesso_service_id service)
{
    std::array<const char *, 2> headers{};
    return host.submit(service, "", [&](gesso_request_desc &desc) {
        desc.extra_headers = headers.data();
        desc.max_retries = gesso_i32(0);
        if (talk.request.count("images") != 0)
            add_pictures(desc, talk.request);
        for (const auto &[name, value] : talk.request) {
            const int32_t as_number = std::atoi(value.c_str());
            if (name == "images" || name == "mask")
                continue;
            if (name == "header")
                headers[0] = value.c_str();
            else if (name == "count")
                desc.count = static_cast<uint32_t>(as_number);
            else if (name == "partial_images")
                desc.partial_images = gesso_i32(as_number);
            else if (name == "compression")
                desc.compression = gesso_i32(as_number);
            else if (name == "max_retries")
                desc.max_retries = gesso_i32(as_number);
            else if (name == "stream")
                desc.stream = value == "always" ? GESSO_STREAM_ALWAYS : GESSO_STREAM_NEVER;
            else if (kRequestFlags.count(name) != 0)
                desc.flags |= kRequestFlags.at(name);
            else
                desc.*named(kRequestTexts, name) = value.c_str();
        }
    });
}

const char *result_name(gesso_result result)
{
    const auto found = kResults.find(result);
    return found == kResults.end() ? "another result" : found->second;
}

std::vector<std::string> event_lines(const SeenRequest &seen)
{
    std::vector<std::string> lines;
    for (const gesso_event &event : seen.events) {
        if (std::string line = event_line(event); !line.empty())
            lines.push_back(std::move(line));
    }
    // Outputs are independent: only the end has its place.
    if (!lines.empty())
        std::sort(lines.begin(), lines.end() - 1);
    return lines;
}

std::string fact(Host &host, gesso_request_id request, const std::string &name)
{
    const gesso_request_info info = host.info(request);
    const size_t slash = name.find('/'); // "quality/2": of the third output
    const bool is_first = slash == std::string::npos;
    const gesso_output_info output = host.output(
        request, is_first ? 0 : static_cast<uint32_t>(std::stoul(name.substr(slash + 1))));
    gesso_error error = gesso_error_init();
    error.message = error.action = error.service_message = error.service_code = "";
    error.service_type = error.service_param = error.request_id = "";
    gesso_request_get_error(host.client(), request, GESSO_ALL_OUTPUTS, &error);
    const std::map<std::string, std::string> facts = {
        {"message", error.message},
        {"action", error.action},
        {"service_message", error.service_message},
        {"code", error.service_code},
        {"type", error.service_type},
        {"param", error.service_param},
        {"request_id", info.service_request_id},
        {"retry_after_ms", std::to_string(error.retry_after_ms)},
        {"stage", stage_name(error.filter_stage)},
        {"categories", categories_of(error)},
        {"previews", std::to_string(output.previews)},
        {"attempts", std::to_string(info.attempts)},
        {"input_tokens", number(info.input_tokens)},
        {"output_tokens", number(info.output_tokens)},
        {"total_tokens", number(info.total_tokens)},
        {"revised_prompt", output.revised_prompt},
        {"quality", output.quality},
        {"size", output.size},
        {"background", output.background},
        {"url", output.url},
        {"url_expires", std::to_string(output.url_expires_unix)},
        {"output_message", output.message}};
    return named(facts, name.substr(0, slash));
}

std::string all_text(Host &host, gesso_request_id request)
{
    std::string all;
    const auto add = [&all](const char *text) { all += std::string(text) + "\n"; };
    const gesso_request_info info = host.info(request);
    for (const char *text :
         {info.message, info.service_code, info.service_param, info.service_request_id})
        add(text);
    for (int32_t index = GESSO_ALL_OUTPUTS; index < static_cast<int32_t>(info.count); ++index) {
        gesso_error error = gesso_error_init();
        if (gesso_request_get_error(host.client(), request, index, &error) == GESSO_OK) {
            for (const char *text :
                 {error.message, error.action, error.service_message, error.service_code,
                  error.service_type, error.service_param, error.request_id})
                add(text);
            for (uint32_t i = 0; i < error.category_count; ++i) {
                add(error.categories[i].name);
                add(error.categories[i].severity);
            }
        }
        if (index < 0)
            continue;
        const gesso_output_info output = host.output(request, static_cast<uint32_t>(index));
        for (const char *text :
             {output.message, output.path, output.revised_prompt, output.quality, output.size,
              output.background, output.url ? output.url : ""})
            add(text);
    }
    add(gesso_last_error());
    gesso_log_record record;
    while (gesso_poll_log(host.client(), &record) == GESSO_OK)
        add(record.text);
    return all;
}

} // namespace gesso_test
