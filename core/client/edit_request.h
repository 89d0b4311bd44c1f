// SPDX-License-Identifier: MIT
// An edit as part of a request's record: what the host lent, until it is prepared, and what was
// made of it, until the request ends.
#pragma once

#include "client/edit_prepare.h"

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
    // Null, and `out_status` says why, when it failed; `cancelled` may be tried again.
    std::shared_ptr<const PreparedEdit> prepare(
        ClientCore &core, uint32_t slot, const GenerationAsk &fields, const ServiceRoute &route,
        const std::function<bool()> &is_stopped, Status &out_status);

    // ---- conductor, while no worker is at it ----
    // What can be known before a picture is read.
    Status validate(const GenerationAsk &fields, const ServiceRoute &route) const;
    // Pixels of one output while it is made; 0: not known yet.
    uint64_t expected_bytes() const { return expected_bytes_; }
    void finish(ClientCore &core, uint32_t slot);

    const EditWish wish;

private:
    void release_inputs(ClientCore &core, uint32_t slot);

    std::mutex mutex_; // held while it is prepared; only workers and, afterwards, the conductor
    EditInputs inputs_;
    uint64_t expected_bytes_ = 0;
    bool are_inputs_released_ = false;
    Status failure_;
    std::shared_ptr<const PreparedEdit> prepared_;
};

} // namespace gesso::core
