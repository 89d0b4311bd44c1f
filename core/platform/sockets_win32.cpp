// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/sockets.h"
#include "platform/windows_api.h"

namespace gesso::core {

// Never undone: a host that unloads this library may still use sockets of its own, and the system
// counts starts, so that one more costs nothing.
bool start_sockets()
{
    static const bool is_started = [] {
        WSADATA facts{};
        return WSAStartup(MAKEWORD(2, 2), &facts) == 0;
    }();
    return is_started;
}

// gai_strerror() would answer from one buffer for all threads; its codes are the sockets' own.
std::string lookup_reason(int error)
{
    return windows_message(static_cast<DWORD>(error));
}

} // namespace gesso::core
