// SPDX-License-Identifier: MIT
#pragma once

#include "base/json.h"
#include "request/generation.h"

#include <string_view>

namespace gesso::core {

enum class Operation : uint8_t { generate, edit };

// Everything of a body but its pictures, as an object: what the host set and the family takes, then
// the host's own members over it. The order is fixed, so that equal asks give equal bytes.
// `fidelity` is an edit's input_fidelity.
Status make_members(
    const GenerationAsk &ask, const ServiceRoute &route, Operation operation,
    std::string_view fidelity, Json &out_members);

// A request to `target` without a body yet.
HttpRequest
make_request(const GenerationAsk &ask, const ServiceRoute &route, const std::string &target);

} // namespace gesso::core
