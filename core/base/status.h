// SPDX-License-Identifier: MIT
// The one answer that travels up through the stages: did it work, and if not, what should a
// person be told.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace gesso::core {

enum class StatusCode : uint8_t {
    ok,
    finished,  // a sink has all it needs and wants no more; not a failure
    cancelled, // the host asked for it

    // the caller
    invalid_argument,
    stale,       // what it needs was destroyed meanwhile
    unsupported, // well-formed, but this build or this library does not do it

    // this machine
    out_of_memory,
    resource_exhausted, // threads, descriptors
    save_failed,

    // the way there
    name_not_resolved,
    connect_failed,
    tls_failed,
    disconnected, // reset or closed before the reply was whole
    timed_out,

    // the other side
    protocol_error, // not HTTP, or not what was asked for
    redirected,     // any 3xx: never followed
    refused,        // an HTTP status outside 2xx; ServiceError has the reason
    malformed,      // bytes that are not the format they claim to be
    truncated,      // a document that ends before its end
    no_image,       // a whole, well-formed reply without an image
    service_failed, // an error object inside a 2xx reply; ServiceError has the reason
    decode_failed,

    limit_exceeded, // a limit of base/limits.h; the message names it
};

// Short, stable, lower-case name for logs and canonical event text.
const char *to_string(StatusCode code);

// A code and, unless ok, one sentence that a person can act on. Messages never contain secrets,
// prompts or bytes of a reply: whoever writes one may assume that it is logged.
struct [[nodiscard]] Status {
    StatusCode code = StatusCode::ok;
    std::string message;

    Status() = default;
    Status(StatusCode status_code, std::string text) : code(status_code), message(std::move(text))
    {}

    bool is_ok() const { return code == StatusCode::ok; }
};

} // namespace gesso::core

// Leaves the enclosing function with the status of `expression` unless it is ok.
#define GESSO_RETURN_IF_FAILED(expression)                                                         \
    do {                                                                                           \
        ::gesso::core::Status gesso_status_ = (expression);                                        \
        if (!gesso_status_.is_ok())                                                                \
            return gesso_status_;                                                                  \
    } while (false)
