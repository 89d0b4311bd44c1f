// SPDX-License-Identifier: MIT
#include "transport/exchange_rig.h"

#include <csignal>

using namespace gesso::test;

namespace {

struct Stage {
    const char *name;
    const char *port;
    const char *target;
    size_t body_bytes;
    LinePhase phase; // in which the interrupt arrives
};

// A line that calls back between the library's creation of a socket and its connecting.
class HookedLine final : public SocketLine {
public:
    std::function<void()> before_hold;

    bool hold(intptr_t socket) override
    {
        if (before_hold)
            before_hold();
        return line_->hold(socket);
    }
    void release() override { line_->release(); }
    Ready wait_to_send(bool watched, int ms) override { return line_->wait_to_send(watched, ms); }
    Peeked peek(char *out, size_t size, size_t known, int ms) override
    {
        return line_->peek(out, size, known, ms);
    }
    void skip(size_t size) override { line_->skip(size); }
    void shut_down() override { line_->shut_down(); }
    bool traffic(Traffic &out) override { return line_->traffic(out); }

private:
    std::unique_ptr<SocketLine> line_ = make_tcp_line();
};

} // namespace

TEST_CASE("an interrupt ends a run at once, whatever it waits for")
{
    const Stage stage = GENERATE(
        Stage{"connecting", "full", "/ok", 64, LinePhase::connecting},
        Stage{"handshake", "tls_stall", "/ok", 64, LinePhase::connecting},
        Stage{"upload", "plain", "/stop_reading", 20u << 20, LinePhase::sending},
        Stage{"upload over TLS", "tls", "/stop_reading", 20u << 20, LinePhase::sending},
        Stage{"waiting", "plain", "/silent", 64, LinePhase::waiting},
        Stage{"waiting over TLS", "tls", "/silent", 64, LinePhase::waiting},
        Stage{"receiving", "plain", "/half", 64, LinePhase::receiving},
        Stage{"receiving over TLS", "tls", "/half", 64, LinePhase::receiving},
        Stage{"an endless body", "plain", "/infinite", 64, LinePhase::receiving});
    CAPTURE(stage.name);
    Rig rig;
    rig.sink.is_kept = false;
    std::atomic<int64_t> at{0};
    std::atomic<int64_t> call_took{0};
    rig.beside = [&](Exchange &exchange, RecordingSink &sink) {
        wait_for_phase(sink, stage.phase);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        at = rig.clock->now_ms();
        exchange.interrupt(StatusCode::cancelled);
        call_took = rig.clock->now_ms() - at;
    };
    const int64_t began = rig.clock->now_ms();
    rig.run(post_to(origin_at(stage.port, "localhost"), stage.target, stage.body_bytes));
    const int64_t ended = began + rig.took_ms;

    CHECK(rig.code() == StatusCode::cancelled);
    CHECK(rig.sink.phase == stage.phase);
    CHECK(ended - at < kFarFromTheNets);
    CHECK(call_took < 1000);
}

TEST_CASE("an interrupt before the socket exists holds for that run, and for no other")
{
    const auto port = GENERATE("plain", "tls", "full");
    fault_server().reset();
    Rig rig;
    const Origin origin = origin_at(port, "localhost");
    auto line = std::make_unique<HookedLine>();
    HookedLine &hooks = *line;
    const std::unique_ptr<Exchange> exchange =
        make_http_exchange(origin, rig.tls, *rig.clock, std::move(line), rig.made);
    REQUIRE(exchange);
    hooks.before_hold = [&] { exchange->interrupt(StatusCode::cancelled); };
    rig.run_on(*exchange, post_to(origin, "/ok"));
    CHECK(rig.code() == StatusCode::cancelled);
    CHECK(rig.took_ms < kFarFromTheNets);
    CHECK_FALSE(rig.report.is_body_started);
    CHECK(fault_server().count("requests") == 0);

    if (std::string(port) == "full")
        return;
    hooks.before_hold = nullptr;
    exchange->interrupt(StatusCode::cancelled); // no run in progress: nothing happens
    rig.run_on(*exchange, post_to(origin, "/ok"));
    CHECK(rig.code() == StatusCode::ok);
}

TEST_CASE("the first reason for an end is the one that is told")
{
    Rig rig;
    rig.clocks.first_byte_ms = 400;
    rig.beside = [&](Exchange &exchange, RecordingSink &sink) {
        wait_for_phase(sink, LinePhase::waiting);
        exchange.interrupt(StatusCode::timed_out);
        exchange.interrupt(StatusCode::cancelled);
    };
    rig.run(post_to(origin_at("plain"), "/silent"));
    CHECK(rig.code() == StatusCode::timed_out);
}

TEST_CASE("interrupts and inspections from many threads are harmless at any time")
{
    Rig rig;
    rig.inspect_every_ms = 0;
    const Origin origin = origin_at("plain");
    const std::unique_ptr<Exchange> exchange = rig.make(origin);
    std::atomic<bool> is_over{false};
    std::thread other([&] {
        while (!is_over) {
            exchange->interrupt(StatusCode::cancelled);
            std::this_thread::sleep_for(std::chrono::microseconds(700));
        }
    });
    for (int i = 0; i < 200; ++i) {
        rig.run_on(*exchange, post_to(origin, "/ok"));
        CHECK((rig.code() == StatusCode::ok || rig.code() == StatusCode::cancelled));
    }
    is_over = true;
    other.join();
}

TEST_CASE("SIGPIPE has its default action in this process, so these tests would die of one")
{
    struct sigaction action {};
    sigaction(SIGPIPE, nullptr, &action);
    CHECK(action.sa_handler == SIG_DFL);
}
