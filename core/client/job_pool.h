// SPDX-License-Identifier: MIT
// The jobs of a client and the threads that do them: its own, so that no POST ever waits for a job.
//
// Requirement: host threads never wait for work: the mutex is held for a few pointers. Poll takes
//              none at all; it finds jobs that ended in the board's inbox.
// Lifetime:    a job's record goes when the host has released it, its work has ended and, if it has
//              an event, poll is through with that.
#pragma once

#include "client/job_record.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace gesso::core {

class JobPool {
public:
    static constexpr uint32_t kMaxThreads = 2;
    enum class Taken : uint8_t { yes, full, closed, no_thread };

    // ---- host threads ----
    // Starts a thread when all are at work and there may be more. Unless the answer is yes, the
    // record is destroyed, and its picture given back, before this returns.
    Taken submit(
        const std::shared_ptr<ClientCore> &core, std::unique_ptr<JobRecord> record,
        uint64_t &out_job);
    // Null when it was released or never was.
    std::shared_ptr<JobRecord> find(uint64_t job);
    bool release(uint64_t job);

    // ---- conductor ----
    void cancel_all();
    // True, and no job is taken any more, when none is queued or under way.
    bool close_if_quiet();

    // ---- destroy ----
    void stop();

private:
    // The body of a thread.
    static void work(ClientCore &core);
    std::shared_ptr<JobRecord> wait_for_job();
    void finish(ClientCore &core, const std::shared_ptr<JobRecord> &record);
    bool start_thread_if_needed(const std::shared_ptr<ClientCore> &core);
    void sweep();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<uint64_t, std::shared_ptr<JobRecord>> jobs_; // not yet gone
    std::deque<std::shared_ptr<JobRecord>> queue_;
    uint64_t last_job_ = 0;
    uint32_t threads_ = 0;
    uint32_t idle_threads_ = 0;
    uint32_t running_ = 0;
    uint32_t unpolled_ = 0; // released jobs whose event lies in the inbox
    bool is_closed_ = false;
    bool is_stopping_ = false;
};

} // namespace gesso::core
