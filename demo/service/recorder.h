// SPDX-License-Identifier: MIT
// What clients sent, as files: for tests that compare it with what a document prescribes.
#pragma once

#include "http/request.h"

#include <mutex>
#include <string>

namespace loopback {

// NNNN.head holds the request line and the headers (names in lower case, credentials replaced),
// NNNN.body the body's bytes. NNNN counts from 0001 in the order of arrival.
class Recorder {
public:
    // Makes the folder; false where that cannot be done. Without it nothing is recorded.
    bool open(const std::string &folder);

    // Both files are whole before this returns, and so before the request is answered.
    void record(const Request &request);

private:
    std::mutex mutex_;
    std::string folder_;
    int count_ = 0;
};

} // namespace loopback
