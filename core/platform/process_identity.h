// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace gesso::core {

// A number that differs between a process and every child it forks after the first call. A client
// remembers it and is dead where it no longer matches: its threads stayed in the parent. Costs one
// load after the first call, so that poll can afford it.
uint64_t process_generation();

} // namespace gesso::core
