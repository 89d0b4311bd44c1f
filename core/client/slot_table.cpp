// SPDX-License-Identifier: MIT
#include "client/slot_table.h"

#include <utility>

namespace gesso::core {
namespace {

constexpr uint64_t kDetached = uint64_t{1} << 31;

uint32_t upper(uint64_t word)
{
    return static_cast<uint32_t>(word >> 32);
}

uint32_t lower(uint64_t word)
{
    return static_cast<uint32_t>(word);
}

uint64_t join(uint32_t high, uint32_t low)
{
    return (uint64_t{high} << 32) | low;
}

} // namespace

SlotTable::SlotTable(uint32_t capacity, uint32_t max_outputs)
    : capacity_(capacity), max_outputs_(max_outputs), slots_(std::make_unique<Slot[]>(capacity))
{
    for (uint32_t slot = capacity; slot > 0; --slot)
        push_free(slot - 1);
}

SlotTable::~SlotTable()
{
    for (uint32_t slot = 0; slot < capacity_; ++slot)
        delete slots_[slot].record;
}

SlotTable::Pin::~Pin()
{
    if (table_)
        table_->unpin(slot_);
}

// The tag in the upper half changes with every push and pop: a head that was taken and put back in
// between is not mistaken for the one that was read.
bool SlotTable::pop_free(uint32_t &out_slot)
{
    uint64_t head = free_head_.load(std::memory_order_acquire);
    uint64_t next = 0;
    do {
        if (lower(head) == 0)
            return false;
        const Slot &slot = slots_[lower(head) - 1];
        next = join(upper(head) + 1, slot.next_free.load(std::memory_order_relaxed));
    } while (!free_head_.compare_exchange_weak(
        head, next, std::memory_order_acq_rel, std::memory_order_acquire));
    out_slot = lower(head) - 1;
    return true;
}

void SlotTable::push_free(uint32_t slot)
{
    uint64_t head = free_head_.load(std::memory_order_relaxed);
    do {
        slots_[slot].next_free.store(lower(head), std::memory_order_relaxed);
    } while (!free_head_.compare_exchange_weak(
        head, join(upper(head) + 1, slot + 1), std::memory_order_acq_rel));
}

bool SlotTable::reserve_outputs(uint32_t outputs)
{
    uint32_t held = outputs_.load(std::memory_order_relaxed);
    do {
        if (outputs > max_outputs_ || held > max_outputs_ - outputs)
            return false;
    } while (!outputs_.compare_exchange_weak(held, held + outputs, std::memory_order_relaxed));
    return true;
}

bool SlotTable::take(std::unique_ptr<RequestRecord> record, uint32_t outputs)
{
    if (!reserve_outputs(outputs))
        return false;
    uint32_t index = 0;
    if (!pop_free(index)) {
        outputs_.fetch_sub(outputs, std::memory_order_relaxed);
        return false;
    }
    Slot &slot = slots_[index];
    const uint32_t generation = upper(slot.word.load(std::memory_order_acquire));
    record->slot = index;
    record->id = join(generation, index + 1);
    slot.outputs = outputs;
    slot.asked.store(join(generation, 0), std::memory_order_relaxed);
    slot.through.store(0, std::memory_order_relaxed);
    slot.record = record.release();
    live_.fetch_add(1, std::memory_order_relaxed);
    return true;
}

bool SlotTable::pin(uint64_t id)
{
    if (lower(id) == 0 || lower(id) > capacity_)
        return false;
    Slot &slot = slots_[lower(id) - 1];
    uint64_t word = slot.word.load(std::memory_order_relaxed);
    do {
        if (upper(word) != upper(id))
            return false;
    } while (!slot.word.compare_exchange_weak(
        word, word + 1, std::memory_order_acquire, std::memory_order_relaxed));
    return true;
}

void SlotTable::unpin(uint32_t slot)
{
    slots_[slot].word.fetch_sub(1, std::memory_order_release);
}

SlotTable::Pin SlotTable::pinned(uint64_t id)
{
    return pin(id) ? Pin(this, lower(id) - 1) : Pin();
}

SlotTable::Pin SlotTable::find(uint64_t id)
{
    Pin found = pinned(id);
    if (!found)
        return found;
    // To the host the id ends here, whatever the conductor still has to do.
    const uint8_t through = slots_[lower(id) - 1].through.load(std::memory_order_acquire);
    return (through & (released | polled)) == (released | polled) ? Pin() : std::move(found);
}

bool SlotTable::ask_cancel(uint64_t id, uint32_t output_mask)
{
    const Pin found = find(id);
    if (found)
        slots_[lower(id) - 1].asked.fetch_or(output_mask, std::memory_order_release);
    return static_cast<bool>(found);
}

bool SlotTable::ask_detach(uint64_t id)
{
    const Pin found = find(id);
    if (found)
        slots_[lower(id) - 1].asked.fetch_or(kDetached, std::memory_order_release);
    return static_cast<bool>(found);
}

uint32_t SlotTable::cancel_mask(uint32_t slot) const
{
    return lower(slots_[slot].asked.load(std::memory_order_acquire)) & ~lower(kDetached);
}

bool SlotTable::is_detached(uint32_t slot) const
{
    return (slots_[slot].asked.load(std::memory_order_acquire) & kDetached) != 0;
}

bool SlotTable::note(uint64_t id, Through party)
{
    const Pin found = pinned(id);
    if (!found)
        return false;
    Slot &slot = slots_[lower(id) - 1];
    const uint8_t before = slot.through.fetch_or(party, std::memory_order_acq_rel);
    if ((before & party) != 0)
        return false;
    if (party == polled)
        polled_.fetch_add(1, std::memory_order_relaxed);
    if ((before | party) == everybody)
        finished_.fetch_add(1);
    return true;
}

bool SlotTable::can_free(uint32_t index)
{
    Slot &slot = slots_[index];
    if (slot.through.load(std::memory_order_acquire) != everybody)
        return false;
    // Free of pins at this moment and stale from it on.
    uint64_t word = slot.word.load(std::memory_order_relaxed);
    return lower(word) == 0 && slot.word.compare_exchange_strong(
                                   word, join(upper(word) + 1, 0), std::memory_order_acq_rel);
}

void SlotTable::free(uint32_t index)
{
    Slot &slot = slots_[index];
    delete slot.record;
    slot.record = nullptr;
    slot.through.store(0, std::memory_order_relaxed);
    outputs_.fetch_sub(slot.outputs, std::memory_order_relaxed);
    live_.fetch_sub(1, std::memory_order_relaxed);
    polled_.fetch_sub(1, std::memory_order_relaxed);
    finished_.fetch_sub(1);
    push_free(index);
}

} // namespace gesso::core
