// SPDX-License-Identifier: MIT
// One failure: what is known of it on the way to the host, and what the host is told.
#pragma once

#include "base/billed.h"
#include "base/flow.h"
#include "base/route.h"

#include "gesso/gesso.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gesso::core {

// Of a POST or an output that failed, or of a request that never became one. Free of secrets.
struct Failure {
    Status status;
    int http_status = 0; // 0: no answer
    ServiceError error;
    Billed billed = Billed::no;
    uint32_t retry_after_ms = 0; // as the service said; 0: it did not
    std::string request_id;
};

// As gesso_error tells it. Constant once made, and where it was made: pointers lead into it.
struct ErrorFacts {
    // Null route: the service is gone.
    ErrorFacts(Failure failure, const ServiceRoute *route, bool is_rescued);
    ErrorFacts(const ErrorFacts &) = delete;
    ErrorFacts &operator=(const ErrorFacts &) = delete;

    const Failure cause;
    const gesso_result result;
    const std::string action;
    std::vector<gesso_filter_category> categories; // strings are cause.error's
};

void write_error(const ErrorFacts &facts, gesso_error &out_error);

} // namespace gesso::core
