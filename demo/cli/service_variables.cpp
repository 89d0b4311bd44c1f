// SPDX-License-Identifier: MIT
#include "service_variables.h"

#include "environment.h"

#include <vector>

namespace gesso_cli {

namespace {

using Kind = ServiceKind;

constexpr const char *kAzureUrl = "https://YOUR-RESOURCE.openai.azure.com";

void add_openai(std::vector<ServiceVariable> &out)
{
    out.push_back({Kind::openai, "OPENAI_API_KEY", kMeansKey, true, "YOUR-KEY"});
    out.push_back({Kind::openai, "OPENAI_BASE_URL", kMeansEndpoint, false, ""});
    out.push_back({Kind::openai, "OPENAI_API_BASE", kMeansEndpoint, false, ""});
    out.push_back({Kind::openai, "OPENAI_ORG_ID", kMeansOrganization, false, ""});
    out.push_back({Kind::openai, "OPENAI_PROJECT_ID", kMeansProject, false, ""});
    out.push_back({Kind::openai, "OPENAI_CUSTOM_HEADERS", kMeansHeaders, false, ""});
}

void add_azure(Kind kind, std::vector<ServiceVariable> &out)
{
    out.push_back({kind, "AZURE_OPENAI_AD_TOKEN", kMeansToken, true, ""});
    out.push_back({kind, "DEFAULT_AZURE_CREDENTIAL_TOKEN", kMeansToken, true, ""});
    out.push_back({kind, "AZURE_OPENAI_API_KEY", kMeansKey, true, "YOUR-KEY"});
    out.push_back({kind, "AZURE_OPENAI_ENDPOINT", kMeansEndpoint, true, kAzureUrl});
    out.push_back({kind, "OPENAI_API_BASE", kMeansEndpoint, true, ""});
    if (needs_deployment(kind)) {
        out.push_back(
            {kind, "AZURE_OPENAI_DEPLOYMENT_NAME", kMeansDeployment, true, "YOUR-DEPLOYMENT"});
    }
    // The others mean a dated version of another form.
    if (kind == Kind::azure) {
        out.push_back({kind, "OPENAI_API_VERSION", kMeansVersion, false, ""});
    }
}

std::vector<ServiceVariable> make_variables()
{
    std::vector<ServiceVariable> out;
    add_openai(out);
    for (const Kind kind : {Kind::azure, Kind::azure_v1, Kind::azure_async}) {
        add_azure(kind, out);
    }
    out.push_back(
        {Kind::compatible, "OPENAI_BASE_URL", kMeansEndpoint, true, "http://127.0.0.1:8080/v1"});
    out.push_back({Kind::compatible, "OPENAI_API_BASE", kMeansEndpoint, true, ""});
    return out;
}

} // namespace

std::span<const ServiceVariable> service_variables()
{
    static const std::vector<ServiceVariable> variables = make_variables();
    return variables;
}

const ServiceVariable *find_variable(ServiceKind kind, std::string_view meaning)
{
    for (const ServiceVariable &entry : service_variables()) {
        if (entry.service == kind && entry.meaning == meaning && !variable(entry.name).empty()) {
            return &entry;
        }
    }
    return nullptr;
}

std::string given_or_variable(const std::string &given, ServiceKind kind, std::string_view meaning)
{
    if (!given.empty()) {
        return given;
    }
    const ServiceVariable *entry = find_variable(kind, meaning);
    return entry != nullptr ? std::string(variable(entry->name)) : std::string();
}

bool is_older_azure_pair(const GenerateSettings &settings)
{
    const ServiceVariable *entry = find_variable(settings.service, kMeansEndpoint);
    return is_azure(settings.service) && settings.endpoint.empty() && entry != nullptr &&
           std::string_view(entry->name) == "OPENAI_API_BASE";
}

} // namespace gesso_cli
