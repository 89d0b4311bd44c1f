// SPDX-License-Identifier: MIT
#include "service_choice.h"

#include "environment.h"
#include "text.h"

#include <array>

namespace gesso_cli {

namespace {

using Kind = ServiceKind;

constexpr const char *kKey = "key";
constexpr const char *kEndpoint = "endpoint";
constexpr const char *kDeployment = "deployment";
constexpr const char *kVersion = "api version";
constexpr const char *kAzureUrl = "https://YOUR-RESOURCE.openai.azure.com";

constexpr std::array kVariables = {
    ServiceVariable{Kind::openai, "OPENAI_API_KEY", kKey, true, "YOUR-KEY"},
    ServiceVariable{Kind::openai, "OPENAI_BASE_URL", kEndpoint, false, ""},
    ServiceVariable{Kind::openai, "OPENAI_API_BASE", kEndpoint, false, ""},
    ServiceVariable{Kind::openai, "OPENAI_ORG_ID", "organization", false, ""},
    ServiceVariable{Kind::openai, "OPENAI_PROJECT_ID", "project", false, ""},
    ServiceVariable{Kind::openai, "OPENAI_CUSTOM_HEADERS", "headers", false, ""},
    ServiceVariable{Kind::azure, "AZURE_OPENAI_API_KEY", kKey, true, "YOUR-KEY"},
    ServiceVariable{Kind::azure, "AZURE_OPENAI_AD_TOKEN", kKey, true, ""},
    ServiceVariable{Kind::azure, "DEFAULT_AZURE_CREDENTIAL_TOKEN", kKey, true, ""},
    ServiceVariable{Kind::azure, "AZURE_OPENAI_ENDPOINT", kEndpoint, true, kAzureUrl},
    ServiceVariable{
        Kind::azure, "AZURE_OPENAI_DEPLOYMENT_NAME", kDeployment, true, "YOUR-DEPLOYMENT"},
    ServiceVariable{Kind::azure, "OPENAI_API_VERSION", kVersion, false, ""},
    ServiceVariable{Kind::azure_v1, "AZURE_OPENAI_API_KEY", kKey, true, "YOUR-KEY"},
    ServiceVariable{Kind::azure_v1, "AZURE_OPENAI_AD_TOKEN", kKey, true, ""},
    ServiceVariable{Kind::azure_v1, "DEFAULT_AZURE_CREDENTIAL_TOKEN", kKey, true, ""},
    ServiceVariable{Kind::azure_v1, "AZURE_OPENAI_ENDPOINT", kEndpoint, true, kAzureUrl},
    ServiceVariable{
        Kind::azure_v1, "AZURE_OPENAI_DEPLOYMENT_NAME", kDeployment, true, "YOUR-DEPLOYMENT"},
    ServiceVariable{
        Kind::compatible, "OPENAI_BASE_URL", kEndpoint, true, "http://127.0.0.1:8080/v1"},
    ServiceVariable{Kind::compatible, "OPENAI_API_BASE", kEndpoint, true, ""},
};

// The first variable of that meaning that is set.
const ServiceVariable *find_set(Kind kind, std::string_view meaning)
{
    for (const ServiceVariable &entry : kVariables) {
        if (entry.service == kind && entry.meaning == meaning && !variable(entry.name).empty()) {
            return &entry;
        }
    }
    return nullptr;
}

std::string pick(const std::string &given, Kind kind, std::string_view meaning)
{
    if (!given.empty()) {
        return given;
    }
    const ServiceVariable *entry = find_set(kind, meaning);
    return entry != nullptr ? std::string(variable(entry->name)) : std::string();
}

bool is_azure(Kind kind)
{
    return kind == Kind::azure || kind == Kind::azure_v1;
}

int32_t form_of(Kind kind)
{
    switch (kind) {
    case Kind::azure:
        return GESSO_FORM_AZURE_DEPLOYMENTS;
    case Kind::azure_v1:
        return GESSO_FORM_AZURE_V1;
    case Kind::compatible:
        return GESSO_FORM_COMPATIBLE;
    default:
        return GESSO_FORM_OPENAI;
    }
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        if (!line.empty()) {
            lines.emplace_back(line);
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// Access tokens have variables of their own; elsewhere the text itself tells.
int32_t credential_kind(const ServiceChoice &choice, std::string_view variable_name)
{
    const bool is_token = variable_name == "AZURE_OPENAI_AD_TOKEN" ||
                          variable_name == "DEFAULT_AZURE_CREDENTIAL_TOKEN" ||
                          choice.secret.is_token();
    return is_azure(choice.kind) && is_token ? GESSO_CREDENTIAL_BEARER : GESSO_CREDENTIAL_KEY;
}

Failure missing_key(Kind kind)
{
    const char *name = is_azure(kind) ? "AZURE_OPENAI_API_KEY" : "OPENAI_API_KEY";
    return {
        kExitAuth, std::string(service_name(kind)) + ": there is no key; set " + name +
                       ", or name one with --key-env or --key-file (gesso doctor --service " +
                       service_name(kind) + " shows how)"};
}

Failure choose_secret(const GenerateSettings &settings, ServiceChoice &choice)
{
    if (!settings.key_file.empty()) {
        Failure failure = read_secret_file(settings.key_file, choice.secret, choice.warning);
        choice.credential = credential_kind(choice, {});
        return failure;
    }
    if (!settings.key_env.empty()) {
        Failure failure = read_secret_variable(settings.key_env, choice.secret);
        choice.credential = credential_kind(choice, settings.key_env);
        return failure;
    }
    // A key for OpenAI is nobody else's business: other services get only what was named.
    const bool needs_key = choice.kind == Kind::openai || is_azure(choice.kind);
    if (!needs_key) {
        return {};
    }
    const ServiceVariable *entry = find_set(choice.kind, kKey);
    if (entry == nullptr) {
        return missing_key(choice.kind);
    }
    choice.secret.assign(variable(entry->name));
    choice.credential = credential_kind(choice, entry->name);
    return {};
}

// The demo's promise (nothing leaves this machine, nothing costs) holds only here.
bool is_on_this_machine(std::string_view url)
{
    const size_t scheme = url.find("://");
    const std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
        const char after = host.size() > name.size() ? host[name.size()] : '/';
        if (host.rfind(name, 0) == 0 && (after == ':' || after == '/')) {
            return true;
        }
    }
    return false;
}

Failure check_address(const ServiceChoice &choice)
{
    const std::string name = service_name(choice.kind);
    if (choice.is_free() && !choice.endpoint.empty() && !is_on_this_machine(choice.endpoint)) {
        return {
            kExitUsage, "--endpoint: the loopback service is on this machine; for another one name "
                        "what it is, such as --service openai or --service compatible"};
    }
    const bool needs_endpoint = is_azure(choice.kind) || choice.kind == Kind::compatible;
    if (needs_endpoint && choice.endpoint.empty()) {
        const char *variable_name =
            is_azure(choice.kind) ? "AZURE_OPENAI_ENDPOINT" : "OPENAI_BASE_URL";
        return {
            kExitUsage,
            name + ": no address is known; give --endpoint URL or set " + variable_name};
    }
    const bool has_deployment =
        !choice.deployment.empty() || choice.endpoint.find("/deployments/") != std::string::npos;
    if (is_azure(choice.kind) && !has_deployment) {
        return {
            kExitUsage, name + ": no deployment is known; give --deployment NAME or set "
                               "AZURE_OPENAI_DEPLOYMENT_NAME (its name in the portal, not the "
                               "model's)"};
    }
    return {};
}

} // namespace

std::span<const ServiceVariable> service_variables()
{
    return kVariables;
}

Failure choose_service(const GenerateSettings &settings, ServiceChoice &out_choice)
{
    const Kind kind = settings.service;
    out_choice.kind = kind;
    out_choice.form = form_of(kind);
    out_choice.endpoint = pick(settings.endpoint, kind, kEndpoint);
    out_choice.deployment = pick(settings.deployment, kind, kDeployment);
    out_choice.api_version = pick(settings.api_version, kind, kVersion);
    out_choice.model = settings.model;
    out_choice.family = settings.family;
    out_choice.organization = pick("", kind, "organization");
    out_choice.project = pick("", kind, "project");
    out_choice.ca_file = settings.ca_file;
    out_choice.headers = lines_of(pick("", kind, "headers"));
    Failure failure = check_address(out_choice);
    return failure.is_set() ? failure : choose_secret(settings, out_choice);
}

} // namespace gesso_cli
