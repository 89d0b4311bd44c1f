// SPDX-License-Identifier: MIT
#include "client/lent_book.h"

namespace gesso::core {

LentBook::Loan::Loan(LentBook &book, HookGate &gate, const LoanEnd &end)
    : book_(book), gate_(gate), end_(end)
{
    const std::lock_guard lock(book_.mutex_);
    next_ = book_.first_;
    if (next_)
        next_->previous_ = this;
    book_.first_ = this;
}

LentBook::Loan::~Loan()
{
    end();
    const std::lock_guard lock(book_.mutex_);
    (previous_ ? previous_->next_ : book_.first_) = next_;
    if (next_)
        next_->previous_ = previous_;
}

bool LentBook::Loan::begin_reading()
{
    State expected = State::lent;
    return state_.compare_exchange_strong(expected, State::read, std::memory_order_acq_rel);
}

void LentBook::Loan::end_reading()
{
    State expected = State::read;
    state_.compare_exchange_strong(expected, State::lent, std::memory_order_acq_rel);
}

void LentBook::Loan::end()
{
    if (state_.exchange(State::ended, std::memory_order_acq_rel) == State::ended)
        return;
    if (!gate_.enter())
        return; // the host is gone, and its memory with it
    end_.tell();
    gate_.leave();
}

uint32_t LentBook::take_back_all()
{
    uint32_t being_read = 0;
    for (;;) {
        LoanEnd end;
        {
            const std::lock_guard lock(mutex_);
            being_read = 0;
            Loan *loan = first_;
            for (; loan; loan = loan->next_) {
                Loan::State expected = Loan::State::lent;
                if (loan->state_.compare_exchange_strong(expected, Loan::State::ended))
                    break;
                being_read += expected == Loan::State::read ? 1 : 0;
            }
            if (!loan)
                return being_read;
            end = loan->end_; // the loan itself may go as soon as the lock does
        }
        end.tell();
    }
}

} // namespace gesso::core
