// SPDX-License-Identifier: MIT
// How the outputs of one request become POSTs, and how their ends become the request's end. Pure:
// no thread, no clock.
#pragma once

#include "base/billed.h"
#include "base/status.h"
#include "event/event.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

// Outputs [first_lane, first_lane + lane_count) that travel in one POST.
struct PostShare {
    uint32_t first_lane = 0;
    uint32_t lane_count = 1;

    uint32_t mask() const { return ((1u << lane_count) - 1) << first_lane; }
};

// A stream has no image index (wire.md 5.2), so streamed outputs travel alone; otherwise a POST
// carries as many as the service allows.
std::vector<PostShare> share_outputs(uint32_t count, bool is_streamed, uint32_t max_per_post);

// Adds up outputs as they end, in any order.
class FanOut {
public:
    explicit FanOut(uint32_t count) : count_(count) {}

    // False when this output had ended before: its first end counts.
    bool note_ok(uint32_t lane, int32_t result);
    bool note_failed(uint32_t lane, int32_t result, Billed billed);

    bool is_open(uint32_t lane) const { return (ended_ & (1u << lane)) == 0; }
    bool has_ended() const { return ok_ + failed_ == count_; }
    // FINISHED when at least one output arrived; the result is the worst one's, so that a host
    // that looks only at the terminal event learns of a failed save.
    RequestEnd end(uint16_t http_status) const;

private:
    uint32_t count_;
    uint32_t ended_ = 0;
    uint32_t ok_ = 0;
    uint32_t failed_ = 0;
    int32_t result_ = 0;
    Billed billed_ = Billed::no;
};

} // namespace gesso::core
