// SPDX-License-Identifier: MIT
#include "client/client_core.h"

#include "client/job_pool.h"
#include "platform/thread_setup.h"
#include "service/credential.h"

#include <system_error>
#include <thread>
#include <utility>

namespace gesso::core {
namespace {

void wake_through_gate(void *user)
{
    auto &core = *static_cast<ClientCore *>(user);
    if (!core.gate.enter())
        return;
    core.settings.waker.call(core.settings.waker.user);
    core.gate.leave();
}

// Tells the host about a thread of ours while it lives.
class ThreadFrame {
public:
    ThreadFrame(ClientCore &core, const char *name) : core_(core)
    {
        const ThreadHooks &hooks = core.settings.thread_hooks;
        if (hooks.started && core.gate.enter()) {
            hooks.started(hooks.user, name);
            core.gate.leave();
        }
    }
    ~ThreadFrame()
    {
        const ThreadHooks &hooks = core_.settings.thread_hooks;
        if (hooks.stopping && core_.gate.enter()) {
            hooks.stopping(hooks.user);
            core_.gate.leave();
        }
    }
    ThreadFrame(const ThreadFrame &) = delete;
    ThreadFrame &operator=(const ThreadFrame &) = delete;

private:
    ClientCore &core_;
};

void note_thread_end(ClientCore &core)
{
    const std::lock_guard lock(core.exit_mutex);
    --core.threads;
    core.exited.notify_all();
}

template <typename Node>
void delete_all(CommandQueue<Node> &queue)
{
    Node *node = queue.take_all();
    while (node) {
        Node *next = node->next;
        delete node;
        node = next;
    }
}

} // namespace

Service::~Service()
{
    wipe_secrets(route.fields);
}

ClientCore::ClientCore(
    CoreSettings host_settings, std::unique_ptr<Clock> host_clock,
    std::unique_ptr<Files> host_files)
    : settings(std::move(host_settings)), clock(std::move(host_clock)),
      files(std::move(host_files)), log(settings.log_level, settings.log_hook, gate),
      rescue(settings.limits.rescue_bytes), images(settings.limits.image_bytes),
      board(settings.limits.max_requests, images),
      slots(settings.limits.max_requests, settings.limits.max_requests),
      jobs(std::make_unique<JobPool>())
{
    if (settings.waker.call)
        board.set_wake({&wake_through_gate, this});
}

ClientCore::~ClientCore()
{
    delete_all(service_commands); // submitted records belong to their slots
    for (std::thread &handle : handles)
        handle.detach(); // only when making the client failed half-way
}

Status
start_thread(const std::shared_ptr<ClientCore> &core, const char *name, std::function<void()> body)
{
    const std::lock_guard starting(core->exit_mutex);
    core->handles.reserve(core->handles.size() + 1);
    ++core->threads;
    try {
        core->handles.emplace_back([core, name, body = std::move(body)]() mutable {
            prepare_worker_thread(name);
            {
                const ThreadFrame frame(*core, name);
                body();
                body = nullptr; // whatever it owned goes before the thread counts as ended
            }
            finish_worker_thread();
            note_thread_end(*core);
        });
    } catch (const std::system_error &) {
        --core->threads;
        return {
            StatusCode::resource_exhausted,
            "the system has no thread left for a client: close others or lower "
            "limits.max_in_flight"};
    }
    return {};
}

uint32_t end_threads(ClientCore &core, std::chrono::milliseconds longest)
{
    std::vector<std::thread> handles;
    uint32_t left = 0;
    {
        std::unique_lock lock(core.exit_mutex);
        core.exited.wait_for(lock, longest, [&] { return core.threads == 0; });
        left = core.threads;
        handles.swap(core.handles);
    }
    for (std::thread &handle : handles) {
        if (left == 0)
            handle.join();
        else
            handle.detach();
    }
    return left;
}

} // namespace gesso::core
