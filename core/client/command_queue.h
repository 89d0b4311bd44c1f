// SPDX-License-Identifier: MIT
// From host threads to the conductor without a lock: an intrusive stack that is taken whole and
// turned round, so commands of one thread arrive in the order in which it gave them.
#pragma once

#include <atomic>

namespace gesso::core {

template <typename Node>
class CommandQueue {
public:
    void push(Node *node)
    {
        Node *head = head_.load(std::memory_order_relaxed);
        do {
            node->next = head;
        } while (!head_.compare_exchange_weak(
            head, node, std::memory_order_release, std::memory_order_relaxed));
    }

    // All commands, oldest first, linked by `next`.
    Node *take_all()
    {
        Node *newest = head_.exchange(nullptr, std::memory_order_acquire);
        Node *oldest = nullptr;
        while (newest) {
            Node *older = newest->next;
            newest->next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

private:
    std::atomic<Node *> head_{nullptr};
};

} // namespace gesso::core
