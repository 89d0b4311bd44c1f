// SPDX-License-Identifier: MIT
// How much this process grows for each output, all of them at once: one count in a fresh process.
// A small request goes first, so that what is needed once is not taken for an output's.
// usage: bench_memory ours|usual OUTPUTS
#include "bench/our_way.h"
#include "bench/pictures.h"
#include "bench/replay.h"
#include "bench/report.h"
#include "bench/usual_way.h"

#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace gesso_bench;

namespace {

constexpr const char *kName = "garden-1024";
constexpr double kMiB = 1024.0 * 1024.0;

// A line of the kernel's account of this process, in MiB.
double status_mib(const std::string &key)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind(key + ":", 0) == 0)
            return std::strtod(line.c_str() + key.size() + 1, nullptr) / 1024;
    }
    must(false, "the kernel does not say");
    return 0;
}

void run_usual(const std::string &url, unsigned outputs)
{
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < outputs; ++i)
        threads.emplace_back([&] {
            must(
                usual_stream(url + "/images/generations", [](const uint8_t *, int, int) {}),
                "the usual way fails");
        });
    for (std::thread &thread : threads)
        thread.join();
}

} // namespace

int main(int argc, char **argv)
{
    const std::string who = argc > 1 ? argv[1] : "";
    const auto outputs = static_cast<unsigned>(argc > 2 ? std::atoi(argv[2]) : 0);
    must((who == "ours" || who == "usual") && outputs > 0, "usage: bench_memory ours|usual N");
    double rgba_mib = 0;
    std::vector<Replay::Reply> replies;
    for (const Picture &picture : {make_picture(256, 256, 3), load_picture(kName)}) {
        Replay::Reply reply{"text/event-stream", {}, {}};
        reply.body = to_event_stream(to_base64(picture.png), reply.ends);
        replies.push_back(std::move(reply));
        rgba_mib = static_cast<double>(picture.rgba.size()) / kMiB;
    }
    // So slow that all of them are under way together, whatever the machine does.
    const uint64_t pace = std::max<uint64_t>(1'000'000, 16'000'000 / outputs);
    const Replay server(std::move(replies));
    malloc_trim(0); // what the pictures needed
    double before = 0;
    const auto begin = [&] {
        before = status_mib("VmRSS");
        std::ofstream("/proc/self/clear_refs") << "5"; // the peak begins here
    };
    if (who == "ours") {
        // Without a save target the file itself would stay in memory for the host to fetch.
        std::string folder =
            std::filesystem::temp_directory_path().string() + "/gesso-bench-XXXXXX";
        must(mkdtemp(folder.data()) != nullptr, "no folder");
        OurClient client({outputs, folder, 0, true});
        client.run(server.url(0, 0), 1, {}, {});
        begin();
        client.run(server.url(1, pace), outputs, {}, {});
        std::filesystem::remove_all(folder);
    } else {
        run_usual(server.url(0, 0), 1);
        begin();
        run_usual(server.url(1, pace), outputs);
    }
    const double growth = (status_mib("VmHWM") - before) / outputs;
    const double allowed = 2.25 * rgba_mib + 0.5;
    const std::string what = "peak growth an output, " + std::to_string(outputs) + " at once";
    if (who == "ours")
        print({"5", what, "2.25 RGBA + 1/2 MiB", growth, allowed, "MiB", growth / allowed, 1});
    else
        print(
            {"-", what + ", usual way", "2.25 RGBA + 1/2 MiB", growth, allowed, "MiB",
             growth / allowed, 0});
    return 0;
}
