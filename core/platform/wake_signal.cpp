// SPDX-License-Identifier: MIT
#include "platform/wake_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#if defined(__linux__)
#include <sys/eventfd.h>
#endif

namespace gesso::core {

WakeSignal::WakeSignal()
{
#if defined(__linux__)
    read_end_ = write_end_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
#else
    int ends[2];
    if (::pipe(ends) != 0)
        return;
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    read_end_ = ends[0];
    write_end_ = ends[1];
#endif
}

WakeSignal::~WakeSignal()
{
    if (read_end_ >= 0)
        ::close(read_end_);
    if (write_end_ >= 0 && write_end_ != read_end_)
        ::close(write_end_);
}

bool WakeSignal::is_open() const
{
    return read_end_ >= 0;
}

void WakeSignal::raise()
{
    const uint64_t one = 1;
    // A full pipe or counter means that the waiter has been told already.
    while (::write(write_end_, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

void WakeSignal::wait(int32_t timeout_ms)
{
    pollfd waited{read_end_, POLLIN, 0};
    if (::poll(&waited, 1, timeout_ms) <= 0)
        return;
    uint64_t drained[8];
    while (::read(read_end_, drained, sizeof(drained)) == static_cast<ssize_t>(sizeof(drained))) {
    }
}

} // namespace gesso::core
