// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows. Two things to look at
// there first: that shut_down() wakes a thread which waits on the other handle of the socket, and
// how much of what has arrived one peek shows.
// Who may touch the socket, and with which lock, is as in tcp_line.cpp.
#include "platform/tcp_line.h"
#include "platform/windows_api.h"

#include <mstcpip.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace gesso::core {

namespace {

constexpr int kBarrenLooks = 40;
constexpr int kBarrenLookMs = 5;

short poll_once(SOCKET socket, short events, int wait_ms)
{
    WSAPOLLFD entry{};
    entry.fd = socket;
    entry.events = events;
    const int count = WSAPoll(&entry, 1, wait_ms);
    if (count < 0)
        return POLLERR;
    return count > 0 ? entry.revents : short{0};
}

// Both handles share one socket and so the mode: it is nonblocking here as soon as it is there.
// Where it blocks, asking first keeps a call from waiting.
int receive(SOCKET socket, char *out, size_t size, int flags)
{
    if (poll_once(socket, POLLRDNORM, 0) == 0) {
        WSASetLastError(WSAEWOULDBLOCK);
        return SOCKET_ERROR;
    }
    return recv(socket, out, static_cast<int>(std::min<size_t>(size, 1u << 20)), flags);
}

SOCKET duplicate_of(SOCKET socket)
{
    WSAPROTOCOL_INFOW facts{};
    if (WSADuplicateSocketW(socket, GetCurrentProcessId(), &facts) != 0)
        return INVALID_SOCKET;
    return WSASocketW(
        FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &facts, 0,
        WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

class TcpLine final : public SocketLine {
public:
    ~TcpLine() override { close_duplicate(); }

    bool hold(intptr_t socket) override
    {
        close_duplicate();
        const SOCKET duplicate = duplicate_of(static_cast<SOCKET>(socket));
        const std::lock_guard lock(mutex_);
        socket_ = duplicate;
        return duplicate != INVALID_SOCKET;
    }

    void release() override { close_duplicate(); }

    Ready wait_to_send(bool is_reply_watched, int wait_ms) override
    {
        const short watched = is_reply_watched ? POLLRDNORM : 0;
        const short seen = poll_once(socket_, static_cast<short>(POLLWRNORM | watched), wait_ms);
        if (seen & (POLLHUP | POLLERR | POLLNVAL))
            return Ready::closed;
        if (seen & POLLRDNORM)
            return Ready::readable;
        return seen & POLLWRNORM ? Ready::writable : Ready::nothing;
    }

    // There is no low-water mark here, so what is known already would end a wait at once: looks
    // again every few milliseconds instead.
    Peeked peek(char *out, size_t size, size_t known, int wait_ms) override
    {
        const ULONGLONG end = GetTickCount64() + static_cast<ULONGLONG>(std::max(wait_ms, 0));
        int barren_looks = 0;
        for (;;) {
            const ULONGLONG now = GetTickCount64();
            const int left = now < end ? static_cast<int>(end - now) : 0;
            const Peeked peeked = look(out, size, known > 0 ? 0 : left);
            const bool is_news = peeked.size > known || peeked.is_closed;
            if (!is_news && is_hidden(peeked.size) && ++barren_looks > kBarrenLooks)
                return {peeked.size, false, true};
            if (is_news || left == 0)
                return peeked;
            Sleep(static_cast<DWORD>(std::min(left, kBarrenLookMs)));
        }
    }

    void skip(size_t size) override
    {
        std::array<char, 512> scrap;
        while (size > 0) {
            const int count = receive(socket_, scrap.data(), std::min(size, scrap.size()), 0);
            if (count <= 0)
                return;
            size -= static_cast<size_t>(count);
        }
    }

    void shut_down() override
    {
        const std::lock_guard lock(mutex_);
        if (socket_ != INVALID_SOCKET)
            shutdown(socket_, SD_BOTH);
    }

    bool traffic(Traffic &out_traffic) override
    {
        const std::lock_guard lock(mutex_);
        return socket_ != INVALID_SOCKET && count_traffic(out_traffic);
    }

private:
    Peeked look(char *out, size_t size, int wait_ms) const
    {
        const short seen = poll_once(socket_, POLLRDNORM, wait_ms);
        const int count = receive(socket_, out, size, MSG_PEEK);
        Peeked peeked;
        peeked.size = count > 0 ? static_cast<size_t>(count) : 0;
        peeked.is_closed = (seen & (POLLHUP | POLLERR | POLLNVAL)) != 0 || count == 0;
        return peeked;
    }

    // A peek may end where one of the system's buffers ends, and nothing arrives any more once
    // these are full: whoever waited for more bytes before taking any would wait for ever.
    bool is_hidden(size_t shown) const
    {
        u_long unread = 0;
        int room = 0;
        int size = sizeof(room);
        if (ioctlsocket(socket_, FIONREAD, &unread) != 0 ||
            getsockopt(socket_, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<char *>(&room), &size) != 0)
            return false;
        return unread > shown || (room > 0 && unread >= static_cast<u_long>(room));
    }

    // Received is asked first: bytes that arrive in between then count as unread, never as read.
    bool count_traffic(Traffic &out_traffic) const
    {
#if defined(SIO_TCP_INFO)
        DWORD version = 0;
        TCP_INFO_v0 info{};
        DWORD size = 0;
        u_long unread = 0;
        if (WSAIoctl(
                socket_, SIO_TCP_INFO, &version, sizeof(version), &info, sizeof(info), &size,
                nullptr, nullptr) != 0 ||
            size < sizeof(info) || ioctlsocket(socket_, FIONREAD, &unread) != 0)
            return false;
        out_traffic.received = info.BytesIn;
        out_traffic.unread = unread;
        return true;
#else
        static_cast<void>(out_traffic);
        return false;
#endif
    }

    void close_duplicate()
    {
        const std::lock_guard lock(mutex_);
        if (socket_ != INVALID_SOCKET)
            closesocket(socket_);
        socket_ = INVALID_SOCKET;
    }

    std::mutex mutex_;
    SOCKET socket_ = INVALID_SOCKET;
};

} // namespace

std::unique_ptr<SocketLine> make_tcp_line()
{
    return std::make_unique<TcpLine>();
}

} // namespace gesso::core
