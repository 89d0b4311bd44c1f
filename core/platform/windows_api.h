// SPDX-License-Identifier: MIT
// The system's headers in the one order that works, and what every Windows file here needs of them.
// Included by *_win32.cpp and, on Windows, by name_lookup.cpp alone. The build says which
// release is the oldest: Windows 10.
#pragma once

#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
// after winsock2.h, or it would bring the first version of the same names
#include <windows.h>

#include <string>

namespace gesso::core {

// Text for a system call; empty where `text` is no UTF-8.
std::wstring to_wide(const std::string &text);
std::string from_wide(const std::wstring &text);

// What the system calls the error, in UTF-8 and one line. Sockets use the same numbers.
std::string windows_message(DWORD error);

} // namespace gesso::core
