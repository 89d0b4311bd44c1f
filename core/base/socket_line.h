// SPDX-License-Identifier: MIT
// A second hold on a connection that an HTTP library owns: the only way for another thread to end
// it at once, and the only way to see what arrives before the library has understood it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gesso::core {

// Owns a duplicate of the socket, never the socket itself. "Worker" is the one thread that runs
// the exchange; the other calls come from any thread and never wait for the network.
class SocketLine {
public:
    enum class Ready : uint8_t { nothing, writable, readable, closed };

    struct Traffic {
        uint64_t received = 0; // bytes that the system has received
        uint64_t unread = 0;   // of these, still waiting to be read
    };

    struct Peeked {
        size_t size = 0;
        bool is_closed = false; // no more will come
        bool is_stuck = false;  // no more will come before these are taken
    };

    virtual ~SocketLine() = default;

    // Worker. Lets go of an earlier socket. False when the system has no descriptor left.
    virtual bool hold(intptr_t socket) = 0;
    virtual void release() = 0;

    // Worker. Waits at most `wait_ms` for room to send, for the end of the connection and, if
    // `is_reply_watched`, for bytes that have arrived; these come before room.
    virtual Ready wait_to_send(bool is_reply_watched, int wait_ms) = 0;
    // Worker. Copies the first unread bytes without taking them, as soon as there are more than
    // `known` of them or `wait_ms` have passed.
    virtual Peeked peek(char *out, size_t size, size_t known, int wait_ms) = 0;
    // Worker. Takes bytes that peek() has shown.
    virtual void skip(size_t size) = 0;

    // Any thread. Both directions end; whoever waits on the socket wakes. Repeatable.
    virtual void shut_down() = 0;
    // Any thread. False when there is no socket or the system does not count.
    virtual bool traffic(Traffic &out_traffic) = 0;
};

} // namespace gesso::core
