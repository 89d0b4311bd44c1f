// SPDX-License-Identifier: MIT
// Addresses as people paste them. Whatever is accepted must be a request target without a byte
// that could end a line or begin another host, and must mean the same when it is pasted again.
#include "base/text.h"
#include "service/service_route.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace gesso::core;

namespace {

constexpr EndpointForm kForms[] = {
    EndpointForm::openai, EndpointForm::azure_deployments, EndpointForm::azure_v1,
    EndpointForm::compatible, EndpointForm::azure_async};

void require(bool is_true)
{
    if (!is_true)
        std::abort();
}

void check_target(const std::string &target)
{
    require(!target.empty() && target[0] == '/' && target.substr(0, 2) != "//");
    require(std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f; }));
    require(target.find('#') == std::string::npos);
    const std::string path = target.substr(0, target.find('?'));
    require(path.find("/../") == std::string::npos && path.find("/./") == std::string::npos);
}

void check_route(const ServiceRoute &route)
{
    check_target(route.generation_target);
    require(route.edit_target.empty() != route.edit_obstacle.empty());
    if (!route.edit_target.empty())
        check_target(route.edit_target);
    require(route.origin.port != 0 && !route.origin.host.empty());
    require(route.origin.host.find_first_of("@/\\?# ") == std::string::npos);
    require(to_lower_ascii(route.origin.host) == route.origin.host);
    require(route.origin.scheme == "https" || route.origin.scheme == "http");
}

std::string address_of(const ServiceRoute &route, const std::string &target)
{
    const bool is_ipv6 = route.origin.host.find(':') != std::string::npos;
    return route.origin.scheme + "://" + (is_ipv6 ? "[" : "") + route.origin.host +
           (is_ipv6 ? "]" : "") + ":" + std::to_string(route.origin.port) + target;
}

} // namespace

// First byte: the form and whether a deployment is named apart. Rest: endpoint, NUL, deployment.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string text(reinterpret_cast<const char *>(data + 1), size - 1);
    const size_t nul = std::min(text.find('\0'), text.size());
    ServiceSettings settings;
    settings.form = kForms[(data[0] & 128) ? 4 : data[0] % 4];
    settings.allow_http = true;
    settings.endpoint = text.substr(0, nul);
    if (data[0] & 4)
        settings.deployment = text.substr(std::min(nul + 1, text.size()));

    ServiceRoute route;
    const Status status = resolve_route(settings, route);
    if (!status.is_ok()) {
        require(status.code == StatusCode::invalid_argument && !status.message.empty());
        require(is_valid_utf8(status.message));
        return 0;
    }
    check_route(route);

    // Either target, pasted, gives both of them back.
    const std::string &pasted =
        (data[0] & 8) && !route.edit_target.empty() ? route.edit_target : route.generation_target;
    const std::string address = address_of(route, pasted);
    if (address.size() > 2048)
        return 0; // encoding made it longer than an address may be
    settings.endpoint = address;
    if (settings.form == EndpointForm::azure_v1)
        settings.deployment = route.model; // this form's address does not name it
    ServiceRoute again;
    require(resolve_route(settings, again).is_ok());
    require(again.generation_target == route.generation_target && again.origin == route.origin);
    require(again.edit_target == route.edit_target && again.model == route.model);
    require(again.deployment == route.deployment && again.api_version == route.api_version);
    return 0;
}
