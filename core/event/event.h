// SPDX-License-Identifier: MIT
// The event as the board derives it; client/ translates it to gesso_event field by field.
#pragma once

#include "base/image_refs.h"

#include <cstdint>

namespace gesso::core {

inline constexpr uint32_t kMaxOutputs = 10; // images of one request

enum class NewsKind : uint8_t {
    queued,
    phase,
    waiting,
    rows,
    preview,
    image,
    dropped,
    image_failed,
    inputs_released,
    finished,
    failed,
    job,
    closed,
};

enum class Phase : uint8_t { queued, connecting, sending, generating, receiving, ended };
enum class WaitReason : uint8_t { none, rate_limit, retry, memory, pacing, budget, connection };

// How a request ended, packed into one atomic word by the board.
struct RequestEnd {
    int16_t result = 0; // gesso_result
    uint8_t billed = 0;
    uint8_t ok_count = 0;
    uint8_t failed_count = 0;
    uint16_t http_status = 0;
};

struct Event {
    NewsKind kind = NewsKind::queued;
    int32_t output = -1;
    uint64_t request = 0;
    uint64_t user_data = 0;

    Phase phase = Phase::queued;
    uint32_t attempt = 0;
    WaitReason reason = WaitReason::none;
    uint32_t remaining_ms = 0;

    ImageId image = 0;
    ImageId restore = 0;
    PassNews news;
    uint32_t y0 = 0;
    uint32_t y1 = 0;

    RequestEnd end; // finished, failed; for image_failed and job the result (and billed) alone

    uint64_t job = 0; // job only, and how many images it made
    uint32_t job_images = 0;
};

} // namespace gesso::core
