// SPDX-License-Identifier: MIT
// The variables that people of each service already have set.
#pragma once

#include "generate_settings.h"

#include <span>
#include <string>
#include <string_view>

namespace gesso_cli {

// What a variable means; compared as text.
inline constexpr std::string_view kMeansKey = "key";
inline constexpr std::string_view kMeansToken = "access token";
inline constexpr std::string_view kMeansEndpoint = "endpoint";
inline constexpr std::string_view kMeansDeployment = "deployment";
inline constexpr std::string_view kMeansVersion = "api version";
inline constexpr std::string_view kMeansOrganization = "organization";
inline constexpr std::string_view kMeansProject = "project";
inline constexpr std::string_view kMeansHeaders = "headers";

// In the order in which they win.
struct ServiceVariable {
    ServiceKind service;
    const char *name;
    std::string_view meaning;
    bool is_required;    // itself, or another one that serves as well
    const char *example; // placeholder for an export line; empty: not the one to advise
};
std::span<const ServiceVariable> service_variables();

// The first variable of that meaning that is set, or null.
const ServiceVariable *find_variable(ServiceKind kind, std::string_view meaning);

// What was given, else what that variable holds.
std::string given_or_variable(const std::string &given, ServiceKind kind, std::string_view meaning);

// PSOpenAI's pair of variables names an Azure resource and its key. Its key counts only together
// with its address: elsewhere it is a key for OpenAI, which is nobody else's business.
bool is_older_azure_pair(const GenerateSettings &settings);

} // namespace gesso_cli
