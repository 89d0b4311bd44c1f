// SPDX-License-Identifier: MIT
#pragma once

#include "base/status.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

// Which of the outputs that were asked for have arrived, and how the reply as a whole is judged.
class ReplyOutcome {
public:
    explicit ReplyOutcome(uint32_t expected);

    // Asked for and not settled yet.
    bool is_awaited(uint32_t output) const;
    // The lowest output still awaited; any number that is not when there is none.
    uint32_t next_awaited() const;
    // An output has come to its end: ok when its image or address was handed on.
    void settle(uint32_t output, Status status);
    // Something went wrong that concerns no single output.
    void fail(Status status);

    bool has_any() const { return settled_ > 0; }
    bool has_all() const { return settled_ == is_settled_.size(); }
    // Ok when every output was handed on, else what went wrong first, else `otherwise`.
    Status verdict(const Status &otherwise) const;

private:
    std::vector<bool> is_settled_;
    size_t settled_ = 0;
    size_t good_ = 0;
    Status failure_;
};

} // namespace gesso::core
