// SPDX-License-Identifier: MIT
// One run of an exchange, without the HTTP library: what is sent when, what of the reply is
// believed, and what the outcome was. The library's adapter calls in here and obeys.
#pragma once

#include "base/clock.h"
#include "transport/exchange_failure.h"
#include "transport/reply_framing.h"
#include "transport/reply_gate.h"
#include "transport/run_watch.h"

#include <functional>
#include <vector>

namespace gesso::core {

// How the library says its part went; the last thing asked, and never alone.
struct LibraryOutcome {
    bool is_complete = false;
    std::optional<bool> is_goodbye_heard; // TLS: its close_notify came; the library may miss it
    FailedAt at = FailedAt::line;
    std::string detail; // of the TLS library
    int system_error = 0;
};

class ExchangeRun {
public:
    using Write = std::function<bool(const char *data, size_t size)>;

    // Everything is borrowed for as long as the run lasts. `where` is host:port for messages.
    ExchangeRun(
        const ExchangeAttempt &attempt, ResponseSink &sink, Clock &clock, SocketLine &line,
        RunWatch &watch, std::string where);

    // Each returns false when the library is to give up; the reason is kept here.
    void on_socket(intptr_t socket);
    // Sends the body once and waits for the reply's first line. `source` may be null.
    bool send_body(const Write &write, ReplySource *source);
    // A piece of the request has left; of one without a body, all of it.
    void on_sent();
    // Called when the library is about to read: the first line is looked at now, unless it was.
    bool begin_reply(ReplySource *source);
    bool on_head(const ResponseHead &head);
    // The library hands a body over in small pieces. They are gathered, and delivered before the
    // line is waited for again: nothing that has arrived waits for what has not.
    bool on_body(Bytes bytes);
    bool deliver_body();

    // Ends the run for a reason of the adapter's own. Always false, so that callbacks can return
    // it.
    bool fail(Status reason);
    void enter(LinePhase phase);
    LinePhase phase() const { return phase_; }
    bool is_head_delivered() const { return is_head_delivered_; }
    ExchangeReport finish(const LibraryOutcome &outcome);

private:
    bool send_piece(const Write &write, Bytes piece);
    bool wait_until_writable(ReplySource *source);
    bool wait_for_answer(ReplySource *source);
    Status take_head(const ResponseHead &head);
    Status take_body(Bytes bytes);
    Status deliver();
    bool settle(Status verdict);
    bool is_body_whole(const LibraryOutcome &outcome) const;
    Status judge(const LibraryOutcome &outcome);

    const ExchangeAttempt &attempt_;
    ResponseSink &sink_;
    Clock &clock_;
    SocketLine &line_;
    RunWatch &watch_;
    std::string where_;

    ExchangeReport report_;
    std::vector<uint8_t> gathered_; // of the body, not yet delivered
    ReplyFraming framing_;
    Status verdict_; // ours or the sink's, as soon as there is one
    LinePhase phase_ = LinePhase::idle;
    bool is_gate_passed_ = false;
    bool is_reply_begun_ = false;
    bool is_head_delivered_ = false;
    int sockets_ = 0;
};

} // namespace gesso::core
