// SPDX-License-Identifier: MIT
// cpp-httplib's client with our own stream inside: what it reads and writes goes through here, and
// the beginning of every reply is looked at before the library parses it. A part of
// http_exchange.cpp, which alone includes it.
#pragma once

#include "base/socket_line.h"
#include "transport/reply_gate.h"
#include "transport/run_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <functional>
#include <utility>
#include <vector>

#ifndef CPPHTTPLIB_VERSION
#error "include <httplib.h> before this"
#endif

namespace gesso::core {

// ---- the beginning of the reply ----------------------------------------------------------------

class PlainSource final : public ReplySource {
public:
    PlainSource(SocketLine &line, RunWatch &watch) : line_(line), watch_(watch) {}

    Seen peek(char *out, size_t size, size_t known) override
    {
        constexpr int kLookMs = 250; // how long one wait may hide a missed shutdown
        const SocketLine::Peeked peeked = line_.peek(out, size, known, kLookMs);
        return {peeked.size, peeked.is_closed, peeked.is_stuck};
    }

    void skip(size_t size) override { line_.skip(size); }
    bool has_reply() override { return true; }
    bool is_stopped() override { return watch_.is_stopped(); }

private:
    SocketLine &line_;
    RunWatch &watch_;
};

class TlsSource final : public ReplySource {
public:
    TlsSource(SSL *ssl, RunWatch &watch) : ssl_(ssl), watch_(watch) {}

    Seen peek(char *out, size_t size, size_t) override
    {
        // A session ticket or a renewed key ends a read without bytes; ten in a row are no server.
        for (int tries = 0; tries < 10 && !watch_.is_stopped(); ++tries) {
            const int count = SSL_peek(ssl_, out, static_cast<int>(size));
            if (count > 0)
                return {static_cast<size_t>(count), false, SSL_pending(ssl_) <= count};
            if (SSL_get_error(ssl_, count) != SSL_ERROR_WANT_READ)
                break;
        }
        return {0, true, false};
    }

    void skip(size_t size) override
    {
        std::array<char, 512> scrap;
        while (size > 0) {
            const int count =
                SSL_read(ssl_, scrap.data(), static_cast<int>(std::min(size, scrap.size())));
            if (count <= 0)
                return;
            size -= static_cast<size_t>(count);
        }
    }

    bool has_reply() override
    {
        char first = 0;
        const int count = SSL_peek(ssl_, &first, 1);
        return count > 0 || SSL_get_error(ssl_, count) != SSL_ERROR_WANT_READ;
    }

    bool is_stopped() override { return watch_.is_stopped(); }

private:
    SSL *ssl_;
    RunWatch &watch_;
};

// ---- the line -----------------------------------------------------------------------------------

// What the library reads and writes through, in the place of its own streams: so the beginning of
// every reply passes our gate, that of a request without a body as well. Declares the members of
// old and new versions; those that a version does not know stay unused.
class GatedStream final : public httplib::Stream {
public:
    struct Hooks {
        std::function<void()> on_sent;      // something has left
        std::function<bool()> before_reply; // false: there is none to read
        std::function<bool()> before_wait;  // what was read has been handed out; false: no more
    };

    GatedStream(socket_t socket, SSL *ssl, RunWatch &watch, Hooks hooks)
        : socket_(socket), ssl_(ssl), watch_(watch), hooks_(std::move(hooks))
    {
        // A look at the line during an upload must not wait for a reply behind a session ticket.
        if (ssl_)
            SSL_clear_mode(ssl_, SSL_MODE_AUTO_RETRY);
    }

#ifdef __clang__
#pragma clang diagnostic push // which of these override something depends on the version
#pragma clang diagnostic ignored "-Winconsistent-missing-override"
#endif
    // NOLINTBEGIN(modernize-use-override)
    virtual bool is_readable() const
    {
        return !watch_.is_stopped();
    }
    virtual bool is_writable() const
    {
        return !watch_.is_stopped();
    }
    virtual bool wait_readable() const
    {
        return !watch_.is_stopped();
    }
    virtual bool wait_writable() const
    {
        return !watch_.is_stopped();
    }
    virtual bool is_peer_alive() const
    {
        return !watch_.is_stopped();
    }
    virtual void get_remote_ip_and_port(std::string &, int &) const {}
    virtual void get_local_ip_and_port(std::string &, int &) const {}
    virtual socket_t socket() const
    {
        return socket_;
    }
    virtual time_t duration() const
    {
        return 0;
    }
    // NOLINTEND(modernize-use-override)
#ifdef __clang__
#pragma clang diagnostic pop
#endif

    ssize_t read(char *out, size_t size) override
    {
        has_asked_ = has_asked_ || hooks_.before_reply();
        if (!has_asked_)
            return -1;
        if (taken_ == held_) {
            const ssize_t count = refill();
            if (count <= 0)
                return count;
        }
        const size_t now = std::min(size, held_ - taken_);
        std::copy_n(buffer_.data() + taken_, now, out);
        taken_ += now;
        return static_cast<ssize_t>(now);
    }

    ssize_t write(const char *data, size_t size) override
    {
        const auto limit = static_cast<int>(std::min<size_t>(size, INT_MAX));
        ssize_t count = -1;
        if (!watch_.is_stopped())
            count = ssl_ ? SSL_write(ssl_, data, limit) : uninterrupted([&] {
                return ::send(socket_, data, limit, CPPHTTPLIB_SEND_FLAGS);
            });
        if (count > 0)
            hooks_.on_sent();
        return count > 0 ? count : -1; // nothing sent would be tried for ever
    }

private:
    // A socket with a time limit gives up when a debugger stops the process for a moment.
    template <typename Call>
    static ssize_t uninterrupted(Call call)
    {
        ssize_t count = 0;
        do
            count = call();
        while (count < 0 && errno == EINTR);
        return count;
    }

    // The library asks for a header byte by byte, and for a body in pieces of 4 KiB.
    ssize_t refill()
    {
        if (!hooks_.before_wait())
            return -1;
        buffer_.resize(kReadBytes);
        const ssize_t count =
            ssl_ ? read_tls()
                 : uninterrupted([this] { return ::recv(socket_, buffer_.data(), kReadBytes, 0); });
        taken_ = 0;
        held_ = count > 0 ? static_cast<size_t>(count) : 0;
        return count;
    }

    ssize_t read_tls()
    {
        // A session ticket or a renewed key ends a read without bytes.
        for (int tries = 0; tries < 10 && !watch_.is_stopped(); ++tries) {
            const int count = SSL_read(ssl_, buffer_.data(), kReadBytes);
            if (count > 0 || SSL_get_error(ssl_, count) != SSL_ERROR_WANT_READ)
                return count;
        }
        return -1;
    }

    static constexpr int kReadBytes = 32 << 10; // two records of TLS

    socket_t socket_;
    SSL *ssl_;
    RunWatch &watch_;
    Hooks hooks_;
    bool has_asked_ = false;
    std::vector<char> buffer_;
    size_t held_ = 0;
    size_t taken_ = 0;
};

// The library's client with our stream in it. Versions differ in what process_socket() is given:
// one of the two is the library's, the other is never called.
class GatedClient final : public httplib::ClientImpl {
public:
    using Talk = std::function<bool(httplib::Stream &)>;
    using Process = std::function<bool(socket_t, const Talk &)>;

    GatedClient(const Origin &origin, Process process)
        : ClientImpl(origin.host, origin.port), process_(std::move(process))
    {}

private:
    using Socket = httplib::ClientImpl::Socket;

    // NOLINTBEGIN(modernize-use-override, performance-unnecessary-value-param)
    virtual bool process_socket(const Socket &socket, Talk talk)
    {
        return process_(socket.sock, talk);
    }
    virtual bool
    process_socket(const Socket &socket, std::chrono::steady_clock::time_point, Talk talk)
    {
        return process_(socket.sock, talk);
    }
    // NOLINTEND(modernize-use-override, performance-unnecessary-value-param)

    Process process_;
};

} // namespace gesso::core
