// SPDX-License-Identifier: MIT
// Why a service said no, out of every envelope that services, gateways and proxies are known to
// use (wire.md 6.2).
#pragma once

#include "base/flow.h"
#include "base/json.h"

#include <optional>
#include <string_view>

namespace gesso::core {

// True for what says "there was an error": neither null, false, zero nor empty. Successful replies
// may well have "error": null.
bool is_truthy(const Json *value);

// The error that a JSON value reports; nothing when it holds none of the known shapes.
std::optional<ServiceError> find_service_error(const Json &value);

// The error of a reply that is not 2xx. Always finds something to say: JSON that was cut off is
// read as far as it goes, of a web page the text is taken, and the status stands for no body.
ServiceError parse_service_error(int http_status, std::string_view body);

// A sentence for a Status: what happened, and the service's own words.
std::string describe(std::string_view what, const ServiceError &error);

} // namespace gesso::core
