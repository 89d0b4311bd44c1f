// SPDX-License-Identifier: MIT
// A server that sends what it was given, at the pace that the address asks for, in a process of its
// own: what it costs is nobody else's time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gesso_bench {

class Replay {
public:
    struct Reply {
        std::string type; // Content-Type
        std::string body;
        std::vector<size_t> ends; // of the events in the body: each ends a piece
    };

    static constexpr size_t kMaxConnections = 8192;
    static constexpr size_t kMaxEvents = 4;

    // Forks: no other thread may run yet.
    explicit Replay(std::vector<Reply> replies);
    ~Replay();
    Replay(const Replay &) = delete;
    Replay &operator=(const Replay &) = delete;

    // An endpoint; any POST below it gets that reply. Bytes a second of the body; 0: no pace.
    std::string url(size_t reply, uint64_t bytes_per_second) const;
    uint16_t port() const { return port_; }
    // Connections served or begun, and the moment (wall_seconds) just before the piece with the
    // last byte of an event of a connection was sent.
    size_t connections() const;
    double sent_at(size_t connection, size_t event) const;

private:
    struct Shared {
        std::atomic<uint32_t> connections;
        std::atomic<double> sent[kMaxConnections][kMaxEvents];
    };

    [[noreturn]] void serve(int listener);
    void answer(int line, size_t connection);
    void send_body(int line, const Reply &reply, uint64_t bytes_per_second, size_t connection);

    std::vector<Reply> replies_;
    Shared *shared_ = nullptr;
    uint16_t port_ = 0;
    int child_ = -1;
};

// What a program must do at least to get a reply: one socket, large pieces, nothing is looked at.
// Returns the bytes, head and chunk marks included.
size_t receive_all(uint16_t port, size_t reply, uint64_t bytes_per_second);

} // namespace gesso_bench
