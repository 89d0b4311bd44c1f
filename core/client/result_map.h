// SPDX-License-Identifier: MIT
// Internal outcomes in the contract's terms.
#pragma once

#include "base/flow.h"

#include "gesso/gesso.h"

namespace gesso::core {

gesso_result result_of(StatusCode code);
// As above, but an HTTP status and the service's own reason decide what a refusal means.
gesso_result result_of(StatusCode code, int http_status, const ServiceError &error);

} // namespace gesso::core
