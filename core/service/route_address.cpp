// SPDX-License-Identifier: MIT
#include "service/route_address.h"

#include <algorithm>
#include <span>

namespace gesso::core {

namespace {

constexpr std::string_view kAzureHosts[] = {
    ".openai.azure.com",       ".services.ai.azure.com",      ".cognitiveservices.azure.com",
    ".openai.azure.us",        ".services.ai.azure.us",       ".cognitiveservices.azure.us",
    ".openai.azure.cn",        ".cognitiveservices.azure.cn", ".api.cognitive.microsoft.com",
    ".api.cognitive.azure.cn", ".api.cognitive.microsoft.us",
};
constexpr std::string_view kOpenAiHost = "api.openai.com";

// Last segments of what portals and manuals show next to the image address.
constexpr std::string_view kOtherOperations[] = {
    "completions", "responses", "embeddings", "models",       "transcriptions",
    "speech",      "chat",      "realtime",   "translations",
};

Status refused(const char *message)
{
    return {StatusCode::invalid_argument, message};
}

bool has_suffix(std::string_view text, std::string_view suffix)
{
    return text.size() > suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_one_of(std::string_view text, std::span<const std::string_view> list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

// Azure answers "Resource not found" to the bare path that OpenAI itself has.
bool lacks_azure_path(const Endpoint &endpoint)
{
    const std::vector<std::string> &segments = endpoint.segments;
    return is_azure_host(endpoint.origin.host) &&
           (segments.empty() || segments.back() == "openai" ||
            (segments.size() == 1 && segments[0] == "v1"));
}

} // namespace

bool is_azure_form(EndpointForm form)
{
    return form == EndpointForm::azure_deployments || form == EndpointForm::azure_v1 ||
           form == EndpointForm::azure_async;
}

bool is_azure_host(std::string_view host)
{
    return std::any_of(std::begin(kAzureHosts), std::end(kAzureHosts), [host](auto suffix) {
        return has_suffix(host, suffix);
    });
}

bool is_openai_host(std::string_view host)
{
    return host == kOpenAiHost || has_suffix(host, ".api.openai.com");
}

Status check_endpoint_suits(const Endpoint &endpoint, EndpointForm form)
{
    const std::vector<std::string> &segments = endpoint.segments;
    const bool has_deployments =
        std::find(segments.begin(), segments.end(), "deployments") != segments.end();
    if (!has_deployments && !endpoint.is_operation && !segments.empty() &&
        is_one_of(segments.back(), kOtherOperations)) {
        return refused("endpoint: this looks like the address of another operation; give the part "
                       "before it, or the address of images/generations");
    }
    if (is_azure_form(form)) {
        return is_openai_host(endpoint.origin.host)
                   ? refused("endpoint: this is OpenAI's own address; choose the OpenAI form, or "
                             "give the address of your Azure resource")
                   : Status();
    }
    if (has_deployments) {
        return refused("endpoint: this is an Azure deployment; choose the Azure deployments form");
    }
    if (lacks_azure_path(endpoint)) {
        return refused("endpoint: this is an Azure resource; choose the Azure v1 form (or the "
                       "Azure deployments form), or end the address in /openai/v1");
    }
    return {};
}

Status take_deployment(Endpoint &endpoint, std::string &out_deployment)
{
    std::vector<std::string> &segments = endpoint.segments;
    const auto found = std::find(segments.begin(), segments.end(), "deployments");
    if (found == segments.end())
        return {};
    const auto after = static_cast<size_t>(segments.end() - found) - 1;
    if (after > 1) {
        return refused(
            "endpoint: after the deployment only images/generations is expected; this looks like "
            "the address of another operation");
    }
    if (after == 1)
        out_deployment = decode_segment(segments.back());
    segments.erase(found, segments.end());
    return {};
}

bool ends_with(const std::vector<std::string> &segments, std::string_view last)
{
    return !segments.empty() && segments.back() == last;
}

std::string join_path(const std::vector<std::string> &segments)
{
    std::string path;
    for (const std::string &segment : segments)
        path += "/" + segment;
    return path;
}

std::string make_target(
    const std::string &path, std::string_view operation, const std::string &version,
    const Endpoint &from)
{
    std::string target = path + "/images/";
    target += operation;
    char mark = '?';
    if (!version.empty()) {
        target += "?api-version=" + version;
        mark = '&';
    }
    if (!from.query.empty())
        target += mark + from.query;
    return target;
}

} // namespace gesso::core
