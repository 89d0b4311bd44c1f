// SPDX-License-Identifier: MIT
#include "gate.h"

#include "rules/refusal.h"

namespace loopback {

bool Gate::wait(
    const std::string &id, int image, uint64_t sent, uint64_t total,
    std::chrono::milliseconds limit, const std::function<bool()> &keeps_waiting)
{
    constexpr std::chrono::milliseconds kLook{20};
    const auto end = std::chrono::steady_clock::now() + limit;
    std::unique_lock lock(mutex_);
    const auto own = waiting_.insert(waiting_.end(), Waiting{id, image, sent, total});
    bool is_wanted = true;
    while (!own->is_open && is_wanted && std::chrono::steady_clock::now() < end) {
        changed_.wait_for(lock, kLook, [&own] { return own->is_open; });
        lock.unlock();
        is_wanted = keeps_waiting();
        lock.lock();
    }
    const bool is_open = own->is_open;
    waiting_.erase(own);
    return is_open;
}

int Gate::open(std::string_view id)
{
    const std::scoped_lock lock(mutex_);
    int opened = 0;
    for (Waiting &entry : waiting_) {
        if (!entry.is_open && (id.empty() || entry.id == id)) {
            entry.is_open = true;
            ++opened;
        }
    }
    changed_.notify_all();
    return opened;
}

std::string Gate::waiting_json()
{
    const std::scoped_lock lock(mutex_);
    std::string out = "[";
    for (const Waiting &entry : waiting_) {
        out += out.size() > 1 ? "," : "";
        out += R"({"id":)" + json_string(entry.id) + R"(,"image":)" + std::to_string(entry.image) +
               R"(,"sent":)" + std::to_string(entry.sent) + R"(,"total":)" +
               std::to_string(entry.total) + "}";
    }
    return out + "]";
}

} // namespace loopback
