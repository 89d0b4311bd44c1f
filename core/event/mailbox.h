// SPDX-License-Identifier: MIT
// News of one request as atomics: workers publish what is, the poll thread remembers what it has
// reported, and every event is the difference. Merging, boundedness and the place of the terminal
// event follow from that.
#pragma once

#include "event/event.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace gesso::core {

// One output of a request.
struct Lane {
    // Published by the one worker that serves this output.
    std::atomic<ImageId> active{0};   // the pass being decoded
    std::atomic<ImageId> complete{0}; // the last complete pass that nobody has reported; whoever
                                      // takes it out of here owns the creator's reference
    std::atomic<uint32_t> failure{0}; // 1 : billed : result, 0 while open

    // Poll thread only.
    ImageId open = 0; // reported rows of, not closed; the poll thread holds one reference
    uint32_t rows_reported = 0;
    ImageId shown = 0; // last image reported complete
    bool is_failure_reported = false;
};

struct Mailbox {
    // Written by submit before the request is handed on; constant until it is recycled.
    uint64_t request = 0;
    uint64_t user_data = 0;
    uint32_t lane_count = 0;

    // Published by the conductor and the workers.
    std::atomic<uint32_t> phase{0};   // attempt : phase
    std::atomic<uint64_t> waiting{0}; // count : reason : remaining ms
    std::atomic<uint64_t> end{0};     // 1 : http status : failed : ok : billed : result
    std::atomic<bool> are_inputs_released{false};
    std::array<Lane, kMaxOutputs> lanes;

    // Poll thread only.
    uint32_t phase_reported = 0;
    uint64_t waiting_reported = 0;
    uint32_t next_lane = 0;
    bool is_release_reported = false;
    bool is_end_reported = false;
};

} // namespace gesso::core
