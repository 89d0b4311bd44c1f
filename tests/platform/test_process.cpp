// SPDX-License-Identifier: MIT
#include "platform/environment.h"
#include "platform/name_lookup.h"
#include "platform/process_identity.h"
#include "platform/random.h"
#include "platform/system_clock.h"
#include "platform/thread_setup.h"
#include "support/catch.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

using namespace gesso::core;

TEST_CASE("the monotonic clock does not go back, and the calendar is ours")
{
    const std::unique_ptr<Clock> clock = make_system_clock();
    int64_t before = clock->now_ms();
    for (int i = 0; i < 1000; ++i) {
        const int64_t now = clock->now_ms();
        REQUIRE(now >= before);
        before = now;
    }
    CHECK(clock->unix_seconds() > 1'700'000'000);
}

TEST_CASE("numeric addresses are recognised without a lookup")
{
    for (const char *host : {"127.0.0.1", "::1", "2001:db8::1", "fe80::1%lo", "0.0.0.0"}) {
        CHECK(is_numeric_address(host));
        std::vector<std::string> addresses;
        CHECK(look_up(host, addresses).is_ok());
        CHECK(addresses == std::vector<std::string>{host});
    }
    for (const char *host : {"localhost", "", "1.2.3", "127.1", "[::1]", "1.2.3.4.5", "0x7f000001"})
        CHECK_FALSE(is_numeric_address(host));
}

TEST_CASE("a name of this machine has addresses, each once")
{
    std::vector<std::string> addresses;
    REQUIRE(look_up("localhost", addresses).is_ok());
    REQUIRE_FALSE(addresses.empty());
    CHECK(std::set<std::string>(addresses.begin(), addresses.end()).size() == addresses.size());
    for (const std::string &address : addresses)
        CHECK(is_numeric_address(address));
}

TEST_CASE("a name without an address says so and what to check")
{
    std::vector<std::string> addresses{"left over"};
    // "invalid" is reserved: nobody can own it.
    for (const std::string &host :
         {std::string("no-such-host.invalid"), std::string(""), std::string("a\0b", 3),
          std::string(300, 'a'), std::string("bad name")}) {
        const Status status = look_up(host, addresses);
        CHECK(status.code == StatusCode::name_not_resolved);
        CHECK(status.message.find("Check the endpoint") != std::string::npos);
        CHECK(addresses.empty());
    }
}

TEST_CASE("a prepared thread has a name and takes no signal that belongs to the host")
{
    std::array<char, 16> name{};
    sigset_t blocked;
    std::thread([&] {
        prepare_worker_thread("gesso worker with a long name");
        pthread_getname_np(pthread_self(), name.data(), name.size());
        pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        finish_worker_thread();
    }).join();
    CHECK(std::string(name.data()) == "gesso worker wi");
    for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGCHLD, SIGUSR1})
        CHECK(sigismember(&blocked, signal) == 1);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        CHECK(sigismember(&blocked, signal) == 0);
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, nullptr, &mine);
    CHECK(sigismember(&mine, SIGPIPE) == 0);
}

TEST_CASE("a SIGPIPE that stayed pending is gone when the thread is finished")
{
    std::thread([] {
        prepare_worker_thread("pipe");
        std::array<int, 2> pair{};
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
        close(pair[1]);
        const char byte = 0;
        CHECK(write(pair[0], &byte, 1) == -1);
        close(pair[0]);
        sigset_t pending;
        sigpending(&pending);
        CHECK(sigismember(&pending, SIGPIPE) == 1);
        finish_worker_thread();
        sigpending(&pending);
        CHECK(sigismember(&pending, SIGPIPE) == 0);
        // Were it still pending, opening the mask would end this process.
        sigset_t open;
        sigemptyset(&open);
        pthread_sigmask(SIG_SETMASK, &open, nullptr);
    }).join();
}

TEST_CASE("a forked child is of another generation, and so is its child")
{
    const uint64_t mine = process_generation();
    CHECK(process_generation() == mine);
    const pid_t child = fork();
    if (child == 0) {
        const uint64_t theirs = process_generation();
        const pid_t grandchild = fork();
        if (grandchild == 0)
            _exit(process_generation() != theirs && process_generation() != mine ? 0 : 1);
        int status = 0;
        waitpid(grandchild, &status, 0);
        _exit(theirs != mine && WEXITSTATUS(status) == 0 ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(process_generation() == mine);
}

TEST_CASE("random names do not repeat, and chance stays within its bounds")
{
    std::set<std::string> names;
    for (int i = 0; i < 10'000; ++i)
        names.insert(random_name(12));
    CHECK(names.size() == 10'000);
    for (const std::string &name : names)
        REQUIRE(
            name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double x = random_unit();
        REQUIRE((x >= 0 && x < 1));
        sum += x;
    }
    CHECK(sum / 10'000 > 0.45);
    CHECK(sum / 10'000 < 0.55);
}

TEST_CASE("a variable that is blank is as good as unset")
{
    // NOLINTBEGIN(concurrency-mt-unsafe): this test has one thread.
    setenv("GESSO_TEST_VARIABLE", " \t", 1);
    CHECK_FALSE(environment_variable("GESSO_TEST_VARIABLE"));
    setenv("GESSO_TEST_VARIABLE", " a b ", 1);
    CHECK(environment_variable("GESSO_TEST_VARIABLE") == " a b ");
    unsetenv("GESSO_TEST_VARIABLE");
    // NOLINTEND(concurrency-mt-unsafe)
    CHECK_FALSE(environment_variable("GESSO_TEST_VARIABLE"));
}
