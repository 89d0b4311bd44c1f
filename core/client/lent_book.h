// SPDX-License-Identifier: MIT
// Memory of the host that is lent to us: who has to be told, once, that it is the host's again.
//
// Requirement: a loan ends exactly once, on whichever thread is first: the one that needed it, the
//              one that learns that nobody will, or the one that destroys the client.
// Requirement: memory is never given back while a thread of ours reads it.
#pragma once

#include "client/hook_gate.h"

#include <atomic>
#include <cstdint>
#include <mutex>

namespace gesso::core {

// Whom to tell; null: the host asks by polling.
struct LoanEnd {
    void (*release)(void *user, const void *data) = nullptr;
    void *user = nullptr;
    const void *data = nullptr;

    void tell() const
    {
        if (release)
            release(user, data);
    }
};

class LentBook {
public:
    // One loan, in the book while it lives. Belongs to one owner at a time.
    class Loan {
    public:
        // `gate` is entered before the host is told, except by take_back_all.
        Loan(LentBook &book, HookGate &gate, const LoanEnd &end);
        ~Loan();
        Loan(const Loan &) = delete;
        Loan &operator=(const Loan &) = delete;

        // False when the loan has ended. Every true answer is followed by end_reading() or end().
        bool begin_reading();
        void end_reading();
        // Ends the loan unless it has ended.
        void end();

    private:
        friend class LentBook;
        enum class State : uint8_t { lent, read, ended };

        LentBook &book_;
        HookGate &gate_;
        const LoanEnd end_;
        std::atomic<State> state_{State::lent};
        Loan *previous_ = nullptr; // guarded by the book's mutex
        Loan *next_ = nullptr;
    };

    // The client ends: every loan that nobody reads at this moment ends on the calling thread.
    // Answers how many go on because a thread that had to be abandoned is in the middle of one.
    uint32_t take_back_all();

private:
    std::mutex mutex_; // held for a few pointers, never while the host is told
    Loan *first_ = nullptr;
};

} // namespace gesso::core
