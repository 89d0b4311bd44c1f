// SPDX-License-Identifier: MIT
// What the conductor gives a worker, and what it gets back.
#pragma once

#include "base/exchange.h"
#include "client/client_core.h"
#include "client/fan_out.h"
#include "stream/operation_reply.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gesso::core {

// A POST buys pictures; everything that follows it costs nothing and may be repeated.
enum class JobKind : uint8_t {
    post,
    ask,    // GET: how is the operation?
    fetch,  // GET: the picture at its address
    remove, // DELETE: the operation, once it has ended
};

// A picture that lies at an address of its own. The address is as good as a key: never in a log.
struct ResultLink {
    uint32_t lane = 0;
    std::string url;
    int64_t expires_unix = 0; // 0: the service did not say
    ImageFacts facts;
};

// How far a job is, for the conductor to see while it runs.
struct JobSigns {
    std::atomic<bool> has_pixels{false}; // the first pixels are allocated
    std::atomic<bool> is_reached{false}; // the service takes the request
    std::atomic<bool> is_sent{false};    // it has taken all of it
    std::atomic<int32_t> http_status{0}; // it has begun to answer
};

// One exchange to be made.
struct Job {
    JobKind kind = JobKind::post;
    Origin origin;                       // where to; of a POST and an operation the service's
    std::string target;                  // unless a POST
    std::vector<HttpField> extra_fields; // remove: of the request, which may be gone
    Clocks clocks;
    ImageFacts facts;                // fetch: of the picture, `output` is its lane
    RequestRecord *record = nullptr; // lives until the conductor has ended the request
    uint32_t child = 0;              // index among the POSTs of the request
    PostShare share;
    uint32_t open_mask = 0; // outputs of the share that have not ended yet
    uint32_t attempt = 1;
    bool is_streamed = false;
    std::shared_ptr<const Service> service;
    std::vector<std::string> addresses;
    std::shared_ptr<const PreparedEdit> edit; // set by the worker; null: a generation
    std::shared_ptr<JobSigns> signs;
};

// An output that ended badly although its POST went on.
struct OutputFailure {
    uint32_t lane = 0;
    Status status;
    ServiceError error;
};

struct JobReport {
    JobKind kind = JobKind::post;
    RequestRecord *record = nullptr; // null: remove
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
    std::shared_ptr<const Service> service;   // that the job was for
    std::shared_ptr<const PreparedEdit> edit; // as the job's
    std::vector<ResultLink> links;
    std::optional<OperationReply> operation; // the service's word about it
};

} // namespace gesso::core
