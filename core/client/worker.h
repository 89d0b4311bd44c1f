// SPDX-License-Identifier: MIT
// A thread that makes one POST at a time and turns its reply into pixels as the bytes arrive.
#pragma once

#include "client/job.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace gesso::core {

// From workers to the conductor; a lock between threads of ours only.
class ReportBox {
public:
    explicit ReportBox(std::shared_ptr<WakeSignal> wake) : wake_(std::move(wake)) {}

    void put(JobReport report)
    {
        {
            const std::lock_guard lock(mutex_);
            reports_.push_back(std::move(report));
        }
        wake_->raise();
    }
    std::vector<JobReport> take_all()
    {
        const std::lock_guard lock(mutex_);
        return std::exchange(reports_, {});
    }

private:
    std::shared_ptr<WakeSignal> wake_;
    std::mutex mutex_;
    std::vector<JobReport> reports_;
};

// How we introduce ourselves to the service.
std::string user_agent(const ClientCore &core);

class Worker {
public:
    Worker(std::shared_ptr<ClientCore> core, std::shared_ptr<ReportBox> reports);

    // ---- conductor ----
    void assign(Job job);           // only while idle
    void interrupt(StatusCode why); // ends the running job soon
    void inspect(int64_t now_ms);   // watchdog's look at the line
    void stop();                    // after the running job, if any
    bool is_idle() const { return is_idle_.load(std::memory_order_acquire); }

    // ---- its own thread ----
    void run();

private:
    // A TLS client loads its trust store once (26 ms, 1 MiB), so it is kept, one an origin.
    struct Line {
        Origin origin;
        std::string ca_file;
        std::unique_ptr<Exchange> exchange;
    };
    static constexpr size_t kMaxLines = 4;

    std::optional<Job> wait_for_job();
    void run_job(Job &job, JobReport &report);
    Status build(Job &job, HttpRequest &out_request);
    void run_post(Job &job, JobReport &report);
    void run_follow_up(Job &job, JobReport &report); // follow_up_run.cpp
    Exchange *exchange_for(const Job &job, Status &out_status);
    ExchangeReport
    send(const Job &job, const HttpRequest &request, Exchange &exchange, ResponseSink &sink);
    void set_current(Exchange *exchange);
    StatusCode interrupted();

    const std::shared_ptr<ClientCore> core_;
    const std::shared_ptr<ReportBox> reports_;
    std::vector<Line> lines_; // worker only

    mutable std::mutex mutex_;
    std::condition_variable assigned_;
    std::optional<Job> next_;
    bool is_stopping_ = false;
    Exchange *current_ = nullptr; // whom interrupt() and inspect() address
    StatusCode interrupted_ = StatusCode::ok;

    std::atomic<bool> is_idle_{true};
};

} // namespace gesso::core
