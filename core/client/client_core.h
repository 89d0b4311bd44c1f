// SPDX-License-Identifier: MIT
// What the threads of one client share. Owned jointly by the client and every thread, so a thread
// that had to be abandoned never touches freed memory.
#pragma once

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/route.h"
#include "client/command_queue.h"
#include "client/hook_gate.h"
#include "client/lent_book.h"
#include "client/log_ring.h"
#include "client/slot_table.h"
#include "event/event_board.h"
#include "platform/wake_signal.h"
#include "texture/image_store.h"
#include "transport/http_exchange.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gesso::core {

class JobPool;

// A service as the threads see it: resolved, immutable, replaced as a whole by an update.
struct Service {
    ServiceRoute route;
    TlsSettings tls;
    uint32_t images_per_minute = 0; // 0: as the service says
    ~Service();
};

// Sent by gesso_service_*. `service` is null for destroy.
struct ServiceCommand {
    uint64_t id = 0;
    std::shared_ptr<const Service> service;
    ServiceCommand *next = nullptr;
};

struct ThreadHooks {
    void (*started)(void *user, const char *name) = nullptr;
    void (*stopping)(void *user) = nullptr;
    void *user = nullptr;
};

struct CoreSettings {
    Limits limits;
    LogLevel log_level = LogLevel::error;
    std::string save_to;
    std::string user_agent;
    Log::Hook log_hook;
    EventBoard::Wake waker;
    ThreadHooks thread_hooks;
};

enum class Closing : uint8_t { no, drain, abort };

struct ClientCore {
    ClientCore(
        CoreSettings host_settings, std::unique_ptr<Clock> host_clock,
        std::unique_ptr<Files> host_files);
    ~ClientCore();

    const CoreSettings settings;
    const std::unique_ptr<Clock> clock;
    const std::unique_ptr<Files> files;
    const std::shared_ptr<WakeSignal> wake = std::make_shared<WakeSignal>();

    HookGate gate;
    Log log;
    RescueBudget rescue; // before the slots, whose records give back to it
    ImageStore images;
    LentBook lent; // before whatever holds pictures of the host
    EventBoard board;
    SlotTable slots;
    const std::unique_ptr<JobPool> jobs;

    // Host threads to conductor.
    CommandQueue<RequestRecord> submitted;
    CommandQueue<ServiceCommand> service_commands;
    std::atomic<Closing> closing{Closing::no};
    std::atomic<bool> is_stopping{false}; // destroy: end, whatever is under way

    // Numbers for gesso_stats.
    std::atomic<uint32_t> queued{0};
    std::atomic<uint32_t> in_flight{0};
    std::atomic<uint32_t> detached{0};
    std::atomic<uint64_t> posts{0};
    std::atomic<uint64_t> retries{0};
    std::atomic<uint32_t> resolver_threads{0};

    // Threads of this client that have not ended; destroy waits for zero.
    std::mutex exit_mutex;
    std::condition_variable exited;
    uint32_t threads = 0;
    std::vector<std::thread> handles; // of all that were started
};

// Runs `body` on a new thread that is counted in core->threads, prepared for our work and framed
// by the host's thread hooks. resource_exhausted when the system has no thread left.
Status
start_thread(const std::shared_ptr<ClientCore> &core, const char *name, std::function<void()> body);
// Waits until all have ended, at most so long, and answers how many have not. Those that have are
// joined: none of them executes an instruction of ours any more, so the library may be unloaded.
uint32_t end_threads(ClientCore &core, std::chrono::milliseconds longest);

} // namespace gesso::core
