// SPDX-License-Identifier: MIT
// What a poll costs with 64 outputs in flight, beside the least that a queue between two threads
// costs, for callgrind to count: tests/bench/run asks it for what happens inside counted_*.
//
// usage: bench_frame poll CALLS          prints how many of the calls brought an event
//        bench_frame pop CALLS EVENTS    as many calls and events
#include "bench/pictures.h"
#include "bench/replay.h"
#include "bench/report.h"

#include "gesso/gesso.h"

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

using namespace gesso_bench;

namespace {

constexpr uint32_t kOutputs = 64;

// One producer, one consumer, events by value: nothing merges, nothing has to be given back.
struct Ring {
    std::array<gesso_event, 256> events{};
    alignas(64) std::atomic<uint32_t> head{0};
    alignas(64) std::atomic<uint32_t> tail{0};
};

Ring ring;
gesso_client *client = nullptr;

void push_event()
{
    const uint32_t tail = ring.tail.load(std::memory_order_relaxed);
    ring.events[tail % ring.events.size()].type = GESSO_EVENT_ROWS;
    ring.tail.store(tail + 1, std::memory_order_release);
}

void start(const Replay &server)
{
    gesso_limits limits = gesso_limits_init();
    limits.max_in_flight = kOutputs;
    limits.image_bytes = uint64_t{4} << 30;
    gesso_client_desc desc = gesso_client_desc_init();
    desc.limits = &limits;
    must(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK, "no client");
    const std::string url = server.url(0, 20'000);
    gesso_service_desc service = gesso_service_desc_init();
    service.endpoint = url.c_str();
    service.model = "gpt-image-1";
    gesso_service_id service_id{};
    must(gesso_service_create(client, &service, &service_id) == GESSO_OK, "no service");
    gesso_request_desc request = gesso_request_desc_init();
    request.service = service_id;
    request.prompt = "a storm";
    request.quality = "low";
    request.partial_images = gesso_i32(3);
    gesso_request_id id{};
    for (uint32_t i = 0; i < kOutputs; ++i)
        must(gesso_submit(client, &request, &id) == GESSO_OK, "not submitted");
}

} // namespace

extern "C" {
int counted_poll(gesso_event *out_event);
int counted_pop(gesso_event *out_event);

__attribute__((noinline)) int counted_poll(gesso_event *out_event)
{
    return gesso_poll(client, out_event);
}

__attribute__((noinline)) int counted_pop(gesso_event *out_event)
{
    const uint32_t head = ring.head.load(std::memory_order_relaxed);
    if (head == ring.tail.load(std::memory_order_acquire))
        return GESSO_EMPTY;
    *out_event = ring.events[head % ring.events.size()];
    ring.head.store(head + 1, std::memory_order_release);
    return GESSO_OK;
}
}

int main(int argc, char **argv)
{
    const std::string mode = argc > 1 ? argv[1] : "";
    const int calls = argc > 2 ? std::atoi(argv[2]) : 0;
    const int wanted = argc > 3 ? std::atoi(argv[3]) : 0;
    must((mode == "poll" || mode == "pop") && calls > 0, "usage: bench_frame poll|pop CALLS");
    gesso_event event{};
    int events = 0;
    if (mode == "pop") {
        for (int i = 0; i < calls; ++i) {
            if (int64_t{i} * wanted / calls != int64_t{i + 1} * wanted / calls)
                push_event();
            events += counted_pop(&event) == GESSO_OK ? 1 : 0;
        }
        must(events == wanted, "the ring lost an event");
    } else {
        std::vector<Replay::Reply> replies(1);
        replies[0].type = "text/event-stream";
        replies[0].body =
            to_event_stream(to_base64(make_picture(1024, 1024, 3).png), replies[0].ends);
        const Replay server(std::move(replies));
        start(server);
        // A frame polls until nothing is left; 64 outputs bring rows all the time.
        for (int i = 0; i < calls; ++i) {
            if (counted_poll(&event) == GESSO_OK)
                ++events;
            else
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        gesso_client_destroy(client, nullptr);
    }
    std::printf("events\t%d\n", events);
    return 0;
}
