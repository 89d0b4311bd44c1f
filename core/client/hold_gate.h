// SPDX-License-Identifier: MIT
// A gate before a service: one request's failure shuts it for all of them, and when the countdown
// has ended one goes through alone, to see. Pure: no thread, no clock.
#pragma once

#include <algorithm>
#include <cstdint>

namespace gesso::core {

class HoldGate {
public:
    // How often the gate had been shut when a request went through. What a request of an earlier
    // turn reports was known when the gate was shut.
    using Turn = uint64_t;

    bool lets_pass(int64_t now_ms) const
    {
        return state_ == State::open || (state_ == State::counting && now_ms >= due_ms_);
    }
    bool is_shut() const { return state_ != State::open; }
    bool is_probing() const { return state_ == State::probing; }
    int64_t due_ms() const { return due_ms_; }
    uint32_t failures() const { return failures_; } // in a row
    bool is_news(Turn turn) const { return turn == turn_; }

    // Somebody goes through: after a countdown he is the only one, until he has brought news.
    Turn pass()
    {
        if (state_ == State::counting)
            state_ = State::probing;
        return turn_;
    }

    // One of that turn failed: everybody waits until then.
    void shut(Turn turn, int64_t due_ms)
    {
        if (is_news(turn) || state_ == State::open) {
            failures_ = is_news(turn) ? failures_ + 1 : 1;
            ++turn_;
            state_ = State::counting;
            due_ms_ = due_ms;
        } else if (state_ == State::counting) {
            due_ms_ = std::max(due_ms_, due_ms);
        }
    }
    // It works: the next failure is a first one.
    void open(Turn turn)
    {
        if (is_news(turn))
            open();
    }
    void open()
    {
        state_ = State::open;
        failures_ = 0;
    }
    // It seems to work; a failure would still be one more in the row.
    void trust(Turn turn)
    {
        if (is_news(turn) && state_ == State::probing)
            state_ = State::open;
    }
    // The one who went to see brought nothing: the next one goes.
    void give_up(Turn turn)
    {
        if (is_news(turn) && state_ == State::probing)
            state_ = State::counting;
    }

private:
    enum class State : uint8_t { open, counting, probing };

    State state_ = State::open;
    uint32_t failures_ = 0;
    Turn turn_ = 1; // 0: of nobody
    int64_t due_ms_ = 0;
};

} // namespace gesso::core
