// SPDX-License-Identifier: MIT
#include "platform/tcp_line.h"
#include "support/catch.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

using namespace gesso::core;

namespace {

// Two ends of a TCP connection on this machine.
struct Pair {
    int ours = socket(AF_INET, SOCK_STREAM, 0);
    int theirs = -1;

    Pair()
    {
        const int listener = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        REQUIRE(bind(listener, reinterpret_cast<sockaddr *>(&address), size) == 0);
        getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
        listen(listener, 1);
        REQUIRE(connect(ours, reinterpret_cast<sockaddr *>(&address), size) == 0);
        theirs = accept(listener, nullptr, nullptr);
        REQUIRE(theirs >= 0);
        close(listener);
    }

    ~Pair()
    {
        close(ours);
        if (theirs >= 0)
            close(theirs);
    }

    void say(const std::string &text) const
    {
        REQUIRE(send(theirs, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    }

    void hang_up()
    {
        close(theirs);
        theirs = -1;
    }
};

int open_descriptors()
{
    int count = 0;
    for (int number = 0; number < 256; ++number)
        count += fcntl(number, F_GETFD) >= 0 ? 1 : 0;
    return count;
}

} // namespace

TEST_CASE("the line holds a duplicate of its own and gives it back")
{
    const Pair pair;
    const int before = open_descriptors();
    {
        const std::unique_ptr<SocketLine> line = make_tcp_line();
        CHECK(line->hold(pair.ours));
        CHECK(open_descriptors() == before + 1);
        CHECK(line->hold(pair.ours)); // lets go of the first
        CHECK(open_descriptors() == before + 1);
        line->release();
        CHECK(open_descriptors() == before);
        CHECK(line->hold(pair.ours));
    }
    CHECK(open_descriptors() == before);
    CHECK(fcntl(pair.ours, F_GETFD) >= 0);
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    CHECK_FALSE(line->hold(-1));
}

TEST_CASE("shutting down wakes whoever reads on the original")
{
    const Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    REQUIRE(line->hold(pair.ours));
    ssize_t got = -2;
    std::thread reader([&] {
        char byte = 0;
        got = recv(pair.ours, &byte, 1, 0);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    line->shut_down();
    line->shut_down();
    reader.join();
    CHECK(got == 0);
}

TEST_CASE("without a socket the line is quiet")
{
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    SocketLine::Traffic traffic;
    line->shut_down();
    line->release();
    CHECK_FALSE(line->traffic(traffic));
}

TEST_CASE("traffic tells received bytes from unread ones")
{
    const Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    REQUIRE(line->hold(pair.ours));
    pair.say("0123456789");
    std::array<char, 16> out{};
    CHECK(line->peek(out.data(), out.size(), 9, 1000).size == 10);
    SocketLine::Traffic traffic;
    REQUIRE(line->traffic(traffic));
    CHECK(traffic.received == 10);
    CHECK(traffic.unread == 10);
    line->skip(4);
    REQUIRE(line->traffic(traffic));
    CHECK(traffic.received == 10);
    CHECK(traffic.unread == 6);
    CHECK(recv(pair.ours, out.data(), out.size(), 0) == 6);
    CHECK(std::string(out.data(), 6) == "456789");
}

TEST_CASE("a peek waits for more than what is known, and not for ever")
{
    const Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    REQUIRE(line->hold(pair.ours));
    std::array<char, 16> out{};
    CHECK(line->peek(out.data(), out.size(), 0, 20).size == 0);
    pair.say("abc");
    CHECK(line->peek(out.data(), out.size(), 0, 1000).size == 3);
    const auto before = std::chrono::steady_clock::now();
    CHECK(line->peek(out.data(), out.size(), 3, 50).size == 3);
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(45));
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pair.say("d");
    });
    CHECK(line->peek(out.data(), out.size(), 3, 5000).size == 4);
    later.join();
}

TEST_CASE("a peek at a closed connection says so, with the bytes that came before")
{
    Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    REQUIRE(line->hold(pair.ours));
    pair.say("abc");
    pair.hang_up();
    std::array<char, 16> out{};
    const SocketLine::Peeked peeked = line->peek(out.data(), out.size(), 3, 5000);
    CHECK(peeked.size == 3);
    CHECK(peeked.is_closed);
}

TEST_CASE("waiting to send sees room, a reply, or the end")
{
    Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    REQUIRE(line->hold(pair.ours));
    CHECK(line->wait_to_send(true, 1000) == SocketLine::Ready::writable);

    const std::string block(1 << 20, 'f');
    fcntl(pair.ours, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < 100 && send(pair.ours, block.data(), block.size(), 0) > 0; ++i) {
    }
    CHECK(line->wait_to_send(true, 20) == SocketLine::Ready::nothing);

    pair.say("answer");
    CHECK(line->wait_to_send(true, 1000) == SocketLine::Ready::readable);
    CHECK(line->wait_to_send(false, 20) == SocketLine::Ready::nothing);
    pair.hang_up();
    CHECK(line->wait_to_send(false, 1000) == SocketLine::Ready::closed);
}

TEST_CASE("a line may be shut down and asked while the worker replaces its socket")
{
    const Pair pair;
    const std::unique_ptr<SocketLine> line = make_tcp_line();
    std::atomic<bool> is_over{false};
    std::thread other([&] {
        SocketLine::Traffic traffic;
        while (!is_over) {
            line->shut_down();
            line->traffic(traffic);
        }
    });
    for (int i = 0; i < 2000; ++i) {
        line->hold(pair.ours);
        line->release();
    }
    is_over = true;
    other.join();
}
