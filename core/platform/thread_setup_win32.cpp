// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/thread_setup.h"
#include "platform/windows_api.h"

#include <cstring>

namespace gesso::core {

namespace {

using SetDescription = HRESULT(WINAPI *)(HANDLE, PCWSTR);

// Asked for by name: releases before Windows 10 1607 lack it, and some import libraries do too.
SetDescription find_set_description()
{
    const HMODULE module = GetModuleHandleW(L"kernelbase.dll");
    if (!module)
        return nullptr;
    const FARPROC found = GetProcAddress(module, "SetThreadDescription");
    SetDescription function = nullptr;
    static_assert(sizeof(function) == sizeof(found));
    std::memcpy(&function, &found, sizeof(function));
    return function;
}

} // namespace

// Windows has no signals that could reach a thread of ours: a name is all there is to set.
void prepare_worker_thread(const char *name)
{
    constexpr size_t kKeptBytes = 15; // as on every other system
    if (const SetDescription set_description = find_set_description()) {
        const std::wstring kept = to_wide(std::string(name).substr(0, kKeptBytes));
        set_description(GetCurrentThread(), kept.c_str());
    }
}

void finish_worker_thread() {}

} // namespace gesso::core
