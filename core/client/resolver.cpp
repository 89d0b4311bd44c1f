// SPDX-License-Identifier: MIT
#include "client/resolver.h"

#include "platform/name_lookup.h"
#include "platform/thread_setup.h"

#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace gesso::core {

struct Resolver::Shared {
    std::mutex mutex;
    std::vector<std::pair<std::string, NameAnswer>> answers;
    std::set<std::string> pending;
    std::shared_ptr<WakeSignal> wake;
};

namespace {

template <typename Shared>
void look_up_and_tell(const std::shared_ptr<Shared> &shared, const std::string &host)
{
    prepare_worker_thread("gesso resolver");
    NameAnswer answer;
    answer.status = look_up(host, answer.addresses);
    {
        const std::lock_guard lock(shared->mutex);
        shared->answers.emplace_back(host, std::move(answer));
        shared->pending.erase(host);
    }
    shared->wake->raise();
    finish_worker_thread();
}

} // namespace

Resolver::Resolver(std::shared_ptr<WakeSignal> wake) : shared_(std::make_shared<Shared>())
{
    shared_->wake = std::move(wake);
}

Resolver::~Resolver()
{
    for (auto &[host, thread] : threads_) {
        bool has_answered = false;
        {
            const std::lock_guard lock(shared_->mutex);
            has_answered = !shared_->pending.contains(host);
        }
        if (has_answered)
            thread.join();
        else
            thread.detach();
    }
}

uint32_t Resolver::running_threads() const
{
    const std::lock_guard lock(shared_->mutex);
    return static_cast<uint32_t>(shared_->pending.size());
}

void Resolver::gather(int64_t now_ms)
{
    std::vector<std::pair<std::string, NameAnswer>> answers;
    {
        const std::lock_guard lock(shared_->mutex);
        answers.swap(shared_->answers);
    }
    for (auto &[host, answer] : answers) {
        join_answered(host);
        known_[host] = {std::move(answer), now_ms};
    }
}

// It has told its answer, so this takes no time.
void Resolver::join_answered(const std::string &host)
{
    const auto found = threads_.find(host);
    if (found == threads_.end())
        return;
    found->second.join();
    threads_.erase(found);
}

const NameAnswer *Resolver::look_up(const std::string &host, int64_t now_ms)
{
    gather(now_ms);
    const auto known = known_.find(host);
    if (known != known_.end()) {
        const bool is_good = known->second.answer.status.is_ok();
        if (now_ms - known->second.arrived_at_ms <= (is_good ? kFreshMs : kFreshFailureMs))
            return &known->second.answer;
        known_.erase(known);
    }
    if (is_numeric_address(host)) {
        known_[host] = {{{}, {host}}, now_ms};
        return &known_[host].answer;
    }
    {
        const std::lock_guard lock(shared_->mutex);
        if (shared_->pending.size() >= kMaxThreads || !shared_->pending.insert(host).second)
            return nullptr;
    }
    join_answered(host); // of a lookup that ended since gather()
    std::thread &thread = threads_[host];
    try {
        thread = std::thread([shared = shared_, host] { look_up_and_tell(shared, host); });
    } catch (const std::system_error &) {
        threads_.erase(host);
        const std::lock_guard lock(shared_->mutex);
        shared_->pending.erase(host);
        known_[host] = {
            {{StatusCode::resource_exhausted, "the system has no thread left for a name lookup"},
             {}},
            now_ms};
        return &known_[host].answer;
    }
    return nullptr;
}

} // namespace gesso::core
