// SPDX-License-Identifier: MIT
#include "service/service_route.h"

#include "base/text.h"
#include "service/endpoint.h"
#include "service/header_fields.h"
#include "service/host_name.h"
#include "service/model_table.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gesso::core {

namespace {

constexpr const char *kOpenAiEndpoint = "https://api.openai.com/v1";
constexpr std::string_view kAzureHosts[] = {
    ".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com",
    ".openai.azure.us"};
constexpr uint32_t kUnknownModelImages = 10;

Status refused(std::string message)
{
    return {StatusCode::invalid_argument, std::move(message)};
}

bool is_azure_form(EndpointForm form)
{
    return form == EndpointForm::azure_deployments || form == EndpointForm::azure_v1 ||
           form == EndpointForm::azure_async;
}

bool is_azure_host(std::string_view host)
{
    return std::any_of(std::begin(kAzureHosts), std::end(kAzureHosts), [host](auto suffix) {
        return host.size() > suffix.size() && host.substr(host.size() - suffix.size()) == suffix;
    });
}

// A name that becomes a path segment or a JSON value: a deployment or a model.
Status check_name(const char *what, std::string_view name)
{
    const auto is_control = [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; };
    if (!is_valid_utf8(name) || std::any_of(name.begin(), name.end(), is_control))
        return refused(std::string(what) + ": it must be UTF-8 without control characters");
    if (name.size() > 256)
        return refused(std::string(what) + ": it is longer than 256 bytes");
    return {};
}

Status check_deployment(std::string_view name)
{
    if (name.empty())
        return refused("deployment: this endpoint form needs the name of a deployment");
    if (name == "." || name == ".." || name.find_first_of("/\\") != std::string_view::npos)
        return refused("deployment: it must be a name, not a path");
    return check_name("deployment", name);
}

Status check_api_version(std::string_view version)
{
    const bool is_plain = std::all_of(version.begin(), version.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '.' || c == '_';
    });
    if (!is_plain || version.size() > 64)
        return refused("api-version: it must look like 2025-04-01-preview");
    return {};
}

// ---- the parts of an address that belong to a form --------------------------------------------

// Takes ".../deployments/NAME" off the end of the path. The segment must be exactly that word.
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

Status settle_deployment(const ServiceSettings &settings, Endpoint &endpoint, std::string &out_name)
{
    std::string pasted;
    GESSO_RETURN_IF_FAILED(take_deployment(endpoint, pasted));
    if (!pasted.empty() && !settings.deployment.empty() && pasted != settings.deployment) {
        return refused(
            "deployment: the endpoint names one deployment and the setting another; keep one");
    }
    out_name = settings.deployment.empty() ? pasted : settings.deployment;
    return {};
}

std::string join(const std::vector<std::string> &segments)
{
    std::string path;
    for (const std::string &segment : segments)
        path += "/" + segment;
    return path;
}

bool ends_with(const std::vector<std::string> &segments, std::string_view last)
{
    return !segments.empty() && segments.back() == last;
}

std::string make_target(const std::string &path, const std::string &version, const Endpoint &from)
{
    std::string target = path + "/images/generations";
    char mark = '?';
    if (!version.empty()) {
        target += "?api-version=" + version;
        mark = '&';
    }
    if (!from.query.empty())
        target += mark + from.query;
    return target;
}

// 2024-02-01 is the last that the older family's deployments were documented with.
std::string default_api_version(const ModelRules *rules)
{
    return rules && rules->family == "dall-e-3" ? "2024-02-01" : "2025-04-01-preview";
}

// The rules of the family that was named, or that the deployment or model suggests. A family that
// was named must be a known one: a slip of the pen would silently switch every check off.
Status settle_rules(const ServiceSettings &settings, std::string_view name, ServiceRoute &route)
{
    if (settings.family.empty()) {
        std::string_view family = guess_family(name);
        if (family.empty())
            family = guess_family(settings.model);
        route.rules = find_rules(family, route.is_provider_azure);
        return {};
    }
    // A model id is as good a name for its family as the family's own.
    const std::string_view family = guess_family(settings.family);
    route.rules = find_rules(family, route.is_provider_azure);
    if (!family.empty())
        return {};
    std::string known;
    for (const ModelRules &rules : model_table(route.is_provider_azure))
        known += " " + std::string(rules.family);
    return refused(
        "family: not known here; leave it empty, then nothing is checked, or name one of" + known);
}

Status
route_azure_deployments(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    std::string deployment;
    GESSO_RETURN_IF_FAILED(settle_deployment(settings, endpoint, deployment));
    GESSO_RETURN_IF_FAILED(check_deployment(deployment));
    if (ends_with(endpoint.segments, "v1")) {
        return refused(
            "endpoint: it ends in /v1; choose the Azure v1 form, or leave /openai/v1 out");
    }
    if (!ends_with(endpoint.segments, "openai"))
        endpoint.segments.emplace_back("openai");
    GESSO_RETURN_IF_FAILED(settle_rules(settings, deployment, route));

    std::string version = settings.api_version;
    if (version.empty())
        version = endpoint.api_version;
    if (version.empty())
        version = default_api_version(route.rules);
    GESSO_RETURN_IF_FAILED(check_api_version(version));
    const std::string path = join(endpoint.segments) + "/deployments/" + encode_segment(deployment);
    route.generation_target = make_target(path, version, endpoint);
    return {};
}

Status route_azure_v1(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    std::string deployment;
    const size_t pasted_segments = endpoint.segments.size();
    GESSO_RETURN_IF_FAILED(settle_deployment(settings, endpoint, deployment));
    // The dated version of a pasted deployments address means nothing here.
    if (endpoint.segments.size() != pasted_segments)
        endpoint.api_version.clear();
    if (deployment.empty())
        deployment = settings.model;
    GESSO_RETURN_IF_FAILED(check_deployment(deployment));
    if (!ends_with(endpoint.segments, "v1")) {
        if (!ends_with(endpoint.segments, "openai"))
            endpoint.segments.emplace_back("openai");
        endpoint.segments.emplace_back("v1");
    }
    GESSO_RETURN_IF_FAILED(settle_rules(settings, deployment, route));
    const std::string &version =
        settings.api_version.empty() ? endpoint.api_version : settings.api_version;
    GESSO_RETURN_IF_FAILED(check_api_version(version));
    route.has_model_field = true;
    route.model = std::move(deployment);
    route.generation_target = make_target(join(endpoint.segments), version, endpoint);
    return {};
}

Status route_openai(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    const std::vector<std::string> &segments = endpoint.segments;
    if (std::find(segments.begin(), segments.end(), "deployments") != segments.end())
        return refused("endpoint: this is an Azure deployment; choose the Azure deployments form");
    if (segments.empty() && !endpoint.is_operation)
        endpoint.segments.emplace_back("v1");
    route.model = settings.model;
    GESSO_RETURN_IF_FAILED(settle_rules(settings, route.model, route));
    if (route.model.empty() && settings.form == EndpointForm::openai) {
        const std::span<const ModelRules> table = model_table(route.is_provider_azure);
        if (!route.rules && settings.family.empty())
            route.rules = &table.front();
        if (!route.rules)
            return refused("model: the family is not known here, so name the model");
        route.model = route.rules->default_model;
    }
    GESSO_RETURN_IF_FAILED(check_name("model", route.model));
    route.has_model_field = !route.model.empty() && settings.sends_model.value_or(true);
    // Here an api-version is one query parameter like any other.
    const std::string &version =
        settings.api_version.empty() ? endpoint.api_version : settings.api_version;
    GESSO_RETURN_IF_FAILED(check_api_version(version));
    route.generation_target = make_target(join(endpoint.segments), version, endpoint);
    return {};
}

// The form that DALL-E 2 had on Azure: no deployment, no model, one address and one version.
Status route_azure_async(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    if (!ends_with(endpoint.segments, "openai"))
        endpoint.segments.emplace_back("openai");
    GESSO_RETURN_IF_FAILED(settle_rules(settings, "dall-e-2", route));
    std::string version = settings.api_version;
    if (version.empty())
        version = endpoint.api_version;
    if (version.empty())
        version = "2023-06-01-preview";
    GESSO_RETURN_IF_FAILED(check_api_version(version));
    route.generation_target =
        join(endpoint.segments) + "/images/generations:submit?api-version=" + version;
    if (!endpoint.query.empty())
        route.generation_target += '&' + endpoint.query;
    return {};
}

Status route_form(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    switch (settings.form) {
    case EndpointForm::azure_deployments:
        return route_azure_deployments(settings, endpoint, route);
    case EndpointForm::azure_v1:
        return route_azure_v1(settings, endpoint, route);
    case EndpointForm::azure_async:
        return route_azure_async(settings, endpoint, route);
    case EndpointForm::openai:
    case EndpointForm::compatible:
        return route_openai(settings, endpoint, route);
    }
    return refused("form: not an endpoint form");
}

void settle_toggles(const ServiceSettings &settings, ServiceRoute &route)
{
    const ModelRules *rules = route.rules;
    const bool is_compatible = settings.form == EndpointForm::compatible;
    // Unknown compatible servers mostly answer with a URL unless asked for base64.
    route.sends_response_format = settings.sends_response_format.value_or(
        rules ? rules->wants_response_format : is_compatible);
    route.can_stream = settings.can_stream.value_or(rules ? rules->can_stream : true);
    uint32_t family_max = rules ? rules->max_images : kUnknownModelImages;
    if (settings.form == EndpointForm::azure_async) { // it knows addresses only, and no more than 5
        route.sends_response_format = false;
        route.can_stream = false;
        family_max = std::min(family_max, 5u);
    }
    route.max_images_per_post = settings.max_images_per_post == 0
                                    ? family_max
                                    : std::min(settings.max_images_per_post, family_max);
}

// A key in clear text is for everyone on the way to read.
Status check_scheme(const ServiceSettings &settings, const ServiceRoute &route)
{
    const bool has_secret = std::any_of(
        route.fields.begin(), route.fields.end(), [](const HttpField &f) { return f.is_secret; });
    if (route.origin.scheme == "https" || !has_secret || is_loopback_host(route.origin.host))
        return {};
    if (settings.allow_http && is_private_host(route.origin.host))
        return {};
    return refused(
        "endpoint: a key is not sent over http://; use https:// (http:// is for this machine, "
        "and for addresses of a private network when the service allows it)");
}

} // namespace

Status resolve_route(const ServiceSettings &settings, ServiceRoute &out_route)
{
    const bool has_default = settings.form == EndpointForm::openai && settings.endpoint.empty();
    Endpoint endpoint;
    GESSO_RETURN_IF_FAILED(
        parse_endpoint(has_default ? kOpenAiEndpoint : settings.endpoint, endpoint));
    ServiceRoute route;
    route.origin = endpoint.origin;
    route.form = settings.form;
    route.is_provider_azure = is_azure_form(settings.form) || is_azure_host(endpoint.origin.host);
    GESSO_RETURN_IF_FAILED(route_form(settings, endpoint, route));
    GESSO_RETURN_IF_FAILED(make_header_fields(settings, route.fields));
    GESSO_RETURN_IF_FAILED(check_scheme(settings, route));
    settle_toggles(settings, route);
    out_route = std::move(route);
    return {};
}

} // namespace gesso::core
