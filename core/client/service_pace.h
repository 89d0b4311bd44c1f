// SPDX-License-Identifier: MIT
// What the requests of one service share: how fast they go, and what holds all of them at once.
//
//   rate limit   a 429 holds everybody under one countdown. The first one costs nobody a retry;
//                when the countdown has ended one goes first, and with its answer the others.
//   connection   nothing could be sent: one request at a time tries, the others wait with it.
//   pacing       images per minute, from the host or from the service's own headers.
//
// Pure: no thread, no clock.
#pragma once

#include "base/status.h"
#include "client/hold_gate.h"
#include "event/event.h"
#include "transport/rate_limit_headers.h"

#include <cstdint>
#include <deque>

namespace gesso::core {

// Why nobody goes on, and until when; WaitReason::none: go.
struct Hold {
    WaitReason reason = WaitReason::none;
    int64_t due_ms = 0;
};

class ServicePace {
public:
    // What a POST takes along, so that its answer can be told from older news.
    struct Pass {
        HoldGate::Turn limit = 0;
        HoldGate::Turn reach = 0;
        int64_t at_ms = 0;
        uint32_t images = 0;
    };

    // The host described the service (again). Whatever held the old description is forgotten, and
    // what was counted too when it leads elsewhere now.
    void describe(uint32_t images_per_minute, bool is_elsewhere);

    // ---- before a POST ----
    void begin_round() { is_paced_ = false; }
    // May a POST for so many images go? Asked in the order of the queue: once one has to keep to
    // the pace, nobody overtakes it in this round.
    Hold ask(uint32_t images, int64_t now_ms);
    Pass start(uint32_t images, int64_t now_ms);
    // What a request that stands in the queue is told.
    Hold notice(int64_t now_ms) const;

    // ---- while it is under way ----
    bool is_probing() const { return limit_.is_probing() || reach_.is_probing(); }
    void note_reached(const Pass &pass) { reach_.open(pass.reach); }
    void note_answered(const Pass &pass);
    // The whole request has been sent and for a while nothing was said: a limiter answers at once.
    void note_silence(const Pass &pass) { limit_.trust(pass.limit); }

    // ---- after it ----
    void note_end(const Pass &pass, bool was_sent);
    void learn(const RateLimits &said, int64_t now_ms);
    // A 429 that nobody could have foreseen is paid for with nobody's retry.
    bool is_first_limit(const Pass &pass) const
    {
        return !limit_.is_news(pass.limit) || limit_.failures() == 0;
    }
    uint32_t limits_in_a_row() const { return limit_.failures(); }
    uint32_t failures_in_a_row() const { return reach_.failures(); }
    // `is_told`: the moment is the service's own word, so a later one counts also from a request
    // that had left before the hold.
    void hold_for_limit(const Pass &pass, int64_t due_ms, bool is_told);
    void hold_for_connection(const Pass &pass, int64_t due_ms, Status why);
    const Status &why_unreachable() const { return why_unreachable_; }
    bool is_unreachable() const { return reach_.is_shut(); }
    // Nobody waits for the connection any more: who comes next tries at once.
    void forget_connection() { reach_.open(); }

private:
    struct Start {
        int64_t at_ms = 0;
        uint32_t images = 0;
    };
    int64_t paced_until(uint32_t images, int64_t now_ms);
    void forget_old(int64_t now_ms);

    HoldGate limit_;
    HoldGate reach_;
    Status why_unreachable_;

    uint32_t set_per_minute_ = 0; // 0: as the service says
    uint32_t said_per_minute_ = 0;
    std::deque<Start> starts_;    // of the last minute
    int64_t exhausted_until_ = 0; // by its own word
    int64_t paced_until_ = 0;
    bool is_paced_ = false; // somebody had to wait in this round
};

} // namespace gesso::core
