// SPDX-License-Identifier: MIT
// A request as the queue shows it.
#pragma once

#include "gesso_opengl.h"

#include "gesso/gesso.hpp"

#include <string>
#include <vector>

namespace viewer {

enum class JobState {
    queued,
    waiting, // for a countdown, for memory
    sending,
    generating,
    receiving,
    finished,
    refused,
    failed,
    unknown, // sent, no whole answer: it may have been billed
    cancelled
};

struct JobOutput {
    gesso::opengl::SlotId thumbnail;
    gesso::Image image; // the newest pass
    bool is_final = false;
    bool has_failed = false;
};

struct Job {
    int number = 0;
    int surface = -1;
    std::string prompt;
    gesso::Request request;
    std::vector<JobOutput> outputs;
    JobState state = JobState::queued;
    uint32_t wait_ms = 0; // of a countdown
    int previews = 0;     // wanted
    int previews_done = 0;
    bool is_detached = false;    // nobody watches, but its image is being paid for and is saved
    double began = 0, ended = 0; // seconds
    std::string message;         // why it did not end well
    std::string path;            // of the first saved image

    [[nodiscard]] bool has_ended() const { return state >= JobState::finished; }
};

// The state in a word.
const char *job_word(JobState state);

} // namespace viewer
