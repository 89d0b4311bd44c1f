// SPDX-License-Identifier: MIT
#include "service/service_route.h"

#include "base/text.h"
#include "service/api_version.h"
#include "service/endpoint.h"
#include "service/header_fields.h"
#include "service/host_name.h"
#include "service/model_table.h"
#include "service/route_address.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gesso::core {

namespace {

constexpr const char *kOpenAiEndpoint = "https://api.openai.com/v1";
constexpr uint32_t kUnknownModelImages = 10;

Status refused(std::string message)
{
    return {StatusCode::invalid_argument, std::move(message)};
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

Status check_deployment(const ServiceSettings &settings, std::string_view name)
{
    if (name.empty() && !settings.model.empty()) {
        return refused(
            "deployment: it is missing; the model's name does instead of it only where the "
            "deployment was given the same name, so say it");
    }
    if (name.empty()) {
        return refused(
            "deployment: this endpoint form needs the name that you gave the deployment (not the "
            "model's name), or a target URI that contains it");
    }
    if (name == "." || name == ".." || name.find_first_of("/\\") != std::string_view::npos)
        return refused("deployment: it must be a name, not a path");
    return check_name("deployment", name);
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

// As guess_family() says it; also a family without rules has a name.
std::string_view family_name(const ServiceSettings &settings, const ServiceRoute &route)
{
    if (!settings.family.empty())
        return guess_family(settings.family);
    const std::string_view family = guess_family(route.deployment);
    return family.empty() ? guess_family(settings.model) : family;
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

// A setting beats what was pasted, which beats what suits the family.
Status
settle_version(const ServiceSettings &settings, const Endpoint &endpoint, ServiceRoute &route)
{
    std::string &version = route.api_version;
    version = settings.api_version.empty() ? endpoint.api_version : settings.api_version;
    if (version.empty())
        version = default_api_version(route.form, family_name(settings, route));
    GESSO_RETURN_IF_FAILED(check_api_version(version));
    return check_version_has_images(version, route.form);
}

void settle_targets(const Endpoint &endpoint, const std::string &path, ServiceRoute &route)
{
    route.generation_target = make_target(path, "generations", route.api_version, endpoint);
    route.edit_target = make_target(path, "edits", route.api_version, endpoint);
}

Status
route_azure_deployments(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    GESSO_RETURN_IF_FAILED(settle_deployment(settings, endpoint, route.deployment));
    GESSO_RETURN_IF_FAILED(check_deployment(settings, route.deployment));
    if (ends_with(endpoint.segments, "v1")) {
        return refused(
            "endpoint: it ends in /v1; choose the Azure v1 form, or leave /openai/v1 out");
    }
    // The version of a pasted ":submit" address knows no deployments.
    if (endpoint.is_submit)
        endpoint.api_version.clear();
    if (!ends_with(endpoint.segments, "openai"))
        endpoint.segments.emplace_back("openai");
    GESSO_RETURN_IF_FAILED(settle_rules(settings, route.deployment, route));
    GESSO_RETURN_IF_FAILED(settle_version(settings, endpoint, route));
    settle_targets(
        endpoint, join_path(endpoint.segments) + "/deployments/" + encode_segment(route.deployment),
        route);
    route.edit_obstacle = edit_obstacle_of(route.api_version);
    if (!route.edit_obstacle.empty())
        route.edit_target.clear();
    return {};
}

Status route_azure_v1(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    const size_t pasted_segments = endpoint.segments.size();
    GESSO_RETURN_IF_FAILED(settle_deployment(settings, endpoint, route.deployment));
    // The dated version of a pasted address of another form means nothing here.
    if (endpoint.segments.size() != pasted_segments || endpoint.is_submit)
        endpoint.api_version.clear();
    if (route.deployment.empty())
        route.deployment = settings.model;
    GESSO_RETURN_IF_FAILED(check_deployment(settings, route.deployment));
    if (!ends_with(endpoint.segments, "v1")) {
        if (!ends_with(endpoint.segments, "openai"))
            endpoint.segments.emplace_back("openai");
        endpoint.segments.emplace_back("v1");
    }
    GESSO_RETURN_IF_FAILED(settle_rules(settings, route.deployment, route));
    GESSO_RETURN_IF_FAILED(settle_version(settings, endpoint, route));
    route.has_model_field = true;
    route.model = route.deployment;
    settle_targets(endpoint, join_path(endpoint.segments), route);
    return {};
}

// The form that DALL-E 2 had on Azure: no deployment, no model, one operation that is polled.
Status route_azure_async(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    std::string pasted;
    GESSO_RETURN_IF_FAILED(take_deployment(endpoint, pasted));
    const bool is_v1 = ends_with(endpoint.segments, "v1");
    if (is_v1)
        endpoint.segments.pop_back();
    // So does the version of a pasted address of another form.
    if (!pasted.empty() || is_v1)
        endpoint.api_version.clear();
    const std::string_view family = guess_family(settings.family);
    if (!settings.family.empty() && family != "dall-e-2")
        return refused("family: the polled form makes images with dall-e-2 only; leave it out");
    if (!ends_with(endpoint.segments, "openai"))
        endpoint.segments.emplace_back("openai");
    route.rules = &async_rules();
    GESSO_RETURN_IF_FAILED(settle_version(settings, endpoint, route));
    route.generation_target = make_target(
        join_path(endpoint.segments), "generations:submit", route.api_version, endpoint);
    route.edit_obstacle = "the polled form of DALL-E 2 cannot edit; choose the Azure deployments "
                          "form and a deployment of a gpt-image model";
    return {};
}

Status settle_openai_model(const ServiceSettings &settings, ServiceRoute &route)
{
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
    return {};
}

Status route_openai(const ServiceSettings &settings, Endpoint &endpoint, ServiceRoute &route)
{
    const bool is_bare =
        !endpoint.is_operation || is_openai_host(endpoint.origin.host); // who has nothing else
    if (endpoint.segments.empty() && is_bare)
        endpoint.segments.emplace_back("v1");
    GESSO_RETURN_IF_FAILED(settle_openai_model(settings, route));
    // Here an api-version is one query parameter like any other.
    GESSO_RETURN_IF_FAILED(settle_version(settings, endpoint, route));
    settle_targets(endpoint, join_path(endpoint.segments), route);
    // DALL-E 2 edits are multipart only; Azure's documents know no other edits.
    route.is_edit_json_understood =
        !route.is_provider_azure && !(route.rules && route.rules->wants_response_format);
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
    route.image_field = settings.image_field;
    const uint32_t family_max = rules ? rules->max_images : kUnknownModelImages;
    // The polled form answers with addresses only and refuses to be asked for anything else.
    if (settings.form == EndpointForm::azure_async) {
        route.sends_response_format = false;
        route.can_stream = false;
    }
    route.max_images_per_post = settings.max_images_per_post == 0
                                    ? family_max
                                    : std::min(settings.max_images_per_post, family_max);
}

// Clear text is for everyone on the way to read: prompts by choice only, a key only on a network
// of one's own.
Status check_scheme(const ServiceSettings &settings, const ServiceRoute &route)
{
    if (route.origin.scheme == "https" || is_loopback_host(route.origin.host))
        return {};
    if (!settings.allow_http) {
        return refused(
            "endpoint: http:// is for this machine; use https://, or allow http for this service "
            "(everyone on the way can then read what is sent)");
    }
    const bool has_secret = std::any_of(
        route.fields.begin(), route.fields.end(), [](const HttpField &f) { return f.is_secret; });
    if (!has_secret || is_private_host(route.origin.host))
        return {};
    return refused(
        "endpoint: a key is not sent over http:// to a public address, even where http is "
        "allowed; use https://, or leave the key out");
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
    GESSO_RETURN_IF_FAILED(check_endpoint_suits(endpoint, settings.form));
    route.is_provider_azure = is_azure_form(settings.form) || is_azure_host(endpoint.origin.host);
    GESSO_RETURN_IF_FAILED(route_form(settings, endpoint, route));
    GESSO_RETURN_IF_FAILED(make_header_fields(settings, route.fields));
    GESSO_RETURN_IF_FAILED(check_scheme(settings, route));
    settle_toggles(settings, route);
    out_route = std::move(route);
    return {};
}

} // namespace gesso::core
