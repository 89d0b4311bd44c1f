// SPDX-License-Identifier: MIT
#include "routes.h"

#include <algorithm>
#include <array>

namespace loopback {

namespace {

using Text = std::string_view;

// Those that know synchronous generations on a deployment. Earlier ones only queue.
constexpr std::array<Text, 7> kDeploymentVersions{
    "2023-12-01-preview", "2024-02-01",         "2024-07-01", "2024-10-21",
    "2025-03-01-preview", "2025-04-01-preview", "preview"};
constexpr std::array<Text, 2> kEditVersions{"2025-04-01-preview", "preview"};
constexpr std::array<Text, 3> kQueueVersions{
    "2023-06-01-preview", "2023-07-01-preview", "2023-08-01-preview"};
constexpr std::array<Text, 2> kV1Versions{"v1", "preview"};

template <size_t N>
bool contains(const std::array<Text, N> &list, Text text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool take_prefix(Text &text, Text prefix)
{
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

bool read_image_operation(Text rest, Text method, Route &out_route)
{
    const bool is_edit = rest == "/images/edits";
    out_route.operation = is_edit ? Operation::edit : Operation::generate;
    return method == "POST" && (is_edit || rest == "/images/generations");
}

// "/images/generations", "/images/edits", "/models", "/models/{id}" below a base.
bool read_operation(Text rest, Text method, Route &out_route)
{
    if (rest.starts_with("/images/")) {
        return read_image_operation(rest, method, out_route);
    }
    if (rest == "/models") {
        out_route.operation = Operation::list_models;
        return method == "GET";
    }
    if (take_prefix(rest, "/models/") && !rest.empty()) {
        out_route.operation = Operation::get_model;
        out_route.name = rest;
        return method == "GET";
    }
    return false;
}

bool read_deployment_path(Text rest, Text method, Route &out_route)
{
    const size_t end = rest.find('/');
    if (end == 0 || end == Text::npos) {
        return false;
    }
    out_route.name = rest.substr(0, end);
    return read_image_operation(rest.substr(end), method, out_route) &&
           (out_route.operation == Operation::edit
                ? contains(kEditVersions, out_route.api_version)
                : contains(kDeploymentVersions, out_route.api_version));
}

// "/images/generations:submit" and the operations that come of it.
bool read_queue_path(Text rest, Text method, Route &out_route)
{
    if (rest == "/images/generations:submit") {
        out_route.operation = Operation::submit;
        return method == "POST";
    }
    out_route.operation = method == "DELETE" ? Operation::remove : Operation::poll;
    const bool is_found = take_prefix(rest, "/operations/images/") && !rest.empty();
    out_route.name = rest;
    return is_found && (method == "GET" || method == "DELETE");
}

bool is_queue_path(Text rest)
{
    return rest == "/images/generations:submit" || rest.starts_with("/operations/images/");
}

std::variant<Route, Response> find_azure_route(const Request &request, Text rest)
{
    Route route;
    route.api_version = request.parameter("api-version").value_or("");
    bool is_found = false;
    if (take_prefix(rest, "/v1")) {
        route.form = Form::azure_v1;
        is_found = read_operation(rest, request.method, route) &&
                   (route.api_version.empty() || contains(kV1Versions, route.api_version));
    } else if (take_prefix(rest, "/deployments/")) {
        route.form = Form::azure_deployments;
        is_found = read_deployment_path(rest, request.method, route);
    } else if (is_queue_path(rest)) {
        route.form = Form::azure_queued;
        is_found = read_queue_path(rest, request.method, route) &&
                   contains(kQueueVersions, route.api_version);
    } else {
        route.form = Form::azure_deployments;
        is_found = read_operation(rest, request.method, route) &&
                   (route.operation == Operation::list_models ||
                    route.operation == Operation::get_model) &&
                   !route.api_version.empty();
    }
    if (!is_found) {
        return azure_not_found();
    }
    return route;
}

} // namespace

std::variant<Route, Response> find_route(const Request &request)
{
    Text rest = request.path;
    if (take_prefix(rest, "/openai/")) {
        return find_azure_route(request, Text(request.path).substr(7));
    }
    Route route;
    if (take_prefix(rest, "/v1/") &&
        read_operation(Text(request.path).substr(3), request.method, route)) {
        return route;
    }
    return openai_not_found(request.method, request.path);
}

const ModelRules *model_of_deployment(const Deployments &deployments, std::string_view name)
{
    const auto found = deployments.find(name);
    return found != deployments.end() ? find_model(found->second) : guess_model(name);
}

} // namespace loopback
