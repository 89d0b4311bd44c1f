// SPDX-License-Identifier: MIT
// What differs between the systems' resolvers; the calls themselves are the same on all of them.
#pragma once

#include <string>

namespace gesso::core {

// Before the first socket call of the process. Any thread, repeatable; false when the system
// refuses.
bool start_sockets();

// Why getaddrinfo() has failed with `error`. At once after it, on the same thread.
std::string lookup_reason(int error);

} // namespace gesso::core
