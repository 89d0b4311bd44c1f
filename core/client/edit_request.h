// SPDX-License-Identifier: MIT
// An edit as part of a request's record: what the host lent, until it is prepared, and what was
// made of it, until the request ends.
#pragma once

#include "client/edit_prepare.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace gesso::core {

class EditRequest {
public:
    // ---- submit ----
    EditRequest(EditInputs inputs, EditWish wish);

    // ---- workers ----
    // The first one does the work, others wait for it. Then the pictures are the host's again.
    // Null, and `out_status` says why, when it failed; it may be tried again after `cancelled`, and
    // after limit_exceeded once expected_bytes() are free.
    std::shared_ptr<const PreparedEdit> prepare(
        ClientCore &core, uint32_t slot, const GenerationAsk &fields, const ServiceRoute &route,
        const std::function<bool()> &is_stopped, Status &out_status);

    // ---- conductor ----
    // What can be known before a picture is read.
    Status validate(const GenerationAsk &fields, const ServiceRoute &route) const;
    // Memory that one more output needs; 0: not known yet.
    uint64_t expected_bytes() const { return expected_bytes_.load(std::memory_order_relaxed); }
    // Of limits.image_bytes what this edit holds until it ends.
    uint64_t held_bytes() const { return held_bytes_.load(std::memory_order_relaxed); }
    // The last attempt to prepare it found too little memory free, which may change.
    bool is_short_of_memory() const { return is_short_.load(std::memory_order_relaxed); }
    // While no worker is at it.
    void finish(ClientCore &core, uint32_t slot);

    const EditWish wish;

private:
    void note_shortage(const ClientCore &core, uint64_t needed);
    void release_inputs(ClientCore &core, uint32_t slot);

    std::mutex mutex_; // held while it is prepared; only workers and, afterwards, the conductor
    EditInputs inputs_;
    std::atomic<uint64_t> expected_bytes_{0};
    std::atomic<uint64_t> held_bytes_{0};
    std::atomic<bool> is_short_{false};
    bool are_inputs_released_ = false;
    Status failure_;
    std::shared_ptr<const PreparedEdit> prepared_;
};

} // namespace gesso::core
