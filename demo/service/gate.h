// SPDX-License-Identifier: MIT
// The proof of streaming: a tenth of an image is sent, the rest only when the client says so.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>

namespace loopback {

class Gate {
public:
    // True once opened. False when nobody opens it in time, or `keeps_waiting` says no.
    bool wait(
        const std::string &id, int image, uint64_t sent, uint64_t total,
        std::chrono::milliseconds limit, const std::function<bool()> &keeps_waiting);

    // Those of one request, or all of them for an empty id. Answers how many were opened.
    int open(std::string_view id);

    // [{"id":...,"image":...,"sent":...,"total":...}]
    [[nodiscard]] std::string waiting_json();

private:
    struct Waiting {
        std::string id;
        int image;
        uint64_t sent;
        uint64_t total;
        bool is_open = false;
    };

    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<Waiting> waiting_;
};

} // namespace loopback
