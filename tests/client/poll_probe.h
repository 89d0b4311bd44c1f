// SPDX-License-Identifier: MIT
// A host whose every call from its frame is announced in memory that an observer can read: the same
// thread that counts its own allocations, or another process that runs it one instruction at a
// time.
#pragma once

#include "gesso/gesso.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace gesso_probe {

// What the frame calls; each is promised to take no lock, to allocate nothing and to make no system
// call.
enum class Call : uint32_t { none, poll, view, retain, release, cancel, request_release, count };

// Breaks the promise inside `poll` on purpose, so that a probe can show that it would notice.
enum class Sabotage { none, allocation, lock, spin, call };

// Atomics alone, all zero at first: it may lie in memory that two processes share.
struct Board {
    std::atomic<Call> inside{Call::none};
    std::atomic<bool> has_event{false}; // the last poll brought one
    std::atomic<int> poller{0};         // the polling thread's id, once it is there
    std::atomic<bool> may_begin{false};
    std::atomic<bool> is_enough{false}; // no more requests
    std::atomic<uint64_t> polls{0};
    std::atomic<uint64_t> events{0};
    std::atomic<uint64_t> rows{0};
    std::atomic<uint64_t> images{0}; // complete ones, previews too
    std::atomic<uint64_t> cancels{0};
    std::atomic<uint64_t> submitted{0};
    std::atomic<uint64_t> ended{0};
    std::atomic<uint64_t> wrong{0}; // answers that gesso.h does not allow
};

class ProbeHost {
public:
    ProbeHost(Board &board, const std::string &url, Sabotage sabotage);

    // ---- any thread but the polling one ----
    bool is_made() const { return client_ != nullptr; }
    void submit();
    // While this much is under way, the next poll has something to find.
    void keep_busy();
    // Holds what a sabotaged poll wants, most of the time.
    void hold_the_lock();

    // ---- the polling thread ----
    void poll_once();

private:
    void look(gesso_image_id image, uint32_t rows_wanted);
    void take_rows(const gesso_event &event);
    void take_complete(const gesso_event &event);
    void take_end(const gesso_event &event);
    void break_the_promise();
    template <typename Body>
    void call(Call which, Body body)
    {
        board_.inside.store(which);
        body();
        board_.inside.store(Call::none);
    }

    Board &board_;
    const Sabotage sabotage_;
    gesso_client *client_ = nullptr;
    gesso_service_id service_{};
    std::array<gesso_image_id, 256> under_way_{}; // by user_data
};

const char *name_of(Call call);

// Both answer an exit code: 0 kept, 1 broken, 77 this machine cannot tell.
int count_calls(const std::string &url, Sabotage sabotage);
int step_through(const std::string &url, Sabotage sabotage);

// What the calling thread did since it switched the counters on.
struct Counters {
    uint64_t allocations = 0;
    uint64_t locks = 0;
};
void switch_counters_on();
Counters switch_counters_off();
bool can_count();

} // namespace gesso_probe
