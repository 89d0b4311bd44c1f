// SPDX-License-Identifier: MIT
// The places of live requests. Ids are {generation, place + 1}: a place is used again, an id never.
//
// Requirement: host threads take, find and give back places without a lock.
// How: a place has one word {generation, pins}. find() pins it, so a record that is being read is
//      never freed; it goes when three parties are through with it (the host released it, its
//      terminal event was polled, the conductor has ended it) and the last pin is gone.
#pragma once

#include "client/request_record.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace gesso::core {

class SlotTable {
public:
    enum Through : uint8_t { released = 1, polled = 2, conducted = 4, everybody = 7 };

    explicit SlotTable(uint32_t capacity, uint32_t max_outputs);
    ~SlotTable();

    // ---- any thread ----
    // Takes a place for `outputs` outputs; false when limits.max_requests would be outgrown.
    bool take(std::unique_ptr<RequestRecord> record, uint32_t outputs);
    // The record while the returned pin lives; empty when the id is stale.
    class Pin {
    public:
        Pin() = default;
        Pin(SlotTable *table, uint32_t slot) : table_(table), slot_(slot) {}
        Pin(Pin &&other) noexcept : table_(other.table_), slot_(other.slot_)
        {
            other.table_ = nullptr;
        }
        Pin &operator=(Pin &&) = delete;
        ~Pin();
        explicit operator bool() const { return table_ != nullptr; }
        RequestRecord *operator->() const { return table_->slots_[slot_].record; }

    private:
        SlotTable *table_ = nullptr;
        uint32_t slot_ = 0;
    };
    Pin find(uint64_t id);
    // Outputs of the request whose cancellation was asked for, and whether nobody watches it.
    bool ask_cancel(uint64_t id, uint32_t output_mask);
    bool ask_detach(uint64_t id);
    uint32_t cancel_mask(uint32_t slot) const;
    bool is_detached(uint32_t slot) const;
    // Notes that one party is through. Stale ids are ignored.
    bool note(uint64_t id, Through party);
    uint32_t live() const { return live_.load(std::memory_order_relaxed); }
    // Those whose terminal event nobody has polled.
    uint32_t unpolled() const { return live() - polled_.load(std::memory_order_relaxed); }

    // ---- conductor ----
    RequestRecord *record(uint32_t slot) const { return slots_[slot].record; }
    // Frees places that everybody is through with; calls `recycle(slot)` before each.
    template <typename Recycle>
    void collect(Recycle recycle)
    {
        for (uint32_t slot = 0; slot < capacity_ && finished_.load() != 0; ++slot) {
            if (can_free(slot)) {
                recycle(slot);
                free(slot);
            }
        }
    }

private:
    struct Slot {
        std::atomic<uint64_t> word{uint64_t{1} << 32}; // generation : pins
        std::atomic<uint64_t> asked{0};                // detached bit 31, cancel mask below
        std::atomic<uint8_t> through{0};
        RequestRecord *record = nullptr;
        uint32_t outputs = 0;
        std::atomic<uint32_t> next_free{0};
    };

    bool pop_free(uint32_t &out_slot);
    void push_free(uint32_t slot);
    bool reserve_outputs(uint32_t outputs);
    bool pin(uint64_t id);
    Pin pinned(uint64_t id);
    void unpin(uint32_t slot);
    bool can_free(uint32_t slot);
    void free(uint32_t slot);

    const uint32_t capacity_;
    const uint32_t max_outputs_;
    std::unique_ptr<Slot[]> slots_;
    std::atomic<uint64_t> free_head_{0}; // tag : slot + 1
    std::atomic<uint32_t> outputs_{0};
    std::atomic<uint32_t> live_{0};
    std::atomic<uint32_t> polled_{0};   // of the live ones
    std::atomic<uint32_t> finished_{0}; // places everybody is through with
};

} // namespace gesso::core
