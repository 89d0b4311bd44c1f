// SPDX-License-Identifier: MIT
// The sizes a family makes, and the nearest of them to one that it does not.
#pragma once

#include "base/route.h"

#include <string_view>

namespace gesso::core {

// Names the first rule that `size` breaks and the nearest legal value.
Status check_size(std::string_view size, const ModelRules &rules);

} // namespace gesso::core
