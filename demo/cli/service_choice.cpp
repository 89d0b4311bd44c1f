// SPDX-License-Identifier: MIT
#include "service_choice.h"

#include "service_variables.h"
#include "text.h"

namespace gesso_cli {

namespace {

using Kind = ServiceKind;

// Where gesso-service --port 8080 listens.
constexpr const char *kExampleLoopback = "http://127.0.0.1:8080/v1";

int32_t form_of(Kind kind)
{
    switch (kind) {
    case Kind::azure:
        return GESSO_FORM_AZURE_DEPLOYMENTS;
    case Kind::azure_v1:
        return GESSO_FORM_AZURE_V1;
    case Kind::azure_async:
        return GESSO_FORM_AZURE_ASYNC;
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
    if (needs_deployment(choice.kind) && !has_deployment) {
        return {
            kExitUsage, name + ": no deployment is known; give --deployment NAME or set "
                               "AZURE_OPENAI_DEPLOYMENT_NAME (its name in the portal, not the "
                               "model's)"};
    }
    return {};
}

} // namespace

Failure choose_service(const GenerateSettings &settings, ServiceChoice &out_choice)
{
    const Kind kind = settings.service;
    out_choice.kind = kind;
    out_choice.form = form_of(kind);
    out_choice.endpoint = given_or_variable(settings.endpoint, kind, kMeansEndpoint);
    out_choice.deployment = given_or_variable(settings.deployment, kind, kMeansDeployment);
    out_choice.api_version = given_or_variable(settings.api_version, kind, kMeansVersion);
    out_choice.model = settings.model;
    out_choice.family = settings.family;
    out_choice.organization = given_or_variable(settings.organization, kind, kMeansOrganization);
    out_choice.project = given_or_variable(settings.project, kind, kMeansProject);
    out_choice.ca_file = settings.ca_file;
    out_choice.headers = lines_of(given_or_variable("", kind, kMeansHeaders));
    out_choice.flags = settings.toggles;
    if (settings.allows_http) {
        out_choice.flags |= GESSO_SERVICE_ALLOW_HTTP;
    }
    out_choice.images_per_minute = static_cast<uint32_t>(settings.images_per_minute);
    Failure failure = check_address(out_choice);
    return failure.is_set() ? failure : choose_credential(settings, out_choice.credential);
}

Failure choose_service_dry(const GenerateSettings &settings, ServiceChoice &out_choice)
{
    Failure failure = choose_service(settings, out_choice);
    CredentialChoice &credential = out_choice.credential;
    if (failure.exit_code == kExitAuth) {
        const bool is_bearer = settings.auth == Auth::bearer || settings.auth == Auth::entra;
        credential.kind = is_bearer ? GESSO_CREDENTIAL_BEARER : GESSO_CREDENTIAL_KEY;
        credential.secret.assign("none"); // nothing is sent
        credential.source.clear();
        credential.warning = failure.text;
        failure = {};
    }
    if (out_choice.must_be_started()) {
        out_choice.endpoint = kExampleLoopback;
    }
    return failure;
}

} // namespace gesso_cli
