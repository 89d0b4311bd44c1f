// SPDX-License-Identifier: MIT
// What gesso.h promises of the functions that a frame calls, counted while images stream in.
//
// usage: poll_probe count|step [allocation|lock|spin|call]
//
//   count   100,000 polls; allocations, locks and system calls of the polling thread
//   step    200 moments at which every other thread stands still; instructions a call
//
// The second word breaks the promise on purpose. Exit code: 0 kept, 1 broken, 77 cannot be told.
#include "client/poll_probe.h"

#include "support/loopback.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <map>

using namespace gesso_probe;

namespace {

bool parse_sabotage(const char *word, Sabotage &out_sabotage)
{
    const std::map<std::string, Sabotage> words = {
        {"allocation", Sabotage::allocation},
        {"lock", Sabotage::lock},
        {"spin", Sabotage::spin},
        {"call", Sabotage::call},
    };
    const auto found = words.find(word);
    if (found != words.end())
        out_sabotage = found->second;
    return found != words.end();
}

} // namespace

int main(int argc, char **argv)
{
    Sabotage sabotage = Sabotage::none;
    const std::string mode = argc > 1 ? argv[1] : "";
    if ((mode != "count" && mode != "step") || argc > 3 ||
        (argc == 3 && !parse_sabotage(argv[2], sabotage))) {
        std::fprintf(stderr, "usage: %s count|step [allocation|lock|spin|call]\n", argv[0]);
        return 2;
    }
    int code = 1;
    try {
        // Slow enough that rows trickle in, fast enough for a test.
        const gesso_test::Loopback service({"--bytes-per-second", "6000000"});
        code = mode == "count" ? count_calls(service.url(), sabotage)
                               : step_through(service.url(), sabotage);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::fflush(stdout);
    // The measured thread may still be at it.
    _exit(code);
}
