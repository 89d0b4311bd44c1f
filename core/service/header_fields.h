// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "service/service_route.h"

#include <vector>

namespace gesso::core {

// The headers that every request to the service carries: at most one that proves who is asking,
// organization and project, and the host's own. Names that belong to the transport are refused.
Status make_header_fields(const ServiceSettings &settings, std::vector<HttpField> &out_fields);

} // namespace gesso::core
