// SPDX-License-Identifier: MIT
#pragma once

#include "base/json.h"
#include "base/route.h"
#include "request/members.h"

#include <string_view>

namespace gesso::core {

// The host's own members of the body, as an object; null when `text` is empty. Refuses n and
// stream, which the library counts images with, the model where the address decides it, and the
// pictures of an edit.
Status
parse_extra_json(std::string_view text, EndpointForm form, Operation operation, Json &out_extra);

} // namespace gesso::core
