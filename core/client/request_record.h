// SPDX-License-Identifier: MIT
// All that is known of one request, grouped by who writes it and when.
#pragma once

#include "base/billed.h"
#include "base/limits.h"
#include "base/status.h"
#include "client/edit_request.h"
#include "client/error_facts.h"
#include "event/event.h"
#include "library/rescue_buffer.h"
#include "library/spool.h"
#include "request/generation.h"
#include "texture/image_store.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace gesso::core {

// The host's own receiver of original bytes; see gesso_encoded_sink.
struct EncodedSink {
    int32_t (*write)(void *, uint64_t, uint32_t, const void *, size_t) = nullptr;
    int32_t (*end)(void *, uint64_t, uint32_t, int32_t) = nullptr;
    void *user = nullptr;

    bool is_set() const { return write != nullptr; }
};

// What becomes known of one output. Written by the worker that serves it, or by the conductor once
// no worker does; complete before `is_set` is stored, constant after it.
struct OutputFacts {
    std::atomic<bool> is_set{false};
    StatusCode code = StatusCode::ok;
    int32_t result = 0; // gesso_result
    Billed billed = Billed::no;
    ImageFormat format = ImageFormat::unknown;
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t previews = 0;
    uint64_t encoded_bytes = 0;
    std::string message;
    std::shared_ptr<const ErrorFacts> error; // null unless it failed
    std::string path;
    std::string url; // where the service put it
    int64_t url_expires_unix = 0;
    ImageFacts said; // as the service described it
    // What the reply said only behind the image. Written once, after `is_set`, before the request
    // ends; complete before `has_later` is stored.
    ImageFacts said_later;
    std::atomic<bool> has_later{false};
    std::vector<std::string> preview_paths;
    std::unique_ptr<RescueBuffer> rescued; // original bytes that are nowhere else
};

// What becomes known of the request as a whole. Written by the conductor, complete before the end
// is published, constant after it.
struct RequestFacts {
    int32_t result = 0;
    Billed billed = Billed::no;
    uint32_t ok_count = 0;
    uint32_t failed_count = 0;
    uint32_t elapsed_ms = 0;
    std::string message;
    std::string service_code;
    std::string service_param;
    std::string service_request_id;
    std::shared_ptr<const ErrorFacts> error; // of the output whose failure is the request's
    Usage usage;
    bool has_usage = false;
};

struct RequestRecord {
    // Written by submit, constant afterwards.
    uint64_t id = 0;
    uint32_t slot = 0;
    uint64_t service = 0;
    uint64_t user_data = 0;
    uint32_t count = 1;
    bool is_front = false;
    int32_t stream = 0; // GESSO_STREAM_*
    GenerationAsk ask;
    PixelLayout layout;
    Clocks clocks;
    uint32_t max_retries = 2;
    bool is_maybe_billed_retried = false;
    SaveTarget save;
    std::unique_ptr<EditRequest> edit; // null: a generation
    std::unique_ptr<Spool> spool;      // null: nothing is saved to files
    EncodedSink sink;
    std::vector<HttpField> extra_fields;
    int64_t submitted_at_ms = 0;
    RequestRecord *next = nullptr; // link of the command queue

    // Numbers anybody may read at any time.
    std::atomic<uint32_t> posts{0};
    std::atomic<int32_t> http_status{0};

    // Shared by the workers of this request: the phase the host is told is that of the furthest.
    std::mutex phase_mutex;
    std::array<Phase, kMaxOutputs> phases{};

    // Conductor until the end is published, then anybody.
    RequestFacts facts;
    std::array<OutputFacts, kMaxOutputs> outputs;

    bool is_kept_somewhere() const { return spool != nullptr || sink.is_set(); }
};

} // namespace gesso::core
