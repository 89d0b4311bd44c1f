// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/entropy.h"
#include "platform/windows_api.h"

#include <bcrypt.h>

namespace gesso::core {

bool system_entropy(uint64_t &out_bits)
{
    return BCryptGenRandom(
               nullptr, reinterpret_cast<PUCHAR>(&out_bits), sizeof(out_bits),
               BCRYPT_USE_SYSTEM_PREFERRED_RNG) >= 0;
}

uint64_t process_number()
{
    return GetCurrentProcessId();
}

} // namespace gesso::core
