// SPDX-License-Identifier: MIT
// Images that are queued and asked for again and again: the asynchronous form of DALL-E 2.
#pragma once

#include "image_writer.h"
#include "routes.h"

#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace loopback {

// How an operation ends, and what is odd about it; from the words of its prompt.
struct Fate {
    std::string_view status = "succeeded"; // as it is spelled on the wire; empty: it never ends
    std::string_view error;                // of a failure: the filter's message
    bool is_short = false;                 // a failure without status, as the documents show it
    bool loses_item = false;               // the last picture is an error
    bool asks_for_patience = false;        // polls are answered with Retry-After
    bool is_elsewhere = false;             // operation-location names another host
    bool has_no_location = false;
    bool stumbles = false; // the first poll is answered with 503
};

class Operations {
public:
    Operations(
        const WriterSettings &settings, ImageStore &store, BlobLinks &links,
        std::atomic<uint64_t> &images)
        : settings_(settings), store_(store), links_(links), images_(images)
    {}

    // 202 with the place to ask at.
    Response submit(const Generation &generation, const std::string &api_version);

    // Each call brings the operation one step further.
    Response poll(std::string_view id);

    // Only what has ended can be deleted.
    Response remove(std::string_view id);

    static std::string_view help();

private:
    struct Operation;
    using Shared = std::shared_ptr<Operation>;

    Shared find(std::string_view id);
    bool paint(Operation &operation);
    std::string ended_json(const Operation &operation) const;

    const WriterSettings &settings_;
    ImageStore &store_;
    BlobLinks &links_;
    std::atomic<uint64_t> &images_;
    std::mutex mutex_;
    std::list<Shared> operations_; // the newest first
};

} // namespace loopback
