// SPDX-License-Identifier: MIT
// What the conductor gives a worker, and what it gets back.
#pragma once

#include "base/exchange.h"
#include "client/client_core.h"
#include "client/fan_out.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gesso::core {

// One POST to be made.
struct Job {
    RequestRecord *record = nullptr; // lives until the conductor has ended the request
    uint32_t child = 0;              // index among the POSTs of the request
    PostShare share;
    uint32_t open_mask = 0; // outputs of the share that have not ended yet
    uint32_t attempt = 1;
    bool is_streamed = false;
    std::shared_ptr<const Service> service;
    std::vector<std::string> addresses;
    std::shared_ptr<const PreparedEdit> edit; // set by the worker; null: a generation
    std::shared_ptr<std::atomic<bool>> has_pixels; // set once the first pixels are allocated
};

// An output that ended badly although its POST went on.
struct OutputFailure {
    uint32_t lane = 0;
    Status status;
    ServiceError error;
};

struct JobReport {
    RequestRecord *record = nullptr;
    uint32_t child = 0;
    Status status; // of the POST as a whole
    ServiceError error;
    ResponseHead head;
    ExchangeReport exchange;
    int64_t answered_at_ms = 0;
    uint32_t arrived_mask = 0; // outputs whose final image was published
    bool has_image_bytes = false;
    std::vector<OutputFailure> failures;
    Usage usage;
    bool has_usage = false;
};

} // namespace gesso::core
