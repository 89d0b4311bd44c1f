// SPDX-License-Identifier: MIT
// Names to addresses: what is remembered, and for how long. Names that need no network.
#include "client/resolver.h"
#include "support/catch.h"

#include <chrono>
#include <memory>
#include <string>

using namespace gesso::core;

namespace {

// Asks at that time of the test's own clock until there is an answer.
const NameAnswer *
answer_of(Resolver &resolver, WakeSignal &wake, const std::string &host, int64_t now_ms)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const NameAnswer *answer = resolver.look_up(host, now_ms);
    while (!answer && std::chrono::steady_clock::now() < end) {
        wake.wait(100);
        answer = resolver.look_up(host, now_ms);
    }
    REQUIRE(answer);
    return answer;
}

} // namespace

TEST_CASE("an address is remembered for ten seconds, that there is none for two", "[client]")
{
    const auto wake = std::make_shared<WakeSignal>();
    REQUIRE(wake->is_open());
    Resolver resolver(wake);
    const std::string here = "localhost";
    const std::string nowhere = "no such name"; // no name at all: nobody is asked
    CHECK(resolver.look_up(here, 1000) == nullptr);
    CHECK(answer_of(resolver, *wake, here, 1000)->status.is_ok());
    CHECK_FALSE(answer_of(resolver, *wake, here, 1000)->addresses.empty());
    CHECK_FALSE(answer_of(resolver, *wake, nowhere, 1000)->status.is_ok());

    const int64_t soon = 1000 + Resolver::kFreshFailureMs;
    CHECK(resolver.look_up(nowhere, soon) != nullptr);
    CHECK(resolver.look_up(nowhere, soon + 1) == nullptr); // asked anew
    CHECK(resolver.look_up(here, soon + 1) != nullptr);
    CHECK_FALSE(answer_of(resolver, *wake, nowhere, soon + 1)->status.is_ok());
    CHECK(resolver.look_up(here, 1000 + Resolver::kFreshMs) != nullptr);
    CHECK(resolver.look_up(here, 1001 + Resolver::kFreshMs) == nullptr);
    CHECK(resolver.look_up("::1", 1)->addresses == std::vector<std::string>{"::1"});
}
