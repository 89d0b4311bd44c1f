// SPDX-License-Identifier: MIT
#include "credential_choice.h"

#include "environment.h"
#include "service_variables.h"

#include <algorithm>

namespace gesso_cli {

namespace {

// A key for OpenAI is nobody else's business: other services get only what was named.
bool reads_variables(ServiceKind kind)
{
    return kind == ServiceKind::openai || is_azure(kind);
}

bool is_token_variable(std::string_view name)
{
    return name == "AZURE_OPENAI_AD_TOKEN" || name == "DEFAULT_AZURE_CREDENTIAL_TOKEN";
}

bool is_wanted(const GenerateSettings &settings, const CredentialSource &source)
{
    switch (settings.auth) {
    case Auth::automatic:
        return true;
    case Auth::key:
    case Auth::bearer:
        // OpenAI sends every key as a bearer.
        return source.how == settings.auth || settings.service == ServiceKind::openai;
    case Auth::entra:
    case Auth::none:
        break;
    }
    return false;
}

void add_variables(const GenerateSettings &settings, std::vector<CredentialSource> &out)
{
    for (const ServiceVariable &entry : service_variables()) {
        const bool is_credential = entry.meaning == kMeansKey || entry.meaning == kMeansToken;
        if (entry.service == settings.service && is_credential && !variable(entry.name).empty()) {
            out.push_back({entry.name, entry.meaning == kMeansToken ? Auth::bearer : Auth::key});
        }
    }
    if (is_older_azure_pair(settings) && !variable("OPENAI_API_KEY").empty()) {
        out.push_back({"OPENAI_API_KEY", Auth::key});
    }
}

Failure missing(const GenerateSettings &settings)
{
    const std::string name = service_name(settings.service);
    if (!reads_variables(settings.service)) {
        return {kExitUsage, "--auth: name the key with --key-env or --key-file"};
    }
    if (!is_azure(settings.service)) {
        return {
            kExitAuth, name + ": there is no key; set OPENAI_API_KEY, or name one with --key-env "
                              "or --key-file (gesso doctor --service openai shows how)"};
    }
    if (settings.auth == Auth::bearer) {
        return {kExitAuth, name + ": there is no access token. " + sign_in_advice()};
    }
    return {
        kExitAuth, name +
                       ": there is no key; set AZURE_OPENAI_API_KEY, or name one with "
                       "--key-env or --key-file (gesso doctor --service " +
                       name + " shows how). Without a key: " + sign_in_advice()};
}

// Signed access tokens are told by their text where nothing else does.
int32_t
kind_of(const GenerateSettings &settings, const CredentialSource &source, const Secret &text)
{
    const bool is_told = settings.auth == Auth::key || settings.auth == Auth::bearer;
    const bool is_bearer =
        is_told ? settings.auth == Auth::bearer
                : source.how == Auth::bearer || (is_azure(settings.service) && text.is_token());
    return is_bearer ? GESSO_CREDENTIAL_BEARER : GESSO_CREDENTIAL_KEY;
}

} // namespace

std::string sign_in_advice()
{
    return "Gesso cannot sign in to Entra by itself yet; today the Azure CLI does: az login, then "
           "export AZURE_OPENAI_AD_TOKEN=\"$(az account get-access-token --resource "
           "https://cognitiveservices.azure.com --query accessToken --output tsv)\" (it works "
           "for about an hour)";
}

std::vector<CredentialSource> credential_sources(const GenerateSettings &settings)
{
    std::vector<CredentialSource> sources;
    const Auth named = settings.auth == Auth::bearer ? Auth::bearer : Auth::key;
    if (!settings.key_file.empty()) {
        sources.push_back({"--key-file", named});
    }
    if (!settings.key_env.empty()) {
        const bool is_token = named == Auth::key && is_token_variable(settings.key_env) &&
                              settings.auth == Auth::automatic;
        sources.push_back({"--key-env", is_token ? Auth::bearer : named});
    }
    if (reads_variables(settings.service)) {
        add_variables(settings, sources);
    }
    const auto used = std::find_if(sources.begin(), sources.end(), [&](const auto &source) {
        return is_wanted(settings, source);
    });
    if (used != sources.end()) {
        used->is_used = true;
    }
    return sources;
}

Failure choose_credential(const GenerateSettings &settings, CredentialChoice &out_choice)
{
    if (settings.auth == Auth::entra) {
        return {kExitAuth, "--auth entra: " + sign_in_advice() + ", with --auth bearer"};
    }
    const std::vector<CredentialSource> sources = credential_sources(settings);
    const auto used = std::find_if(
        sources.begin(), sources.end(), [](const auto &source) { return source.is_used; });
    if (used == sources.end()) {
        const bool is_asked = settings.auth == Auth::key || settings.auth == Auth::bearer;
        const bool needs_one = settings.auth != Auth::none && reads_variables(settings.service);
        return is_asked || needs_one ? missing(settings) : Failure{};
    }
    Failure failure;
    if (used->name == "--key-file") {
        failure = read_secret_file(settings.key_file, out_choice.secret, out_choice.warning);
    } else if (used->name == "--key-env") {
        failure = read_secret_variable(settings.key_env, out_choice.secret);
    } else {
        out_choice.secret.assign(variable(used->name.c_str()));
    }
    out_choice.source = used->name;
    out_choice.kind = kind_of(settings, *used, out_choice.secret);
    return failure;
}

} // namespace gesso_cli
