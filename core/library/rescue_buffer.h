// SPDX-License-Identifier: MIT
// Memory for an original that could not be saved, so that an image that was paid for is not lost
// with a full disk.
#pragma once

#include "base/flow.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace gesso::core {

// Bytes that all rescue buffers of a client may take together. Any thread.
class RescueBudget {
public:
    explicit RescueBudget(uint64_t limit_bytes) : limit_(limit_bytes), left_(limit_bytes) {}

    bool take(uint64_t bytes);
    void give_back(uint64_t bytes) { left_.fetch_add(bytes, std::memory_order_relaxed); }
    uint64_t limit() const { return limit_; }
    uint64_t left() const { return left_.load(std::memory_order_relaxed); }

private:
    const uint64_t limit_;
    std::atomic<uint64_t> left_;
};

// Fits as many bytes as the budget gives, else limit_exceeded: part of an image helps nobody, so
// what was kept is dropped and later bytes are refused too. The budget outlives the buffer.
class RescueBuffer final : public ByteSink {
public:
    explicit RescueBuffer(RescueBudget &budget) : budget_(budget) {}
    ~RescueBuffer() { clear(); }
    RescueBuffer(const RescueBuffer &) = delete;
    RescueBuffer &operator=(const RescueBuffer &) = delete;

    Status on_bytes(Bytes bytes) override;
    // Takes the bytes only if the budget has room for them; else nothing changes.
    bool append_if_room(Bytes bytes);
    Bytes bytes() const { return bytes_; } // until the next call of on_bytes() or clear()
    void clear();                          // as new; the memory goes back to the budget

private:
    Status overflow();

    RescueBudget &budget_;
    std::vector<uint8_t> bytes_;
    bool has_overflowed_ = false;
};

} // namespace gesso::core
