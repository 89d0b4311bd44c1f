// SPDX-License-Identifier: MIT
// One HTTP request there and its reply back, as an interface: the socket transport, the replay of
// a recording and a host's own HTTP stack all stand behind it.
#pragma once

#include "base/flow.h"
#include "base/limits.h"

#include <cstdint>
#include <string>

namespace gesso::core {

// What an attempt cost and how far it came. `status` says only how the transport fared: a picture
// is proved by the parser, never by this.
struct ExchangeReport {
    Status status;
    // The line between "not billed" and "maybe billed": a byte of the body left this process.
    bool is_body_started = false;
    bool is_body_sent = false;   // every byte of it
    int64_t body_sent_at_ms = 0; // monotonic; meaningful when is_body_sent
    uint64_t received_body_bytes = 0;
};

struct ExchangeAttempt {
    const HttpRequest *request = nullptr;
    std::string address; // numeric address to connect to; the name stays in TLS and Host
    Clocks clocks;
    uint64_t header_bytes = 0; // limits
    uint64_t response_bytes = 0;
};

// Lives as long as its worker and serves one origin; one run at a time.
class Exchange {
public:
    virtual ~Exchange() = default;

    // Runs one attempt on the calling thread until it has ended.
    virtual ExchangeReport run(const ExchangeAttempt &attempt, ResponseSink &sink) = 0;

    // Makes the run() in progress return soon with `why`, whatever it waits for. Never waits
    // itself. Any thread; without a run in progress it does nothing.
    virtual void interrupt(StatusCode why) = 0;

    // Called by the watchdog a hundred times a second while run() is in progress: enforces the
    // clocks and the limits that the HTTP library cannot. Never waits.
    virtual void inspect(int64_t now_ms) = 0;
};

} // namespace gesso::core
