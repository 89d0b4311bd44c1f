// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/wake_signal.h"
#include "platform/windows_api.h"

namespace gesso::core {

// An event that resets itself: however often it was raised, one wait takes it back.
WakeSignal::WakeSignal() : event_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {}

WakeSignal::~WakeSignal()
{
    if (event_)
        CloseHandle(event_);
}

bool WakeSignal::is_open() const
{
    return event_ != nullptr;
}

void WakeSignal::raise()
{
    SetEvent(event_);
}

void WakeSignal::wait(int32_t timeout_ms)
{
    WaitForSingleObject(event_, timeout_ms < 0 ? INFINITE : static_cast<DWORD>(timeout_ms));
}

} // namespace gesso::core
