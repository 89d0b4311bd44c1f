// SPDX-License-Identifier: MIT
// Settings to begin with, and a key that must never be seen in a message.
#pragma once

#include "service/service_route.h"
#include "support/catch.h"

#include <string>

namespace gesso::core {

inline constexpr const char *kCanary = "sk-canary-0123456789";

inline ServiceSettings
settings_for(EndpointForm form, const char *endpoint, const char *deployment = "")
{
    ServiceSettings settings;
    settings.form = form;
    settings.endpoint = endpoint;
    settings.deployment = deployment;
    return settings;
}

inline ServiceSettings azure(const char *endpoint, const char *deployment = "")
{
    return settings_for(EndpointForm::azure_deployments, endpoint, deployment);
}

inline ServiceRoute resolved(const ServiceSettings &settings)
{
    ServiceRoute route;
    const Status status = resolve_route(settings, route);
    CAPTURE(settings.endpoint, settings.deployment, status.message);
    REQUIRE(status.is_ok());
    return route;
}

inline std::string target(const ServiceSettings &settings)
{
    return resolved(settings).generation_target;
}

inline std::string refusal(const ServiceSettings &settings)
{
    ServiceRoute route;
    const Status status = resolve_route(settings, route);
    CHECK(status.code == StatusCode::invalid_argument);
    CHECK(status.message.find(kCanary) == std::string::npos);
    CHECK((route.generation_target.empty() && route.edit_target.empty()));
    return status.message;
}

inline bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace gesso::core
