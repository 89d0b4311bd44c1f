// SPDX-License-Identifier: MIT
#include "client/job_pool.h"

#include "client/client_core.h"
#include "client/job_work.h"
#include "client/result_map.h"

#include <utility>

namespace gesso::core {

JobPool::Taken JobPool::submit(
    const std::shared_ptr<ClientCore> &core, std::unique_ptr<JobRecord> record, uint64_t &out_job)
{
    const std::lock_guard lock(mutex_);
    sweep();
    if (is_closed_ || is_stopping_)
        return Taken::closed;
    if (jobs_.size() >= core->settings.limits.max_requests)
        return Taken::full;
    if (!start_thread_if_needed(core))
        return Taken::no_thread;
    const std::shared_ptr<JobRecord> job = std::move(record);
    job->news.job = ++last_job_;
    out_job = job->news.job;
    jobs_.emplace(job->news.job, job);
    queue_.push_back(job);
    changed_.notify_one();
    return Taken::yes;
}

bool JobPool::start_thread_if_needed(const std::shared_ptr<ClientCore> &core)
{
    if (idle_threads_ > queue_.size() || threads_ == kMaxThreads)
        return true;
    // The thread owns the core and the core this pool.
    if (!start_thread(core, "gesso job", [core] { work(*core); }).is_ok())
        return threads_ > 0; // those that there are will do it
    ++threads_;
    return true;
}

std::shared_ptr<JobRecord> JobPool::find(uint64_t job)
{
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(job);
    return found == jobs_.end() || found->second->is_released ? nullptr : found->second;
}

bool JobPool::release(uint64_t job)
{
    std::shared_ptr<JobRecord> last; // destroyed without the lock
    const std::lock_guard lock(mutex_);
    sweep();
    const auto found = jobs_.find(job);
    if (found == jobs_.end() || found->second->is_released)
        return false;
    JobRecord &record = *found->second;
    record.is_released = true;
    record.stop.store(true, std::memory_order_relaxed);
    if (!record.is_announced)
        record.news.is_silent.store(true, std::memory_order_release);
    if (!record.is_done)
        return true; // whoever has it in hand ends it
    if (record.news.is_polled.load(std::memory_order_acquire)) {
        last = std::move(found->second);
        jobs_.erase(found);
    } else {
        ++unpolled_;
    }
    return true;
}

void JobPool::cancel_all()
{
    const std::lock_guard lock(mutex_);
    for (const auto &[id, record] : jobs_) {
        if (!record->is_done)
            record->stop.store(true, std::memory_order_relaxed);
    }
}

bool JobPool::close_if_quiet()
{
    const std::lock_guard lock(mutex_);
    is_closed_ = is_closed_ || (queue_.empty() && running_ == 0);
    return is_closed_;
}

void JobPool::stop()
{
    cancel_all();
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
}

void JobPool::work(ClientCore &core)
{
    JobPool &pool = *core.jobs;
    while (const std::shared_ptr<JobRecord> record = pool.wait_for_job()) {
        record->status = run_job(core, *record);
        pool.finish(core, record);
    }
}

std::shared_ptr<JobRecord> JobPool::wait_for_job()
{
    std::unique_lock lock(mutex_);
    ++idle_threads_;
    changed_.wait(lock, [this] { return !queue_.empty() || is_stopping_; });
    --idle_threads_;
    if (queue_.empty())
        return nullptr;
    std::shared_ptr<JobRecord> record = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    return record;
}

void JobPool::finish(ClientCore &core, const std::shared_ptr<JobRecord> &record)
{
    JobNews &news = record->news;
    news.result = static_cast<int16_t>(result_of(record->status.code));
    news.images = static_cast<uint32_t>(record->images.size());
    bool is_told = true;
    {
        const std::lock_guard lock(mutex_);
        record->is_done = true;
        is_told = !record->is_released || record->is_announced;
        if (!is_told)
            jobs_.erase(news.job);
        else if (record->is_released)
            ++unpolled_;
    }
    if (is_told)
        core.board.end_job(news);
    {
        // Quiet only now: CLOSED must not overtake the event.
        const std::lock_guard lock(mutex_);
        --running_;
        sweep();
    }
    core.wake->raise(); // a close may wait for this, and released memory for being collected
}

void JobPool::sweep()
{
    for (auto next = jobs_.begin(); unpolled_ > 0 && next != jobs_.end();) {
        const JobRecord &record = *next->second;
        const bool is_through = record.is_done && record.is_released &&
                                record.news.is_polled.load(std::memory_order_acquire);
        next = is_through ? jobs_.erase(next) : std::next(next);
        unpolled_ -= is_through ? 1 : 0;
    }
}

} // namespace gesso::core
