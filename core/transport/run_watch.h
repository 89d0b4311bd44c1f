// SPDX-License-Identifier: MIT
// The part of a run that the worker and the watchdog share: the clocks, the header limit, and the
// reason why the run was stopped. The first reason wins; whoever finds one shuts the line down.
#pragma once

#include "base/exchange.h"
#include "base/socket_line.h"

#include <mutex>

namespace gesso::core {

class RunWatch {
public:
    explicit RunWatch(SocketLine &line) : line_(line) {}

    // Worker. A run goes from begin() to end(), which tells why it was stopped, or ok.
    void begin(const ExchangeAttempt &attempt, int64_t now_ms);
    Status end();
    void enter(LinePhase phase, int64_t now_ms);
    void note_progress(int64_t now_ms);
    // Time that a sink takes is not the service's silence.
    void enter_sink();
    void leave_sink(int64_t now_ms);
    void note_head_delivered();
    void stop(Status reason);
    bool is_stopped();

    // Any thread.
    void interrupt(StatusCode why);
    void inspect(int64_t now_ms);

private:
    Status check_clocks(int64_t now_ms) const;
    Status check_header_bytes(const SocketLine::Traffic &traffic) const;
    void stop_locked(Status reason);

    SocketLine &line_;

    std::mutex mutex_; // guards all below
    bool is_running_ = false;
    bool is_head_delivered_ = false;
    bool is_in_sink_ = false;
    Status reason_;
    Clocks clocks_;
    uint64_t header_bytes_ = 0;
    LinePhase phase_ = LinePhase::idle;
    int64_t began_at_ms_ = 0;
    int64_t phase_at_ms_ = 0;
    int64_t active_at_ms_ = 0;
    uint64_t received_ = 0;    // as inspect() last saw it
    uint64_t read_before_ = 0; // before the reply: a TLS handshake
};

} // namespace gesso::core
