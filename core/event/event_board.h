// SPDX-License-Identifier: MIT
// News for the host: workers publish, one thread polls, and neither ever waits for the other.
//
// Requirement: poll() takes no lock, allocates nothing, makes no system call, and makes progress
//              while every worker is suspended at any instruction.
// Requirement: per request exactly one terminal event, after everything else.
// Assumption:  an output is served by one worker at a time.
// How:         see mailbox.h. The terminal word is read first and reported last: what it announces
//              was published before it, so one pass over the lanes finds all that is left.
#pragma once

#include "base/image_refs.h"
#include "event/dirty_set.h"
#include "event/job_inbox.h"
#include "event/mailbox.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace gesso::core {

class EventBoard {
public:
    // `capacity` mailboxes, at most DirtySet::kCapacity. `images` outlives the board.
    EventBoard(uint32_t capacity, ImageRefs &images);

    // ---- submitting thread, before the request is handed on ----
    void open(uint32_t slot, uint64_t request, uint64_t user_data, uint32_t lane_count);

    // ---- conductor and workers ----
    void set_phase(uint32_t slot, Phase phase, uint32_t attempt);
    void set_waiting(uint32_t slot, WaitReason reason, uint32_t remaining_ms);
    void begin_pass(uint32_t slot, uint32_t lane, ImageId image);
    void rows_changed(uint32_t slot) { mark(slot); }
    // Takes over the creator's reference.
    void complete_pass(uint32_t slot, uint32_t lane, ImageId image);
    // Gives the creator's reference back.
    void drop_pass(uint32_t slot, uint32_t lane, ImageId image);
    // The complete pass of the lane that has not been reported yet, 0: none. A worker that has
    // withdrawn it from the image store says so with forget_complete.
    ImageId unreported(uint32_t slot, uint32_t lane) const;
    void forget_complete(uint32_t slot, uint32_t lane, ImageId image);
    void fail_output(uint32_t slot, uint32_t lane, int16_t result, uint8_t billed);
    // Pictures that the host lent until it is told are its own again. Before the end.
    void release_inputs(uint32_t slot);
    void end(uint32_t slot, const RequestEnd &end);
    // The news stays the board's until it is polled.
    void end_job(JobNews &news);
    void close();
    // After both the terminal event was polled and the host released the request.
    void recycle(uint32_t slot);

    // ---- poll thread ----
    bool poll(Event &out_event);
    // Set while the poll thread has found nothing since; the marker that clears it wakes the host.
    bool take_wake_request() { return wants_wake_.exchange(false, std::memory_order_seq_cst); }

    // ---- any thread ----
    bool has_ended(uint32_t slot) const
    {
        return mailboxes_[slot].end.load(std::memory_order_acquire) != 0;
    }
    Phase phase(uint32_t slot) const;
    // Called by mark() after news for a poll thread that had found nothing.
    struct Wake {
        void (*call)(void *user) = nullptr;
        void *user = nullptr;
    };
    void set_wake(Wake wake) { wake_ = wake; } // before any thread starts

private:
    void mark(uint32_t slot);
    void wake_host();
    bool derive_job(Event &out_event);
    bool derive(Mailbox &mailbox, Event &out_event);
    bool derive_progress(Mailbox &mailbox, Event &out_event);
    bool derive_release(Mailbox &mailbox, Event &out_event);
    bool derive_lane(Lane &lane, Event &out_event);
    bool continue_open(Lane &lane, ImageId active, ImageId complete, Event &out_event);
    bool adopt(Lane &lane, ImageId image, Event &out_event);
    bool report_rows(Lane &lane, const PassNews &news, Event &out_event);
    bool close_complete(Lane &lane, const PassNews &news, Event &out_event);
    bool close_dropped(Lane &lane, const PassNews &news, Event &out_event);
    bool derive_failure(Lane &lane, Event &out_event);

    ImageRefs &images_;
    const uint32_t capacity_;
    std::unique_ptr<Mailbox[]> mailboxes_;
    DirtySet dirty_;
    JobInbox jobs_;
    Wake wake_;
    std::atomic<bool> wants_wake_{true};
    std::atomic<bool> is_closed_{false};
    bool is_closed_reported_ = false; // poll thread only
};

} // namespace gesso::core
