// SPDX-License-Identifier: MIT
// From a socket to RGBA, through gesso.h: how long after the last byte the last rows are there, and
// what an image costs, against the usual way and the floor. usage: bench_stream [ROUNDS]
#include "bench/floor.h"
#include "bench/our_way.h"
#include "bench/replay.h"
#include "bench/report.h"
#include "bench/usual_way.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <numeric>

using namespace gesso_bench;

namespace {

constexpr const char *kNames[] = {"garden-1024", "ladybird-1024-rgba", "garden-1536"};
constexpr size_t kImages = Replay::kMaxEvents; // a stream has three previews and a final image

struct Sample {
    Series rows;  // seconds from the last byte to the last rows, an image each
    Series whole; // to PREVIEW or IMAGE
    Series cpu;   // seconds of this process an image, a stream each
};

std::vector<Replay::Reply> replies()
{
    std::vector<Replay::Reply> all;
    for (const char *name : kNames) {
        Replay::Reply reply{"text/event-stream", {}, {}};
        reply.body = to_event_stream(to_base64(load_picture(name).png), reply.ends);
        all.push_back(std::move(reply));
    }
    return all;
}

void run_ours(
    OurClient &client, const Replay &server, const std::string &url, const Picture &picture,
    Sample &sample)
{
    const size_t connection = server.connections();
    std::vector<Arrival> arrivals;
    const double from = process_seconds();
    client.run(
        url, 1, [&](const Arrival &arrival) { arrivals.push_back(arrival); },
        [&](const gesso_view &view) {
            must(view.height == picture.height && view.stride == picture.width * 4, "the size");
        });
    sample.cpu.push_back((process_seconds() - from) / kImages);
    must(!arrivals.empty() && arrivals.back().event == 3, "no final image");
    for (const Arrival &arrival : arrivals) {
        const double sent = server.sent_at(connection, static_cast<size_t>(arrival.event));
        sample.rows.push_back(arrival.rows_at - sent);
        sample.whole.push_back(arrival.whole_at - sent);
    }
}

void run_usual(const Replay &server, const std::string &url, const Picture &picture, Sample &sample)
{
    const size_t connection = server.connections();
    Series at;
    const double from = process_seconds();
    const bool is_done =
        usual_stream(url + "/images/generations", [&](const uint8_t *, int w, int h) {
            must(
                static_cast<uint32_t>(w) == picture.width &&
                    static_cast<uint32_t>(h) == picture.height,
                "the usual size");
            at.push_back(wall_seconds());
        });
    sample.cpu.push_back((process_seconds() - from) / kImages);
    must(is_done && at.size() == kImages, "the usual way fails");
    for (size_t i = 0; i < at.size(); ++i)
        sample.rows.push_back(at[i] - server.sent_at(connection, i));
}

// Both ends up with the right pixels; looked at once, outside what is timed.
void check_pixels(OurClient &client, const Replay &server, size_t index, const Picture &picture)
{
    const auto is_right = [&](const uint8_t *pixels) {
        return std::memcmp(pixels, picture.rgba.data(), picture.rgba.size()) == 0;
    };
    client.run(server.url(index, 0), 1, {}, [&](const gesso_view &view) {
        must(is_right(view.pixels), "our pixels differ");
    });
    usual_stream(server.url(index, 0) + "/images/generations", [&](const uint8_t *rgba, int, int) {
        must(is_right(rgba), "the usual way's pixels differ");
    });
}

struct Paced {
    uint64_t bytes_per_second;
    const char *name;
    double bound;
    int rounds;
};

void run_paced(
    OurClient &client, const Replay &server, size_t index, const Picture &picture,
    const Paced &paced)
{
    Sample ours;
    Sample usual;
    const std::string url = server.url(index, paced.bytes_per_second);
    for (int i = 0; i < paced.rounds; ++i) {
        run_ours(client, server, url, picture, ours);
        run_usual(server, url, picture, usual);
    }
    const std::string what = picture.name + ", " + paced.name;
    print(
        {"1", "last byte to last rows, " + what, "usual way", median(ours.rows) * 1e3,
         median(usual.rows) * 1e3, "ms", median(ours.rows) / median(usual.rows), paced.bound});
    print_cost("-", "CPU an image, " + what, ours.cpu, "usual way", usual.cpu);
}

// The floor's CPU seconds for one image of the stream.
double floor_round(
    const Replay &server, size_t index, PictureFloor &floor, const std::string &text, Buffer &out,
    double &out_received)
{
    double from = thread_seconds();
    must(receive_all(server.port(), index, 0) > text.size() * kImages, "too little received");
    out_received = (thread_seconds() - from) / kImages;
    from = thread_seconds();
    must(scan_for_quote(text) == std::string::npos, "a quote");
    decode_base64(text, out);
    floor.inflate();
    floor.unfilter();
    return out_received + thread_seconds() - from;
}

void run_cpu(
    OurClient &sleeper, OurClient &frames, const Replay &server, size_t index,
    const Picture &picture, int rounds)
{
    PictureFloor floor(picture);
    const std::string text = to_base64(picture.png);
    Buffer out;
    Series floors;
    Series received;
    Sample ours;
    Sample woken;
    Sample usual;
    for (int i = 0; i <= rounds; ++i) {
        run_ours(frames, server, server.url(index, 0), picture, ours);
        run_ours(sleeper, server, server.url(index, 0), picture, woken);
        double received_now = 0;
        floors.push_back(floor_round(server, index, floor, text, out, received_now));
        received.push_back(received_now);
        run_usual(server, server.url(index, 0), picture, usual);
    }
    must(floor.rgba() == picture.rgba, "the floor's pixels differ");
    for (Series *series : {&floors, &received, &ours.cpu, &woken.cpu, &usual.cpu})
        series->erase(series->begin()); // the round that warms up
    const std::string what = "CPU an image, " + picture.name + ", no pace";
    print_cost("2", what, ours.cpu, "floor", floors, 1.2);
    print_cost("-", what, ours.cpu, "usual way", usual.cpu);
    print_cost("-", "  with a host that is woken each time", woken.cpu, "floor", floors);
    print_cost("-", "  of the floor: recv", received, "floor", floors);
    print(
        {"1", "last byte to last rows, " + picture.name + ", no pace", "usual way",
         median(woken.rows) * 1e3, median(usual.rows) * 1e3, "ms",
         median(woken.rows) / median(usual.rows), 0.25});
}

// IMAGE comes when the file is durable, which is the disk's time.
void run_saved(const Replay &server, size_t index, const Picture &picture)
{
    std::string folder = std::filesystem::temp_directory_path().string() + "/gesso-bench-XXXXXX";
    must(mkdtemp(folder.data()) != nullptr, "no folder");
    {
        OurClient client({1, folder, 0, false});
        Sample ours;
        for (int i = 0; i < 4; ++i)
            run_ours(client, server, server.url(index, 10'000'000), picture, ours);
        print(
            {"-", "last byte to IMAGE, saved, " + picture.name + ", 10 MB/s", "last rows",
             ours.whole.back() * 1e3, ours.rows.back() * 1e3, "ms",
             ours.whole.back() / ours.rows.back()});
    }
    std::filesystem::remove_all(folder);
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 9;
    const Replay server(replies());
    OurClient sleeper({1, {}, 0, false});
    OurClient frames({1, {}, 0, true});
    for (size_t i = 0; i < std::size(kNames); ++i) {
        const Picture picture = load_picture(kNames[i]);
        check_pixels(sleeper, server, i, picture);
        run_cpu(sleeper, frames, server, i, picture, rounds);
        if (picture.channels == 4)
            continue;
        const int few = std::max(1, rounds / 4);
        run_paced(sleeper, server, i, picture, {2'000'000, "2 MB/s", 0.01, few});
        run_paced(sleeper, server, i, picture, {10'000'000, "10 MB/s", 0.01, 2 * few});
        run_paced(sleeper, server, i, picture, {50'000'000, "50 MB/s", 0.01, 4 * few});
    }
    run_saved(server, 0, load_picture(kNames[0]));
    return 0;
}
