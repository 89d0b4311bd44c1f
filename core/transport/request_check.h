// SPDX-License-Identifier: MIT
// Refuses a request that could say something else on the wire than it says here.
#pragma once

#include "base/flow.h"

namespace gesso::core {

// Header names and values, host, target and method must be visible ASCII, and none may be a field
// that frames the message: those the transport writes itself. A message names the field and never
// its value, which may be a key.
Status check_request(const Origin &origin, const HttpRequest &request);

} // namespace gesso::core
