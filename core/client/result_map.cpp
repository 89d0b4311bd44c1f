// SPDX-License-Identifier: MIT
#include "client/result_map.h"

#include "base/text.h"

#include <string_view>

namespace gesso::core {
namespace {

bool names_a_missing_model(const ServiceError &error)
{
    for (const std::string_view code : {"model_not_found", "DeploymentNotFound"}) {
        if (equals_ignoring_case(error.code, code))
            return true;
    }
    return false;
}

gesso_result result_of_refusal(int http_status, const ServiceError &error)
{
    if (error.is_content_filter)
        return GESSO_ERROR_REFUSED;
    if (error.is_billing || http_status == 402)
        return GESSO_ERROR_BILLING;
    if (names_a_missing_model(error))
        return GESSO_ERROR_NOT_FOUND;
    switch (http_status) {
    case 0:
        return GESSO_ERROR_BAD_REQUEST; // refused here, before sending
    case 401:
    case 403:
        return GESSO_ERROR_AUTH;
    case 404:
        return GESSO_ERROR_NOT_FOUND;
    case 408:
    case 409:
        return GESSO_ERROR_SERVICE;
    case 429:
        return GESSO_ERROR_RATE_LIMITED;
    default:
        break;
    }
    const bool is_callers_fault = http_status >= 400 && http_status < 500;
    return is_callers_fault ? GESSO_ERROR_BAD_REQUEST : GESSO_ERROR_SERVICE;
}

} // namespace

gesso_result result_of(StatusCode code)
{
    switch (code) {
    case StatusCode::ok:
    case StatusCode::finished:
        return GESSO_OK;
    case StatusCode::cancelled:
        return GESSO_ERROR_CANCELLED;
    case StatusCode::invalid_argument:
        return GESSO_ERROR_INVALID_ARGUMENT;
    case StatusCode::stale:
        return GESSO_ERROR_STALE;
    case StatusCode::unsupported:
        return GESSO_ERROR_UNSUPPORTED;
    case StatusCode::out_of_memory:
        return GESSO_ERROR_OUT_OF_MEMORY;
    case StatusCode::resource_exhausted:
        return GESSO_ERROR_RESOURCE;
    case StatusCode::save_failed:
        return GESSO_ERROR_SAVE;
    case StatusCode::name_not_resolved:
        return GESSO_ERROR_DNS;
    case StatusCode::connect_failed:
        return GESSO_ERROR_CONNECT;
    case StatusCode::tls_failed:
        return GESSO_ERROR_TLS;
    case StatusCode::disconnected:
        return GESSO_ERROR_DISCONNECTED;
    case StatusCode::timed_out:
        return GESSO_ERROR_TIMEOUT;
    case StatusCode::protocol_error:
    case StatusCode::malformed:
        return GESSO_ERROR_PROTOCOL;
    case StatusCode::redirected:
        return GESSO_ERROR_REDIRECT;
    case StatusCode::refused:
        return GESSO_ERROR_BAD_REQUEST;
    case StatusCode::truncated:
        return GESSO_ERROR_INCOMPLETE;
    case StatusCode::no_image:
        return GESSO_ERROR_NO_IMAGE;
    case StatusCode::service_failed:
        return GESSO_ERROR_SERVICE;
    case StatusCode::decode_failed:
        return GESSO_ERROR_DECODE;
    case StatusCode::limit_exceeded:
        return GESSO_ERROR_LIMIT;
    }
    return GESSO_ERROR_SERVICE;
}

gesso_result result_of(StatusCode code, int http_status, const ServiceError &error)
{
    if (code == StatusCode::refused)
        return result_of_refusal(http_status, error);
    if (code == StatusCode::service_failed && error.is_content_filter)
        return GESSO_ERROR_REFUSED;
    if (code == StatusCode::service_failed && error.is_billing)
        return GESSO_ERROR_BILLING;
    return result_of(code);
}

} // namespace gesso::core
