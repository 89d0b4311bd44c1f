// SPDX-License-Identifier: MIT
// A name that the system looks up for ever. The lookup of this whole program goes through here: one
// host never gets an answer before the test lets go.
#include "client/pace_bench.h"
#include "support/catch.h"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <cstring>
#include <mutex>

using namespace gesso_test;

namespace {

constexpr const char *kHungHost = "hangs.invalid";

std::mutex hung_mutex;
std::condition_variable hung_ended;
bool is_hung_over = false;

struct LetGo {
    ~LetGo()
    {
        const std::lock_guard lock(hung_mutex);
        is_hung_over = true;
        hung_ended.notify_all();
    }
};

} // namespace

extern "C" int getaddrinfo(
    const char *node, const char *service, const addrinfo *hints,
    addrinfo **out_found) noexcept(noexcept(::getaddrinfo(node, service, hints, out_found)))
{
    if (node && std::strcmp(node, kHungHost) == 0) {
        std::unique_lock lock(hung_mutex);
        hung_ended.wait(lock, [] { return is_hung_over; });
        return EAI_AGAIN;
    }
    using Call = int (*)(const char *, const char *, const addrinfo *, addrinfo **);
    static const auto real = reinterpret_cast<Call>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, out_found);
}

TEST_CASE("a name that is looked up for ever runs into the connect clock and costs nothing")
{
    const LetGo let_go;
    PaceBench bench(1);
    bench.service = bench.host.add_service("https://" + std::string(kHungHost) + "/v1", {});
    bench.submit(1, 0);
    REQUIRE(bench.host.log.wait_until([&] {
        bench.clock.advance(100);
        return bench.seen(0).has_ended;
    }));
    CHECK(bench.seen(0).end.as.end.result == GESSO_ERROR_TIMEOUT);
    CHECK(bench.seen(0).end.as.end.billed == GESSO_BILLED_NO);
    const std::string message = bench.host.info(bench.requests[0]).message;
    CHECK(message.find(kHungHost) != std::string::npos);
}
