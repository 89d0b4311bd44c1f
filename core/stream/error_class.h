// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

namespace gesso::core {

// Fills what follows from the fields and the words of a parsed error: whether it is a content
// filter's or about money, what the filter's sentence adds, the token audience it asks for.
void classify(ServiceError &error);

} // namespace gesso::core
