// SPDX-License-Identifier: MIT
// Runs the polling thread one instruction at a time, while every other thread of its process stands
// still wherever it happened to be: in the allocator, in a lock, in the middle of publishing. A
// thread that needed any of them would not come back; here it would be seen waiting.
//
// The process under test is a fork of this one, so its code lies at the same addresses and its
// Board in the same memory.
#include "client/poll_probe.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <new>
#include <random>
#include <thread>
#include <vector>

namespace gesso_probe {

#if defined(__x86_64__)
namespace {

constexpr uint64_t kMoments = 200;      // each with news of a streaming image
constexpr int kPollsAMoment = 3;        // the first has news, often of several images
constexpr uint64_t kMostSteps = 20'000; // of one call; they take a few hundred
constexpr unsigned kMostSeconds = 150;

bool is_system_call(uint64_t place)
{
    const auto *code = reinterpret_cast<const uint8_t *>(place);
    return code[0] == 0x0f && (code[1] == 0x05 || code[1] == 0x34);
}

// The threads of the process under test.
class Threads {
public:
    explicit Threads(pid_t process) { states_[process] = {}; }

    bool seize(pid_t process)
    {
        const long options = PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
        return ptrace(PTRACE_SEIZE, process, nullptr, options) == 0;
    }

    // Returns when every thread stands still.
    void freeze()
    {
        for (auto &[thread, state] : states_) {
            if (!state.is_stopped)
                ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
        }
        while (std::any_of(states_.begin(), states_.end(), [](const auto &entry) {
            return !entry.second.is_stopped;
        }))
            take_change();
    }

    // Lets all of them run, except one.
    void thaw(pid_t except)
    {
        for (auto &[thread, state] : states_) {
            if (thread == except || !state.is_stopped)
                continue;
            state.is_stopped = false;
            ptrace(PTRACE_CONT, thread, nullptr, static_cast<long>(state.signal));
            state.signal = 0;
        }
    }

    // While they run: what they report is answered, so that none of them waits for us.
    void attend(pid_t except)
    {
        int status = 0;
        for (pid_t who = 0; (who = waitpid(-1, &status, __WALL | WNOHANG)) > 0;) {
            note(who, status);
            thaw(except);
        }
    }

    // Until the process has ended; its exit code, or -1.
    int wait_for_end(pid_t process)
    {
        int status = 0;
        for (pid_t who = 0; (who = waitpid(-1, &status, __WALL)) > 0;) {
            if (who == process && (WIFEXITED(status) || WIFSIGNALED(status)))
                return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
            note(who, status);
            thaw(0);
        }
        return -1;
    }

private:
    struct State {
        bool is_stopped = false;
        int signal = 0; // to be delivered when it goes on
    };

    void take_change()
    {
        int status = 0;
        const pid_t who = waitpid(-1, &status, __WALL);
        if (who > 0)
            note(who, status);
        else
            states_.clear();
    }

    void note(pid_t who, int status)
    {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            states_.erase(who);
            return;
        }
        State &state = states_[who];
        state.is_stopped = true;
        const int event = status >> 16;
        if (event == PTRACE_EVENT_CLONE) {
            unsigned long born = 0;
            ptrace(PTRACE_GETEVENTMSG, who, nullptr, &born);
            states_.try_emplace(static_cast<pid_t>(born));
        } else if (event == 0 && WSTOPSIG(status) != SIGTRAP) {
            state.signal = WSTOPSIG(status);
        }
    }

    std::map<pid_t, State> states_;
};

// What one thread needs, instruction by instruction.
class Stepper {
public:
    Stepper(Board &board, pid_t thread) : board_(board), thread_(thread) {}

    // Until `polls` more polls have returned; false, with a line of text, when a call breaks the
    // promise.
    bool run(int polls)
    {
        const uint64_t last = board_.polls.load() + static_cast<uint64_t>(polls);
        while (board_.polls.load() < last || board_.inside.load() != Call::none) {
            const Call before = board_.inside.load();
            if (before != Call::none && !is_allowed(before))
                return false;
            if (!step())
                return false;
            note_step(before, board_.inside.load());
        }
        return true;
    }

    void print() const
    {
        print_line("gesso_poll, nothing new", idle_);
        print_line("gesso_poll, an event", with_event_);
        for (auto call = static_cast<uint32_t>(Call::view); call < kCalls; ++call)
            print_line(name_of(static_cast<Call>(call)), steps_[call]);
    }

private:
    static constexpr auto kCalls = static_cast<uint32_t>(Call::count);

    bool is_allowed(Call call) const
    {
        user_regs_struct registers{};
        ptrace(PTRACE_GETREGS, thread_, nullptr, &registers);
        if (is_system_call(registers.rip)) {
            std::printf("BROKEN: %s makes system call %llu\n", name_of(call), registers.rax);
            return false;
        }
        if (taken_ > kMostSteps) {
            std::printf("BROKEN: %s does not return while the others stand still\n", name_of(call));
            return false;
        }
        return true;
    }

    bool step() const
    {
        int status = 0;
        if (ptrace(PTRACE_SINGLESTEP, thread_, nullptr, nullptr) != 0 ||
            waitpid(thread_, &status, __WALL) != thread_ || !WIFSTOPPED(status)) {
            std::puts("BROKEN: the polling thread is gone");
            return false;
        }
        return true;
    }

    void note_step(Call before, Call after)
    {
        taken_ = before == Call::none ? 0 : taken_ + 1;
        if (before == Call::none || after != Call::none)
            return;
        if (before != Call::poll)
            steps_[static_cast<uint32_t>(before)].push_back(taken_);
        else
            (board_.has_event.load() ? with_event_ : idle_).push_back(taken_);
    }

    static void print_line(const char *what, std::vector<uint64_t> steps)
    {
        if (steps.empty())
            return;
        std::sort(steps.begin(), steps.end());
        std::printf(
            "%-24s %6zu calls, instructions: median %llu, most %llu\n", what, steps.size(),
            static_cast<unsigned long long>(steps[steps.size() / 2]),
            static_cast<unsigned long long>(steps.back()));
    }

    Board &board_;
    const pid_t thread_;
    uint64_t taken_ = 0; // of the call under way
    std::vector<uint64_t> idle_;
    std::vector<uint64_t> with_event_;
    std::vector<uint64_t> steps_[kCalls];
};

// The process under test.
[[noreturn]] void be_the_host(Board &board, const std::string &url, Sabotage sabotage)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (!board.may_begin.load())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    static ProbeHost host(board, url, sabotage);
    std::thread poller([&board] {
        board.poller.store(static_cast<int>(syscall(SYS_gettid)));
        while (!board.is_enough.load() || board.ended.load() < board.submitted.load())
            host.poll_once();
    });
    std::thread holder([sabotage] {
        if (sabotage == Sabotage::lock || sabotage == Sabotage::spin)
            host.hold_the_lock();
    });
    if (host.is_made())
        host.keep_busy();
    poller.join();
    holder.join();
    _exit(host.is_made() && board.wrong.load() == 0 ? 0 : 1);
}

bool freeze_and_step(Board &board, Threads &threads, Stepper &stepper, uint64_t &out_moments)
{
    std::mt19937 random(20260711);
    std::uniform_int_distribution<int> pause_us(50, 6000);
    const pid_t poller = board.poller.load();
    for (out_moments = 0; out_moments < kMoments && board.submitted.load() < 250;) {
        threads.thaw(poller);
        for (int left = pause_us(random); left > 0; left -= 500) {
            std::this_thread::sleep_for(std::chrono::microseconds(std::min(left, 500)));
            threads.attend(poller);
        }
        threads.freeze();
        const uint64_t rows = board.rows.load();
        if (!stepper.run(kPollsAMoment))
            return false;
        out_moments += board.rows.load() > rows ? 1 : 0;
    }
    return true;
}

int observe(Board &board, pid_t process)
{
    Threads threads(process);
    if (!threads.seize(process)) {
        kill(process, SIGKILL);
        std::puts("this machine lets no process trace its child");
        return 77;
    }
    board.may_begin.store(true);
    while (board.poller.load() == 0)
        threads.attend(0);
    threads.freeze();

    Stepper stepper(board, board.poller.load());
    uint64_t moments = 0;
    const bool is_kept = freeze_and_step(board, threads, stepper, moments);
    std::printf(
        "%llu moments with rows of an image under way, all other threads standing still\n",
        static_cast<unsigned long long>(moments));
    stepper.print();
    if (!is_kept) {
        kill(process, SIGKILL);
        return 1;
    }
    board.is_enough.store(true);
    threads.thaw(0);
    const bool has_ended_well = threads.wait_for_end(process) == 0;
    std::puts(has_ended_well && moments >= kMoments ? "kept" : "BROKEN");
    return has_ended_well && moments >= kMoments ? 0 : 1;
}

} // namespace

int step_through(const std::string &url, Sabotage sabotage)
{
    void *page =
        mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return 1;
    auto *board = new (page) Board;
    const pid_t process = fork();
    if (process == 0)
        be_the_host(*board, url, sabotage);
    // SIGALRM ends this process and, with it, the one under test.
    alarm(kMostSeconds);
    return observe(*board, process);
}

#else
int step_through(const std::string &, Sabotage)
{
    std::puts("this machine's instructions are not known here");
    return 77;
}
#endif

} // namespace gesso_probe
