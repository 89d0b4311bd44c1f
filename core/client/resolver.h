// SPDX-License-Identifier: MIT
// Names to addresses on threads that may be abandoned: the system's lookup cannot be interrupted
// and may take a minute, so nobody ever waits for one.
//
// How: one thread a name, at most kMaxThreads at once; it owns a share of the state, so a resolver
//      that is destroyed meanwhile detaches it and takes nothing away from it. One that has
//      answered is joined: it has no instruction of ours left when the library is unloaded.
//      Requests for one host share one lookup; an answer is good for kFreshMs. That there is none
//      is believed for a moment only: the network may be back when a person tries again.
#pragma once

#include "base/status.h"
#include "platform/wake_signal.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace gesso::core {

struct NameAnswer {
    Status status;
    std::vector<std::string> addresses; // numeric
};

class Resolver {
public:
    static constexpr uint32_t kMaxThreads = 8;
    static constexpr int64_t kFreshMs = 10'000;
    static constexpr int64_t kFreshFailureMs = 2'000;

    // `wake` is raised when an answer has arrived.
    explicit Resolver(std::shared_ptr<WakeSignal> wake);
    ~Resolver();

    // The answer if there is a fresh one, else null; a lookup is then under way (or will be when
    // a thread is free) and the caller asks again after a wake. Conductor only.
    const NameAnswer *look_up(const std::string &host, int64_t now_ms);
    // The next look-up asks the system again.
    void forget(const std::string &host) { known_.erase(host); }
    uint32_t running_threads() const;

private:
    struct Shared;
    struct Known {
        NameAnswer answer;
        int64_t arrived_at_ms = 0;
    };
    void gather(int64_t now_ms);
    void join_answered(const std::string &host);

    std::shared_ptr<Shared> shared_;
    std::map<std::string, Known> known_;
    std::map<std::string, std::thread> threads_;
};

} // namespace gesso::core
