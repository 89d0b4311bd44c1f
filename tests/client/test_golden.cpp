// SPDX-License-Identifier: MIT
// One number for the whole pipe: a hash over canonical events and pixels of fixed replies. It is
// the same for 1 and 8 workers, for byte-at-a-time and whole delivery, and in every build.
#include "client/host.h"
#include "client/replies.h"
#include "support/fault_server.h"

#include <algorithm>

using namespace gesso_test;

namespace {

// Decided by the fixtures below and by gesso.h's canonical text alone.
constexpr uint64_t kGolden = 12595011306791917159u;

void write_replies(const Scratch &folder)
{
    const std::string a = base64(noise_png(17, 23, 1));
    const std::string b = base64(noise_png(17, 23, 2));
    const std::string c = base64(noise_png(45, 30, 3));
    folder.write(
        "previews.http", sse_reply(
                             event("partial_image", a, 0) + ": keep-alive\n\n" +
                             event("partial_image", b, 1) + event("completed", c)));
    folder.write(
        "plain.http",
        json_reply(
            "{\"created\":1,\"data\":[{\"b64_json\":\"" + a + "\"},{\"b64_json\":\"" + c +
            "\"},{\"error\":{\"code\":\"contentFilter\",\"message\":\"filtered\"}}]}"));
    folder.write("cut.http", sse_reply(event("partial_image", b, 0)));
}

uint64_t run(uint32_t workers, const char *pace, const gesso::test::FaultServer &server)
{
    Host host({workers, {}});
    const std::string base = "http://127.0.0.1:" + std::to_string(server.port("plain")) + "/reply/";
    for (int round = 0; round < 2; ++round) {
        const gesso_request_id streamed =
            host.submit(host.add_service(base + "previews.http" + pace), "a", [](auto &desc) {
                desc.partial_images = gesso_i32(2);
            });
        const gesso_request_id plain = host.submit(
            host.add_service(base + "plain.http" + pace), "b", [](auto &desc) { desc.count = 3; });
        const gesso_request_id cut = host.submit(host.add_service(base + "cut.http" + pace), "c");
        host.log.wait_for_end(streamed);
        host.log.wait_for_end(plain);
        host.log.wait_for_end(cut);
        // Which previews merge, and which output comes first, depends on when the host polls; the
        // canonical text has what every host sees, by output, and the end last.
        for (const gesso_request_id id : {streamed, plain, cut}) {
            auto &lines = host.log.request(id).lines;
            std::erase_if(lines, [](const std::string &line) {
                return line.rfind("preview", 0) == 0 || line.rfind("dropped", 0) == 0;
            });
            std::sort(lines.begin(), lines.end() - 1);
        }
    }
    return host.log.canonical_hash();
}

} // namespace

TEST_CASE("the golden hash does not depend on workers or on how bytes are cut", "[client]")
{
    const Scratch folder;
    write_replies(folder);
    const gesso::test::FaultServer server(folder.path());
    CHECK(run(1, "", server) == kGolden);
    CHECK(run(8, "", server) == kGolden);
    CHECK(run(1, "?piece=1", server) == kGolden);
    CHECK(run(8, "?piece=1", server) == kGolden);
}
