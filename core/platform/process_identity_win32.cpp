// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/process_identity.h"

namespace gesso::core {

// There is no fork() here: every process begins with clients of its own.
uint64_t process_generation()
{
    return 1;
}

} // namespace gesso::core
