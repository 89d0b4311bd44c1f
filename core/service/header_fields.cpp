// SPDX-License-Identifier: MIT
#include "service/header_fields.h"

#include "base/text.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gesso::core {

namespace {

constexpr size_t kMaxExtraHeaders = 64;
constexpr size_t kMaxValueBytes = size_t{8} << 10;

// Proof of who is asking, under any of its names. The first two are the ones we write ourselves.
constexpr std::string_view kSecretNames[] = {"authorization", "api-key",
                                             "x-api-key",     "ocp-apim-subscription-key",
                                             "cookie",        "proxy-authorization"};
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";
// What the transport and the request writer say themselves.
constexpr std::string_view kReservedNames[] = {
    "host",       "content-length", "content-type", "content-encoding", "transfer-encoding",
    "connection", "expect",         "accept",       "accept-encoding",  "te",
    "trailer",    "upgrade"};

Status refused(std::string message)
{
    return {StatusCode::invalid_argument, std::move(message)};
}

template <size_t count>
bool is_one_of(std::string_view name, const std::string_view (&names)[count])
{
    return std::any_of(std::begin(names), std::end(names), [name](std::string_view known) {
        return equals_ignoring_case(name, known);
    });
}

bool is_auth_name(std::string_view name)
{
    return equals_ignoring_case(name, "authorization") || equals_ignoring_case(name, "api-key");
}

bool is_token(std::string_view name)
{
    return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kTokenMarks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value)
{
    return value.size() <= kMaxValueBytes && trim_ascii(value) == value &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

Status add_credential(const ServiceSettings &settings, std::vector<HttpField> &fields)
{
    if (settings.credential == CredentialKind::none) {
        if (!settings.secret.is_empty())
            return refused("credential: there is a key, but its kind is none");
        return {};
    }
    GESSO_RETURN_IF_FAILED(check_secret(settings.secret));
    const bool is_azure_form = settings.form == EndpointForm::azure_deployments ||
                               settings.form == EndpointForm::azure_v1 ||
                               settings.form == EndpointForm::azure_async;
    if (is_azure_form && settings.credential == CredentialKind::api_key) {
        fields.push_back({"api-key", std::string(settings.secret.reveal()), true});
    } else {
        std::string value = "Bearer ";
        value.reserve(value.size() + settings.secret.reveal().size());
        value += settings.secret.reveal();
        fields.push_back({"Authorization", std::move(value), true});
    }
    return {};
}

Status add_named(
    const char *name, const char *what, const std::string &value, std::vector<HttpField> &fields)
{
    if (value.empty())
        return {};
    if (!is_field_value(value))
        return refused(std::string(what) + ": it must be plain ASCII text without spaces around");
    fields.push_back({name, value, false});
    return {};
}

// Only the name is ever quoted; a value may be a secret that nobody marked.
Status add_extra(const HttpField &extra, std::vector<HttpField> &fields)
{
    if (!is_token(extra.name))
        return refused("extra header: the name is not a header name");
    const std::string prefix = "extra header " + extra.name + ": ";
    if (is_one_of(extra.name, kReservedNames))
        return refused(prefix + "this one is written by the library");
    if (!is_field_value(extra.value))
        return refused(prefix + "the value must be plain ASCII text, at most 8 KiB");
    const bool is_auth = is_auth_name(extra.name);
    for (const HttpField &field : fields) {
        if (is_auth && is_auth_name(field.name))
            return refused(prefix + "the request would carry two proofs of who is asking");
        if (equals_ignoring_case(field.name, extra.name))
            return refused(prefix + "it is there twice");
    }
    HttpField field = extra;
    field.is_secret = extra.is_secret || is_one_of(extra.name, kSecretNames);
    fields.push_back(std::move(field));
    return {};
}

} // namespace

Status make_header_fields(const ServiceSettings &settings, std::vector<HttpField> &out_fields)
{
    std::vector<HttpField> fields;
    GESSO_RETURN_IF_FAILED(add_credential(settings, fields));
    if (settings.form == EndpointForm::openai) {
        GESSO_RETURN_IF_FAILED(
            add_named("OpenAI-Organization", "organization", settings.organization, fields));
        GESSO_RETURN_IF_FAILED(add_named("OpenAI-Project", "project", settings.project, fields));
    }
    if (settings.extra_headers.size() > kMaxExtraHeaders)
        return refused("extra headers: there are more than 64");
    for (const HttpField &extra : settings.extra_headers)
        GESSO_RETURN_IF_FAILED(add_extra(extra, fields));
    out_fields = std::move(fields);
    return {};
}

} // namespace gesso::core
