// SPDX-License-Identifier: MIT
// Finished pictures behind links that expire, as the clouds' blob storage hands them out.
#pragma once

#include "http/request.h"
#include "http/responder.h"
#include "image_store.h"

#include <atomic>
#include <list>
#include <mutex>
#include <string>

namespace loopback {

class BlobLinks {
public:
    // What stands behind the service's own address: /__blob/ID/generated_00.png?se=...&sig=...
    // A lifetime of 0 is over at once.
    std::string publish(const SharedImage &image, int lifetime_seconds);

    // The picture; 404 where there is none or not any more, 403 where the link was changed or
    // came with a credential: it signs for itself, and a client must not send its key along.
    Response get(const Request &request);

    [[nodiscard]] uint64_t served() const { return served_; }
    [[nodiscard]] uint64_t credentials_refused() const { return credentials_refused_; }

private:
    struct Link {
        std::string id;
        std::string expiry;
        std::string signature;
        int64_t expiry_seconds = 0;
        SharedImage image;
    };

    std::mutex mutex_;
    std::list<Link> links_; // the newest first
    std::atomic<uint64_t> served_{0};
    std::atomic<uint64_t> credentials_refused_{0};
};

} // namespace loopback
