// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace gesso::core {

// Bits from the system's source of chance; false where it has none.
bool system_entropy(uint64_t &out_bits);
// Differs between the processes that run at one time.
uint64_t process_number();

} // namespace gesso::core
