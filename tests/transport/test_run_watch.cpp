// SPDX-License-Identifier: MIT
// The clocks and limits to the millisecond, with a line that is told what to report.
#include "support/catch.h"
#include "transport/run_watch.h"

using namespace gesso::core;

namespace {

struct FakeLine final : SocketLine {
    Traffic now;
    int shutdowns = 0;

    bool hold(intptr_t) override { return true; }
    void release() override {}
    Ready wait_to_send(bool, int) override { return Ready::nothing; }
    Peeked peek(char *, size_t, size_t, int) override { return {}; }
    void skip(size_t) override {}
    void shut_down() override { ++shutdowns; }
    bool traffic(Traffic &out_traffic) override
    {
        out_traffic = now;
        return true;
    }
};

struct Watched {
    FakeLine line;
    RunWatch watch{line};
    HttpRequest request;
    ExchangeAttempt attempt;

    Watched()
    {
        request.body.push_back({"x", {}});
        attempt.request = &request;
        attempt.clocks.connect_ms = 10;
        attempt.clocks.first_byte_ms = 300;
        attempt.clocks.idle_ms = 180;
        attempt.clocks.total_ms = 1000;
        attempt.header_bytes = 1000;
    }

    void begin() { watch.begin(attempt, 5000); }

    StatusCode at(int64_t ms)
    {
        watch.inspect(5000 + ms);
        return watch.is_stopped() ? watch.end().code : StatusCode::ok;
    }
};

} // namespace

TEST_CASE("each clock ends its own phase, and not a millisecond early")
{
    struct Row {
        LinePhase phase;
        int64_t limit_ms; // after the phase began, at 100
        const char *clock;
    };
    const Row row = GENERATE(
        Row{LinePhase::sending, 180, "idle clock"},
        Row{LinePhase::waiting, 300, "first byte clock"},
        Row{LinePhase::receiving, 180, "idle clock"});
    Watched run;
    run.begin();
    run.watch.enter(row.phase, 5100);
    CHECK(run.at(100 + row.limit_ms - 1) == StatusCode::ok);
    CHECK(run.line.shutdowns == 0);
    run.watch.inspect(5100 + row.limit_ms);
    CHECK(run.line.shutdowns == 1);
    const Status status = run.watch.end();
    CHECK(status.code == StatusCode::timed_out);
    CHECK(status.message.find(row.clock) != std::string::npos);
}

TEST_CASE("the connect clock runs from the beginning and stops with the connection")
{
    Watched run;
    run.begin();
    CHECK(run.at(9) == StatusCode::ok);
    SECTION("connected")
    {
        run.watch.enter(LinePhase::sending, 5009);
        CHECK(run.at(100) == StatusCode::ok);
    }
    SECTION("not connected")
    {
        CHECK(run.at(10) == StatusCode::timed_out);
    }
}

TEST_CASE("the total clock ends a run that is busy all the time")
{
    Watched run;
    run.begin();
    run.watch.enter(LinePhase::receiving, 5001);
    for (int64_t ms = 10; ms < 1000; ms += 10) {
        run.line.now.received += 1;
        REQUIRE(run.at(ms) == StatusCode::ok);
    }
    run.watch.inspect(6000);
    CHECK(run.watch.end().message.find("total clock") != std::string::npos);
}

TEST_CASE("bytes that the system has received count as life, read or not")
{
    Watched run;
    run.begin();
    run.watch.enter(LinePhase::receiving, 5000);
    run.line.now = {10, 10};
    CHECK(run.at(150) == StatusCode::ok);
    CHECK(run.at(329) == StatusCode::ok);
    CHECK(run.at(330) == StatusCode::timed_out);
}

TEST_CASE("while a sink works the idle clock stands still")
{
    Watched run;
    run.begin();
    run.watch.enter(LinePhase::receiving, 5000);
    run.watch.enter_sink();
    CHECK(run.at(900) == StatusCode::ok);
    run.watch.leave_sink(5900);
    CHECK(run.at(999) == StatusCode::ok);
}

TEST_CASE("a clock without a limit never strikes")
{
    Watched run;
    run.attempt.clocks = {kNoLimitMs, kNoLimitMs, kNoLimitMs, kNoLimitMs};
    run.begin();
    for (const LinePhase phase :
         {LinePhase::connecting, LinePhase::sending, LinePhase::waiting, LinePhase::receiving}) {
        run.watch.enter(phase, 5000);
        CHECK(run.at(int64_t{1} << 40) == StatusCode::ok);
    }
}

TEST_CASE("the header limit counts what was read, not what is waiting, and not the handshake")
{
    Watched run;
    run.begin();
    run.line.now = {9000, 0}; // a handshake with a long chain of certificates
    run.watch.enter(LinePhase::sending, 5000);
    run.watch.enter(LinePhase::waiting, 5000);
    run.line.now = {9000 + 10'000'000, 10'000'000};
    CHECK(run.at(1) == StatusCode::ok);
    run.line.now = {9000 + 10'000'000, 10'000'000 - 1000 - (48 << 10)};
    CHECK(run.at(2) == StatusCode::ok);
    run.line.now.unread -= 1;
    SECTION("the head is still being read")
    {
        CHECK(run.at(3) == StatusCode::limit_exceeded);
    }
    SECTION("the head has been delivered")
    {
        run.watch.enter(LinePhase::receiving, 5002);
        run.watch.note_head_delivered();
        CHECK(run.at(3) == StatusCode::ok);
    }
}

TEST_CASE("the first reason stays, and the line is shut down again at every look")
{
    Watched run;
    run.begin();
    run.watch.interrupt(StatusCode::cancelled);
    run.watch.interrupt(StatusCode::timed_out);
    CHECK(run.line.shutdowns == 1);
    run.watch.inspect(5001);
    run.watch.inspect(99'000);
    CHECK(run.line.shutdowns == 3);
    CHECK(run.watch.end().code == StatusCode::cancelled);
}

TEST_CASE("outside a run nothing is stopped, and nothing is left over for the next one")
{
    Watched run;
    run.watch.interrupt(StatusCode::cancelled);
    run.watch.inspect(1'000'000'000);
    CHECK(run.line.shutdowns == 0);
    run.begin();
    run.watch.interrupt(StatusCode::cancelled);
    CHECK(run.watch.end().code == StatusCode::cancelled);
    run.begin();
    CHECK(run.at(1) == StatusCode::ok);
    CHECK(run.watch.end().is_ok());
}
