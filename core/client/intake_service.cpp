// SPDX-License-Identifier: MIT
#include "client/intake.h"
#include "service/header_fields.h"
#include "service/service_route.h"

#include <string>
#include <string_view>
#include <utility>

namespace gesso::core {
namespace {

std::string text_of(const char *text)
{
    return text ? text : "";
}

Status take_form(int32_t form, EndpointForm &out_form)
{
    switch (form) {
    case GESSO_FORM_OPENAI:
        out_form = EndpointForm::openai;
        return {};
    case GESSO_FORM_AZURE_DEPLOYMENTS:
        out_form = EndpointForm::azure_deployments;
        return {};
    case GESSO_FORM_AZURE_V1:
        out_form = EndpointForm::azure_v1;
        return {};
    case GESSO_FORM_COMPATIBLE:
        out_form = EndpointForm::compatible;
        return {};
    case GESSO_FORM_AZURE_ASYNC:
        out_form = EndpointForm::azure_async;
        return {};
    default:
        return {StatusCode::invalid_argument, "form must be one of GESSO_FORM_*"};
    }
}

Status take_credential(int32_t kind, CredentialKind &out_kind)
{
    switch (kind) {
    case GESSO_CREDENTIAL_NONE:
        out_kind = CredentialKind::none;
        return {};
    case GESSO_CREDENTIAL_KEY:
        out_kind = CredentialKind::api_key;
        return {};
    case GESSO_CREDENTIAL_BEARER:
        out_kind = CredentialKind::bearer;
        return {};
    default:
        return {StatusCode::invalid_argument, "credential must be one of GESSO_CREDENTIAL_*"};
    }
}

Status take_image_field(uint32_t flags, ImageField &out_field)
{
    const bool is_plain = (flags & GESSO_SERVICE_IMAGE_FIELD_PLAIN) != 0;
    const bool is_list = (flags & GESSO_SERVICE_IMAGE_FIELD_LIST) != 0;
    if (is_plain && is_list)
        return {
            StatusCode::invalid_argument,
            "flags: the two GESSO_SERVICE_IMAGE_FIELD_* contradict each other"};
    if (is_plain)
        out_field = ImageField::plain;
    if (is_list)
        out_field = ImageField::list;
    return {};
}

void take_flags(uint32_t flags, ServiceSettings &settings)
{
    settings.allow_http = (flags & GESSO_SERVICE_ALLOW_HTTP) != 0;
    if ((flags & GESSO_SERVICE_NO_STREAM) != 0)
        settings.can_stream = false;
    if ((flags & GESSO_SERVICE_NO_MODEL) != 0)
        settings.sends_model = false;
    if ((flags & GESSO_SERVICE_SEND_RESPONSE_FORMAT) != 0)
        settings.sends_response_format = true;
    if ((flags & GESSO_SERVICE_ONE_IMAGE_PER_POST) != 0)
        settings.max_images_per_post = 1;
}

} // namespace

Status parse_header_lines(const char *const *lines, std::vector<HttpField> &out_fields)
{
    constexpr size_t kMaxLines = 64;
    for (size_t i = 0; lines && lines[i]; ++i) {
        const std::string_view line = lines[i];
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos || i == kMaxLines)
            return {
                StatusCode::invalid_argument,
                "extra_headers: at most 64 lines of the form \"Name: value\""};
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ')
            value.remove_prefix(1);
        out_fields.push_back({std::string(line.substr(0, colon)), std::string(value), false});
    }
    return {};
}

Status take_request_headers(const char *const *lines, std::vector<HttpField> &out_fields)
{
    ServiceSettings checked;
    GESSO_RETURN_IF_FAILED(parse_header_lines(lines, checked.extra_headers));
    GESSO_RETURN_IF_FAILED(make_header_fields(checked, out_fields));
    for (const HttpField &field : out_fields) {
        if (field.is_secret)
            return {
                StatusCode::invalid_argument,
                "extra_headers: " + field.name + " belongs to the service, not to a request"};
    }
    return {};
}

Status take_service(const gesso_service_desc &desc, std::shared_ptr<const Service> &out_service)
{
    ServiceSettings settings;
    GESSO_RETURN_IF_FAILED(take_form(desc.form, settings.form));
    GESSO_RETURN_IF_FAILED(take_credential(desc.credential, settings.credential));
    settings.endpoint = text_of(desc.endpoint);
    settings.deployment = text_of(desc.deployment);
    settings.api_version = text_of(desc.api_version);
    settings.model = text_of(desc.model);
    settings.family = text_of(desc.family);
    settings.organization = text_of(desc.organization);
    settings.project = text_of(desc.project);
    if (desc.secret)
        settings.secret = SecretText(desc.secret);
    take_flags(desc.flags, settings);
    GESSO_RETURN_IF_FAILED(take_image_field(desc.flags, settings.image_field));
    GESSO_RETURN_IF_FAILED(parse_header_lines(desc.extra_headers, settings.extra_headers));

    auto service = std::make_shared<Service>();
    GESSO_RETURN_IF_FAILED(resolve_route(settings, service->route));
    service->tls.ca_file = text_of(desc.ca_file);
    service->images_per_minute = desc.images_per_minute;
    out_service = std::move(service);
    return {};
}

} // namespace gesso::core
