// SPDX-License-Identifier: MIT
#include "base/status.h"

namespace gesso::core {

const char *to_string(StatusCode code)
{
    switch (code) {
    case StatusCode::ok:
        return "ok";
    case StatusCode::finished:
        return "finished";
    case StatusCode::cancelled:
        return "cancelled";
    case StatusCode::invalid_argument:
        return "invalid_argument";
    case StatusCode::stale:
        return "stale";
    case StatusCode::unsupported:
        return "unsupported";
    case StatusCode::out_of_memory:
        return "out_of_memory";
    case StatusCode::resource_exhausted:
        return "resource_exhausted";
    case StatusCode::save_failed:
        return "save_failed";
    case StatusCode::name_not_resolved:
        return "name_not_resolved";
    case StatusCode::connect_failed:
        return "connect_failed";
    case StatusCode::tls_failed:
        return "tls_failed";
    case StatusCode::disconnected:
        return "disconnected";
    case StatusCode::timed_out:
        return "timed_out";
    case StatusCode::protocol_error:
        return "protocol_error";
    case StatusCode::redirected:
        return "redirected";
    case StatusCode::refused:
        return "refused";
    case StatusCode::malformed:
        return "malformed";
    case StatusCode::truncated:
        return "truncated";
    case StatusCode::no_image:
        return "no_image";
    case StatusCode::service_failed:
        return "service_failed";
    case StatusCode::decode_failed:
        return "decode_failed";
    case StatusCode::limit_exceeded:
        return "limit_exceeded";
    }
    return "unknown";
}

} // namespace gesso::core
