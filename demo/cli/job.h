// SPDX-License-Identifier: MIT
// One prompt on its way: what the program shows while it runs and keeps when it has ended.
#pragma once

#include "gesso/gesso.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gesso_cli {

// Copies of the library's facts, which end with the request's record.
struct OutputFacts {
    gesso_result result = GESSO_ERROR_NOT_READY;
    int32_t billed = GESSO_BILLED_NO;
    int32_t format = GESSO_FORMAT_UNKNOWN;
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t previews = 0;
    uint64_t encoded_bytes = 0;
    std::string message;
    std::string path;
    std::string original_path; // of an edit: the service's bytes, when `path` is what was made here
    std::vector<std::string> preview_paths;
    std::string rescue_path; // where the bytes went that could not go to `path`
    std::string revised_prompt;
    std::string quality;
    std::string size;
    std::string background;
    std::string url;
    int64_t url_expires_unix = 0; // seconds; 0: not said
};

struct FilterCategory {
    std::string name;
    std::string severity;
    bool is_filtered = false;
};

// All that is known about one failure.
struct ErrorFacts {
    gesso_result result = GESSO_OK;
    int32_t http_status = 0;
    int32_t billed = GESSO_BILLED_NO;
    uint32_t retry_after_ms = 0;
    int32_t filter_stage = GESSO_FILTER_STAGE_UNKNOWN;
    std::vector<FilterCategory> categories;
    std::string message;
    std::string action;
    std::string service_message;
    std::string service_code;
    std::string service_type;
    std::string service_param;
    std::string request_id;
};

struct RequestFacts {
    gesso_result result = GESSO_ERROR_NOT_READY;
    int32_t billed = GESSO_BILLED_NO;
    int32_t http_status = 0;
    uint32_t attempts = 0;
    uint32_t ok_count = 0;
    uint32_t failed_count = 0;
    uint32_t elapsed_ms = 0;
    std::string message;
    std::string service_code;
    std::string service_param;
    std::string service_request_id;
    gesso_opt_i64 input_tokens{};
    gesso_opt_i64 output_tokens{};
    gesso_opt_i64 total_tokens{};
    std::vector<OutputFacts> outputs;
    ErrorFacts error; // its result is GESSO_OK when nothing failed
};

// An edit's picture as it was made here.
struct Composite {
    std::string path;
    std::string problem; // why it could not be written, or empty
};

// A reference that is to be given back.
struct HeldImage {
    gesso_image_id id{};
    int32_t output = 0;
};

struct Job {
    enum class State { waiting, running, ended };

    size_t number = 0; // from 1, in the order of the input
    std::string prompt;
    std::string save_name; // file name or stem for the service's bytes; empty: the library's
    std::string picture;   // of an edit: stem of the file that is made here, with its folder
    std::string code;      // the request as a program, if that was asked for
    State state = State::waiting;
    gesso_request_id id{};
    std::chrono::steady_clock::time_point started;

    int32_t phase = GESSO_PHASE_QUEUED;
    int32_t attempt = 0;
    int32_t wait_reason = GESSO_WAIT_NONE;
    uint32_t wait_ms = 0;
    uint32_t rows = 0;   // of the image that is arriving
    uint32_t height = 0; // 0: none is
    std::vector<HeldImage> images;
    std::map<int32_t, Composite> composites; // by output
    int open_composites = 0;
    bool has_terminal = false; // its terminal event was polled

    RequestFacts facts; // once ended

    [[nodiscard]] uint64_t elapsed_ms() const
    {
        const auto elapsed = std::chrono::steady_clock::now() - started;
        return static_cast<uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count());
    }
};

} // namespace gesso_cli
