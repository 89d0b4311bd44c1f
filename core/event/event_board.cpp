// SPDX-License-Identifier: MIT
#include "event/event_board.h"

#include "event/packing.h"

namespace gesso::core {

EventBoard::EventBoard(uint32_t capacity, ImageRefs &images)
    : images_(images), capacity_(capacity), mailboxes_(std::make_unique<Mailbox[]>(capacity))
{}

void EventBoard::open(uint32_t slot, uint64_t request, uint64_t user_data, uint32_t lane_count)
{
    Mailbox &mailbox = mailboxes_[slot];
    mailbox.request = request;
    mailbox.user_data = user_data;
    mailbox.lane_count = lane_count;
}

void EventBoard::mark(uint32_t slot)
{
    dirty_.mark(slot);
    wake_host();
}

void EventBoard::wake_host()
{
    if (wants_wake_.load(std::memory_order_seq_cst) && take_wake_request() && wake_.call)
        wake_.call(wake_.user);
}

void EventBoard::set_phase(uint32_t slot, Phase phase, uint32_t attempt)
{
    const uint32_t word = pack_phase(phase, attempt);
    if (mailboxes_[slot].phase.exchange(word, std::memory_order_release) != word)
        mark(slot);
}

Phase EventBoard::phase(uint32_t slot) const
{
    return phase_of(mailboxes_[slot].phase.load(std::memory_order_acquire));
}

void EventBoard::set_waiting(uint32_t slot, WaitReason reason, uint32_t remaining_ms)
{
    std::atomic<uint64_t> &waiting = mailboxes_[slot].waiting;
    waiting.store(
        pack_waiting(reason, remaining_ms, waiting.load(std::memory_order_relaxed)),
        std::memory_order_release);
    mark(slot);
}

void EventBoard::begin_pass(uint32_t slot, uint32_t lane, ImageId image)
{
    mailboxes_[slot].lanes[lane].active.store(image, std::memory_order_release);
}

void EventBoard::complete_pass(uint32_t slot, uint32_t lane_index, ImageId image)
{
    Lane &lane = mailboxes_[slot].lanes[lane_index];
    // Complete before active: a poll in between takes the image for both, which is true.
    const ImageId older = lane.complete.exchange(image, std::memory_order_acq_rel);
    lane.active.store(0, std::memory_order_release);
    if (older != 0)
        images_.release(older, 1);
    mark(slot);
}

void EventBoard::drop_pass(uint32_t slot, uint32_t lane_index, ImageId image)
{
    mailboxes_[slot].lanes[lane_index].active.store(0, std::memory_order_release);
    mark(slot);
    images_.release(image, 1);
}

ImageId EventBoard::unreported(uint32_t slot, uint32_t lane) const
{
    return mailboxes_[slot].lanes[lane].complete.load(std::memory_order_acquire);
}

void EventBoard::forget_complete(uint32_t slot, uint32_t lane, ImageId image)
{
    mailboxes_[slot].lanes[lane].complete.compare_exchange_strong(
        image, 0, std::memory_order_acq_rel);
}

void EventBoard::fail_output(uint32_t slot, uint32_t lane, int16_t result, uint8_t billed)
{
    mailboxes_[slot].lanes[lane].failure.store(
        pack_failure(result, billed), std::memory_order_release);
    mark(slot);
}

void EventBoard::release_inputs(uint32_t slot)
{
    mailboxes_[slot].are_inputs_released.store(true, std::memory_order_release);
    mark(slot);
}

void EventBoard::end(uint32_t slot, const RequestEnd &end)
{
    mailboxes_[slot].end.store(pack_end(end), std::memory_order_release);
    mark(slot);
}

void EventBoard::end_job(JobNews &news)
{
    jobs_.post(news);
    wake_host();
}

void EventBoard::close()
{
    is_closed_.store(true, std::memory_order_seq_cst);
    wake_host();
}

void EventBoard::recycle(uint32_t slot)
{
    Mailbox &mailbox = mailboxes_[slot];
    for (Lane &lane : mailbox.lanes) {
        if (const ImageId unreported = lane.complete.exchange(0, std::memory_order_acq_rel))
            images_.release(unreported, 1);
        if (lane.open != 0)
            images_.release(lane.open, 1);
        lane.active.store(0, std::memory_order_relaxed);
        lane.failure.store(0, std::memory_order_relaxed);
        lane.open = 0;
        lane.rows_reported = 0;
        lane.shown = 0;
        lane.is_failure_reported = false;
    }
    mailbox.phase.store(0, std::memory_order_relaxed);
    mailbox.waiting.store(0, std::memory_order_relaxed);
    mailbox.end.store(0, std::memory_order_relaxed);
    mailbox.are_inputs_released.store(false, std::memory_order_relaxed);
    mailbox.request = 0;
    mailbox.phase_reported = 0;
    mailbox.waiting_reported = 0;
    mailbox.next_lane = 0;
    mailbox.is_release_reported = false;
    mailbox.is_end_reported = false;
}

bool EventBoard::poll(Event &out_event)
{
    for (;;) {
        // First, so that everything published before it is found below.
        const bool is_closed = is_closed_.load(std::memory_order_seq_cst);
        if (derive_job(out_event))
            return true;
        uint32_t slot = 0;
        while (dirty_.next(slot)) {
            if (derive(mailboxes_[slot], out_event))
                return true;
            dirty_.settle(slot);
        }
        if (is_closed && !is_closed_reported_) {
            is_closed_reported_ = true;
            out_event = Event{};
            out_event.kind = NewsKind::closed;
            return true;
        }
        // Ask to be woken, then look again: news published in between would wake nobody.
        wants_wake_.store(true, std::memory_order_seq_cst);
        if (!dirty_.is_marked() && !jobs_.has_news() && (is_closed_reported_ || !is_closed_.load()))
            return false;
    }
}

} // namespace gesso::core
