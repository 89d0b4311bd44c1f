// SPDX-License-Identifier: MIT
// Which mailboxes have news: one bit each, and one summary bit for every 64. Marking is two atomic
// ors from any thread; taking belongs to the poll thread. No mark is ever lost.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace gesso::core {

class DirtySet {
public:
    static constexpr uint32_t kCapacity = 64 * 64;

    void mark(uint32_t index)
    {
        // Word before summary, so that whoever sees the summary finds the word.
        words_[index / 64].fetch_or(uint64_t{1} << (index % 64), std::memory_order_release);
        summary_.fetch_or(uint64_t{1} << (index / 64), std::memory_order_seq_cst);
    }

    bool is_marked() const { return summary_.load(std::memory_order_seq_cst) != 0; }

    // Poll thread: the next index with news, round robin so that a busy request starves nobody.
    // It stays taken until settle() says that it has no more.
    bool next(uint32_t &out_index)
    {
        if (summary_.load(std::memory_order_relaxed) != 0)
            gather();
        if (pending_summary_ == 0)
            return false;
        const uint32_t word = pick(pending_summary_, cursor_ / 64);
        const uint32_t first_bit = word == cursor_ / 64 ? cursor_ % 64 : 0;
        out_index = word * 64 + pick(pending_[word], first_bit);
        cursor_ = (out_index + 1) % kCapacity;
        return true;
    }

    void settle(uint32_t index)
    {
        const uint32_t word = index / 64;
        pending_[word] &= ~(uint64_t{1} << (index % 64));
        if (pending_[word] == 0)
            pending_summary_ &= ~(uint64_t{1} << word);
    }

private:
    void gather()
    {
        uint64_t words = summary_.exchange(0, std::memory_order_acquire);
        while (words != 0) {
            const uint32_t word = static_cast<uint32_t>(__builtin_ctzll(words));
            words &= words - 1;
            pending_[word] |= words_[word].exchange(0, std::memory_order_acquire);
            if (pending_[word] != 0)
                pending_summary_ |= uint64_t{1} << word;
        }
    }

    // Lowest bit at or above `from`, else the lowest bit. `bits` is not zero.
    static uint32_t pick(uint64_t bits, uint32_t from)
    {
        const uint64_t above = bits & (~uint64_t{0} << from);
        return static_cast<uint32_t>(__builtin_ctzll(above ? above : bits));
    }

    std::array<std::atomic<uint64_t>, 64> words_{};
    alignas(64) std::atomic<uint64_t> summary_{0};
    alignas(64) std::array<uint64_t, 64> pending_{};
    uint64_t pending_summary_ = 0;
    uint32_t cursor_ = 0;
};

} // namespace gesso::core
