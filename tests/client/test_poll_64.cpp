// SPDX-License-Identifier: MIT
// 64 images arrive at once while a loop polls at a frame's pace.
#include "client/host.h"
#include "support/loopback.h"

#include <array>
#include <chrono>
#include <string>
#include <thread>

using namespace gesso_test;
using Steady = std::chrono::steady_clock;

namespace {

constexpr uint32_t kOutputs = 64;
constexpr std::chrono::microseconds kFrame{1'000'000 / 144};

// No two are alike: the service paints what the words say, and counts matter to it as any word.
std::string prompt_of(uint32_t index)
{
    constexpr const char *kMaterials[] = {"brick", "grass",  "sand", "marble",
                                          "ice",   "gravel", "oak",  "fabric"};
    return std::string(kMaterials[index % 8]) + " number " + std::to_string(index / 8);
}

gesso_request_id ask(Host &host, gesso_service_id service, uint32_t index)
{
    return host.submit(service, prompt_of(index).c_str(), [&](gesso_request_desc &desc) {
        desc.size = "256x256";
        desc.user_data = index;
    });
}

gesso_service_id small_pictures(Host &host, const Loopback &service)
{
    return host.add_service(
        service.url() + "/v1", [](gesso_service_desc &desc) { desc.model = "dall-e-2"; });
}

std::array<std::string, kOutputs> one_at_a_time(const Loopback &service)
{
    Host host({1, {}});
    const gesso_service_id id = small_pictures(host, service);
    std::array<std::string, kOutputs> lines;
    for (uint32_t i = 0; i < kOutputs; ++i)
        lines[i] = host.log.wait_for_end(ask(host, id, i)).lines.front();
    return lines;
}

// Sleeps until the next frame; a late one does not push the others.
void wait_for_frame(Steady::time_point &next)
{
    next += kFrame;
    std::this_thread::sleep_until(next);
}

} // namespace

TEST_CASE("64 images in flight, polled at 144 Hz, are the same as one at a time", "[client]")
{
    const Loopback plain;
    const std::array<std::string, kOutputs> wanted = one_at_a_time(plain);

    // Each reply stops after a tenth of its image until the gate opens: all 64 are under way.
    const Loopback gated({"--gate", "--gate-timeout-ms", "120000"});
    Host host({kOutputs, {}});
    const gesso_service_id id = small_pictures(host, gated);
    std::array<gesso_request_id, kOutputs> requests{};
    for (uint32_t i = 0; i < kOutputs; ++i)
        requests[i] = ask(host, id, i);

    Steady::time_point next = Steady::now();
    uint32_t most_in_flight = 0;
    uint32_t ended = 0;
    bool is_gate_opened = false;
    for (int frame = 0; frame < 144 * 120 && ended < kOutputs; ++frame) {
        host.log.drain();
        most_in_flight = std::max(most_in_flight, host.stats().in_flight);
        uint32_t with_rows = 0;
        for (const gesso_request_id request : requests)
            with_rows += host.log.request(request).rows_events > 0 ? 1 : 0;
        if (with_rows == kOutputs && !is_gate_opened) {
            CHECK(ended == 0);
            is_gate_opened = true;
        }
        if (is_gate_opened && frame % 16 == 0)
            gated.ask("POST", "/__gate/open");
        ended = 0;
        for (const gesso_request_id request : requests)
            ended += host.log.request(request).has_ended ? 1 : 0;
        wait_for_frame(next);
    }
    CHECK(is_gate_opened);
    CHECK(most_in_flight == kOutputs);
    REQUIRE(ended == kOutputs);
    for (uint32_t i = 0; i < kOutputs; ++i) {
        CAPTURE(i);
        const SeenRequest &seen = host.log.request(requests[i]);
        CHECK(seen.end.type == GESSO_EVENT_FINISHED);
        CHECK(seen.end.user_data == i);
        CHECK(seen.lines.front() == wanted[i]);
        for (uint32_t other = 0; other < i; ++other)
            CHECK(wanted[other] != wanted[i]);
        gesso_request_release(host.client(), requests[i]);
    }
}
