// SPDX-License-Identifier: MIT
// Between us and the host's functions: once shut, no hook is entered any more, and the closer knows
// when the last one has been left. An abandoned thread thus never touches a host that is gone.
#pragma once

#include <atomic>
#include <cstdint>

namespace gesso::core {

class HookGate {
public:
    // Every true answer is followed by leave().
    bool enter()
    {
        inside_.fetch_add(1, std::memory_order_seq_cst);
        if (!is_shut_.load(std::memory_order_seq_cst))
            return true;
        leave();
        return false;
    }

    void leave() { inside_.fetch_sub(1, std::memory_order_seq_cst); }
    void shut() { is_shut_.store(true, std::memory_order_seq_cst); }
    bool is_empty() const { return inside_.load(std::memory_order_seq_cst) == 0; }

private:
    std::atomic<uint32_t> inside_{0};
    std::atomic<bool> is_shut_{false};
};

} // namespace gesso::core
