// SPDX-License-Identifier: MIT
// Runs an exchange as the client will: on a prepared worker thread, with a watchdog beside it.
#pragma once

#include "platform/system_clock.h"
#include "platform/tcp_line.h"
#include "platform/thread_setup.h"
#include "support/catch.h"
#include "support/fault_server.h"
#include "transport/http_exchange.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace gesso::test {

using namespace gesso::core;

// The library's own clocks, which are only a net below ours, never end a run before five seconds.
// A bound below them shows that ours did, and leaves a busy machine room to be late.
constexpr int64_t kFarFromTheNets = 4'000;

struct RecordingSink final : ResponseSink {
    std::vector<LinePhase> phases;
    ResponseHead head;
    int heads = 0;
    std::string body;
    bool is_kept = true; // false: only counted
    uint64_t body_bytes = 0;
    std::atomic<LinePhase> phase{LinePhase::idle};
    std::function<Status()> answer_head;
    std::function<Status()> answer_body;

    void on_phase(LinePhase now) override
    {
        phases.push_back(now);
        phase = now;
    }

    Status on_head(const ResponseHead &received) override
    {
        head = received;
        ++heads;
        return answer_head ? answer_head() : Status();
    }

    Status on_body(Bytes bytes) override
    {
        body_bytes += bytes.size();
        if (is_kept)
            body.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return answer_body ? answer_body() : Status();
    }
};

inline Origin origin_at(const std::string &port_name, const std::string &host = "127.0.0.1")
{
    const std::string scheme = port_name.rfind("tls", 0) == 0 ? "https" : "http";
    return {scheme, host, fault_server().port(port_name)};
}

inline HttpRequest post_to(const Origin &origin, const std::string &target, size_t body_bytes = 64)
{
    HttpRequest request;
    request.origin = origin;
    request.target = target;
    request.content_type = "application/json";
    if (body_bytes > 0)
        request.body.push_back({std::string(body_bytes, 'b'), {}});
    return request;
}

inline Clocks short_clocks()
{
    Clocks clocks;
    clocks.connect_ms = 2'000;
    clocks.first_byte_ms = 5'000;
    clocks.idle_ms = 5'000;
    clocks.total_ms = 15'000;
    return clocks;
}

struct Rig {
    TlsSettings tls{fault_server().file("ca.pem")};
    Clocks clocks = short_clocks();
    uint64_t header_bytes = Limits().header_bytes;
    uint64_t response_bytes = Limits().response_bytes;
    std::string address = "127.0.0.1";
    int inspect_every_ms = 10;
    std::function<void(Exchange &, RecordingSink &)> beside; // a third thread's part

    RecordingSink sink;
    Status made;
    ExchangeReport report;
    int64_t took_ms = 0;
    std::unique_ptr<Clock> clock = make_system_clock();

    std::unique_ptr<Exchange> make(const Origin &origin)
    {
        return make_http_exchange(origin, tls, *clock, make_tcp_line(), made);
    }

    void run(const HttpRequest &request)
    {
        const std::unique_ptr<Exchange> exchange = make(request.origin);
        REQUIRE(made.message == "");
        run_on(*exchange, request);
    }

    void run_on(Exchange &exchange, const HttpRequest &request)
    {
        ExchangeAttempt attempt;
        attempt.request = &request;
        attempt.address = address;
        attempt.clocks = clocks;
        attempt.header_bytes = header_bytes;
        attempt.response_bytes = response_bytes;
        std::atomic<bool> is_over{false};
        std::thread worker([&] {
            prepare_worker_thread("test worker");
            const int64_t before = clock->now_ms();
            report = exchange.run(attempt, sink);
            took_ms = clock->now_ms() - before;
            is_over = true;
            finish_worker_thread();
        });
        std::thread other([&] {
            if (beside)
                beside(exchange, sink);
        });
        while (!is_over) {
            exchange.inspect(clock->now_ms());
            std::this_thread::sleep_for(std::chrono::milliseconds(inspect_every_ms));
        }
        worker.join();
        other.join();
    }

    StatusCode code() const { return report.status.code; }
};

inline void wait_for_phase(const RecordingSink &sink, LinePhase phase)
{
    for (int tries = 0; tries < 5000 && sink.phase < phase; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace gesso::test
