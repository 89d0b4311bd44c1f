// SPDX-License-Identifier: MIT
#include "platform/entropy.h"

#include <sys/random.h>
#include <unistd.h>

namespace gesso::core {

bool system_entropy(uint64_t &out_bits)
{
    return getentropy(&out_bits, sizeof(out_bits)) == 0;
}

uint64_t process_number()
{
    return static_cast<uint64_t>(getpid());
}

} // namespace gesso::core
