// SPDX-License-Identifier: MIT
// One gesso_job_*: what was asked, and what came of it. (A worker's Job, in job.h, is a POST.)
#pragma once

#include "client/lent_picture.h"
#include "event/job_inbox.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace gesso::core {

struct JobRecord {
    explicit JobRecord(ImageStore &store) : images_store(store) {}
    ~JobRecord() { forget_images(); }
    JobRecord(const JobRecord &) = delete;
    JobRecord &operator=(const JobRecord &) = delete;

    void forget_images()
    {
        for (const ImageId image : images)
            images_store.release(image, 1);
        images.clear();
    }

    // Constant once submitted.
    int32_t kind = 0;
    bool wrap = false;
    PixelLayout layout;
    bool is_announced = false; // its event also says that the picture is the host's again

    JobNews news;
    std::atomic<bool> stop{false};

    // The pool's thread until the job is done, then constant.
    LentPicture picture;
    Status status;
    std::vector<ImageId> images; // one reference each, the creator's
    std::vector<uint8_t> bytes;
    ImageStore &images_store;

    // Guarded by the pool's mutex.
    bool is_done = false;
    bool is_released = false;
};

} // namespace gesso::core
