// SPDX-License-Identifier: MIT
// News of jobs: one piece each, at its end. The news is a part of the job, so posting it allocates
// nothing; a stack that any thread pushes to and the poll thread takes whole.
#pragma once

#include <atomic>
#include <cstdint>

namespace gesso::core {

struct JobNews {
    // Written before it is posted.
    uint64_t job = 0;
    uint64_t user_data = 0;
    int16_t result = 0;
    uint32_t images = 0;

    std::atomic<bool> is_silent{false}; // nobody wants to hear of it any more
    std::atomic<bool> is_polled{false}; // the poll thread is through with it: its job may be freed
    JobNews *next = nullptr;
};

class JobInbox {
public:
    void post(JobNews &news)
    {
        JobNews *head = head_.load(std::memory_order_relaxed);
        do {
            news.next = head;
        } while (!head_.compare_exchange_weak(head, &news, std::memory_order_seq_cst));
    }

    bool has_news() const { return head_.load(std::memory_order_seq_cst) != nullptr; }

    // Poll thread: takes the oldest news that somebody wants to hear.
    template <typename Report>
    bool next(Report report)
    {
        if (!oldest_)
            gather();
        while (oldest_) {
            JobNews &news = *oldest_;
            oldest_ = news.next;
            const bool is_wanted = !news.is_silent.load(std::memory_order_acquire);
            if (is_wanted)
                report(news);
            news.is_polled.store(true, std::memory_order_release); // gone from here on
            if (is_wanted)
                return true;
            if (!oldest_)
                gather();
        }
        return false;
    }

private:
    // Turns the stack round, so that jobs are reported in the order in which they ended.
    void gather()
    {
        JobNews *newest = head_.exchange(nullptr, std::memory_order_acquire);
        while (newest) {
            JobNews *older = newest->next;
            newest->next = oldest_;
            oldest_ = newest;
            newest = older;
        }
    }

    std::atomic<JobNews *> head_{nullptr};
    JobNews *oldest_ = nullptr; // poll thread only
};

} // namespace gesso::core
