// SPDX-License-Identifier: MIT
// Writes the pictures of an edit: the library has pasted the answer into the base, and its job
// makes a PNG of that. The service's own bytes were saved before, beside it.
#pragma once

#include "job.h"

#include <map>
#include <span>
#include <string>

namespace gesso_cli {

class CompositeWriter {
public:
    // The image of an IMAGE event; `path` is where its PNG goes. What went wrong, or nothing.
    std::string
    start(gesso_client *client, gesso_image_id image, Job &job, int32_t output, std::string path);
    // Takes a JOB event of its own; answers the number of the prompt whose picture that was.
    size_t finish(gesso_client *client, const gesso_event &event, std::span<Job> jobs);

private:
    struct Work {
        size_t prompt_number = 0;
        int32_t output = 0;
        std::string path;
    };
    std::map<uint64_t, Work> works_; // by the library's number of the job
};

// With its picture's path put in front and the original's kept; after the last of its JOB events.
void settle_composites(Job &job);

} // namespace gesso_cli
