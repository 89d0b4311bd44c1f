// SPDX-License-Identifier: MIT
// Only the worker changes the descriptor, so it may read it without the lock; the others need the
// lock, or they could act on a number that already belongs to somebody else's file.
#include "platform/tcp_line.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#if defined(__linux__)
#include <linux/tcp.h> // the C library's own header lacks tcpi_bytes_received
#endif

#if !defined(POLLRDHUP)
#define POLLRDHUP 0
#endif

namespace gesso::core {

namespace {

constexpr int kBarrenLooks = 40;
constexpr int kBarrenLookMs = 5;

// Restarts at a signal with the whole wait again: callers pass short waits and loop.
short poll_once(int socket, short events, int wait_ms)
{
    pollfd entry{socket, events, 0};
    int count = 0;
    do {
        count = poll(&entry, 1, wait_ms);
    } while (count < 0 && errno == EINTR);
    return count > 0 ? entry.revents : short{0};
}

class TcpLine final : public SocketLine {
public:
    ~TcpLine() override { close_duplicate(); }

    bool hold(intptr_t socket) override
    {
        close_duplicate();
        const int duplicate = fcntl(static_cast<int>(socket), F_DUPFD_CLOEXEC, 0);
        barren_looks_ = 0;
        const std::lock_guard lock(mutex_);
        socket_ = duplicate;
        return duplicate >= 0;
    }

    void release() override { close_duplicate(); }

    Ready wait_to_send(bool is_reply_watched, int wait_ms) override
    {
        const short watched = is_reply_watched ? POLLIN : 0;
        const short seen = poll_once(socket_, POLLOUT | POLLRDHUP | watched, wait_ms);
        if (seen & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL))
            return Ready::closed;
        if (seen & POLLIN)
            return Ready::readable;
        return seen & POLLOUT ? Ready::writable : Ready::nothing;
    }

    Peeked peek(char *out, size_t size, size_t known, int wait_ms) override
    {
        set_low_water(known + 1);
        const short seen = poll_once(socket_, POLLIN | POLLRDHUP, wait_ms);
        set_low_water(1);
        const ssize_t count = recv(socket_, out, size, MSG_PEEK | MSG_DONTWAIT);
        Peeked peeked;
        peeked.size = count > 0 ? static_cast<size_t>(count) : 0;
        peeked.is_closed = (seen & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) != 0 || count == 0;
        peeked.is_stuck = is_stuck((seen & POLLIN) != 0 && peeked.size <= known);
        return peeked;
    }

    void skip(size_t size) override
    {
        std::array<char, 512> scrap;
        while (size > 0) {
            const size_t wanted = std::min(size, scrap.size());
            const ssize_t count = recv(socket_, scrap.data(), wanted, MSG_DONTWAIT);
            if (count <= 0)
                return;
            size -= static_cast<size_t>(count);
        }
    }

    void shut_down() override
    {
        const std::lock_guard lock(mutex_);
        if (socket_ >= 0)
            shutdown(socket_, SHUT_RDWR);
    }

    bool traffic(Traffic &out_traffic) override
    {
        const std::lock_guard lock(mutex_);
        return socket_ >= 0 && count_traffic(out_traffic);
    }

private:
    // "Readable" without more bytes: the system's buffer is full of what was taken already, as
    // the last unread byte still holds all of its packet, and nothing more can arrive. The same
    // is said for a moment when memory is short, so it counts only when it lasts.
    bool is_stuck(bool is_without_progress)
    {
        if (!is_without_progress)
            barren_looks_ = 0;
        else if (++barren_looks_ <= kBarrenLooks)
            poll(nullptr, 0, kBarrenLookMs);
        return barren_looks_ > kBarrenLooks;
    }

    void set_low_water(size_t bytes)
    {
        const int value = static_cast<int>(std::min<size_t>(bytes, 1u << 20));
        setsockopt(socket_, SOL_SOCKET, SO_RCVLOWAT, &value, sizeof(value));
    }

    // Received is asked first: bytes that arrive in between then count as unread, never as read.
    bool count_traffic(Traffic &out_traffic) const
    {
#if defined(__linux__)
        tcp_info info{};
        socklen_t size = sizeof(info);
        int unread = 0;
        if (getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
            size < offsetof(tcp_info, tcpi_bytes_received) + sizeof(info.tcpi_bytes_received) ||
            ioctl(socket_, FIONREAD, &unread) != 0)
            return false;
        out_traffic.received = info.tcpi_bytes_received;
        out_traffic.unread = static_cast<uint64_t>(std::max(unread, 0));
        return true;
#else
        static_cast<void>(out_traffic);
        return false;
#endif
    }

    void close_duplicate()
    {
        const std::lock_guard lock(mutex_);
        if (socket_ >= 0)
            close(socket_);
        socket_ = -1;
    }

    std::mutex mutex_;
    int socket_ = -1;
    int barren_looks_ = 0; // worker only
};

} // namespace

std::unique_ptr<SocketLine> make_tcp_line()
{
    return std::make_unique<TcpLine>();
}

} // namespace gesso::core
