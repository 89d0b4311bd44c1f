// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"

#include <cstring>

namespace gesso::core {

// Finds the next of two byte values in a block with memchr. Each answer is kept until it has been
// passed, so that a block is read twice at most, however many hits it has.
class BytePairFinder {
public:
    BytePairFinder(Bytes block, uint8_t first, uint8_t second)
        : block_(block), values_{first, second}
    {}

    // Index of the next hit at or after `from`, or the size of the block. `from` never goes back.
    size_t find(size_t from)
    {
        for (int i = 0; i < 2; ++i) {
            if (!is_known_[i] || next_[i] < from)
                next_[i] = search(values_[i], from);
            is_known_[i] = true;
        }
        return next_[0] < next_[1] ? next_[0] : next_[1];
    }

    // Bytes looked at so far, for the tests' proof of linear time.
    size_t work() const { return work_; }

private:
    size_t search(uint8_t value, size_t from)
    {
        if (from >= block_.size())
            return block_.size();
        const void *hit = std::memchr(block_.data() + from, value, block_.size() - from);
        const size_t found =
            hit ? static_cast<size_t>(static_cast<const uint8_t *>(hit) - block_.data())
                : block_.size();
        work_ += found - from;
        return found;
    }

    Bytes block_;
    uint8_t values_[2];
    size_t next_[2] = {0, 0};
    bool is_known_[2] = {false, false};
    size_t work_ = 0;
};

} // namespace gesso::core
