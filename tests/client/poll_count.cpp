// SPDX-License-Identifier: MIT
// Counts what the polling thread asks of the allocator, of mutexes and of the kernel while images
// stream in. The kernel itself counts: a filter of this one thread turns each system call into a
// signal.
#include "client/poll_probe.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <thread>

namespace gesso_probe {
namespace {

constexpr uint64_t kPolls = 100'000;

std::atomic<uint64_t> system_calls{0};
std::atomic<int> last_system_call{-1};

// The call was not made; whoever asked for it is told so.
void note_system_call(int, siginfo_t *info, void *context)
{
    system_calls.fetch_add(1);
    last_system_call.store(info->si_syscall);
#if defined(__x86_64__)
    static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_RAX] = -ENOSYS;
#else
    static_cast<void>(context);
#endif
}

// From here on each system call of this thread, but the return from that signal, is a SIGSYS.
bool forbid_system_calls()
{
    struct sigaction action = {};
    action.sa_sigaction = note_system_call;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSYS, &action, nullptr);
    sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    const sock_fprog program = {sizeof(steps) / sizeof(steps[0]), steps};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

struct Finding {
    std::atomic<bool> is_over{false};
    bool has_filter = false;
    Counters counters;
};

// Never returns: a thread without system calls cannot even end. The process ends around it.
[[noreturn]] void poll_and_count(ProbeHost &host, Board &board, Finding &finding)
{
    finding.has_filter = forbid_system_calls();
    switch_counters_on();
    // Polls count while rows are under way, not before the first and not after the last.
    while (board.rows.load() == 0)
        host.poll_once();
    const uint64_t first = board.polls.load();
    while (!board.is_enough.load() || board.ended.load() < board.submitted.load()) {
        host.poll_once();
        if (board.polls.load() - first >= kPolls && board.images.load() >= 3 &&
            board.cancels.load() > 0)
            board.is_enough.store(true);
    }
    finding.counters = switch_counters_off();
    finding.is_over.store(true);
    for (;;) {
    }
}

int judge(const Board &board, const Finding &finding)
{
    std::printf(
        "%llu polls, %llu events, %llu bands of rows, %llu complete images, %llu cancels\n",
        static_cast<unsigned long long>(board.polls), static_cast<unsigned long long>(board.events),
        static_cast<unsigned long long>(board.rows), static_cast<unsigned long long>(board.images),
        static_cast<unsigned long long>(board.cancels));
    std::printf(
        "%llu allocations, %llu locks, %llu system calls (the last one was number %d)\n",
        static_cast<unsigned long long>(finding.counters.allocations),
        static_cast<unsigned long long>(finding.counters.locks),
        static_cast<unsigned long long>(system_calls.load()), last_system_call.load());
    if (!finding.has_filter || !can_count()) {
        std::puts("this machine cannot count: no seccomp filter, or not glibc");
        return 77;
    }
    const bool is_kept = finding.counters.allocations == 0 && finding.counters.locks == 0 &&
                         system_calls.load() == 0 && board.wrong.load() == 0;
    std::puts(is_kept ? "kept" : "BROKEN");
    return is_kept ? 0 : 1;
}

} // namespace

int count_calls(const std::string &url, Sabotage sabotage)
{
    static Board board;
    static Finding finding;
    static ProbeHost host(board, url, sabotage);
    if (!host.is_made())
        return 1;
    std::thread([] { poll_and_count(host, board, finding); }).detach();
    host.keep_busy();
    while (!finding.is_over.load())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const int code = judge(board, finding);
    std::fflush(stdout);
    return code;
}

} // namespace gesso_probe
