// SPDX-License-Identifier: MIT
// An image that was paid for and damaged on the way (faults.md M5): what can be had of it is kept.
#include "client/host.h"
#include "client/replies.h"
#include "support/script_server.h"

#include <string>

using namespace gesso_test;

namespace {

struct Rescued {
    gesso_result result = GESSO_OK;
    std::string bytes;  // of gesso_output_get_bytes
    size_t decoded = 0; // how many of them could be decoded
    std::string action;
};

Rescued
paint(Host &host, ScriptServer &server, const std::string &reply, const std::string &save_to = {})
{
    server.play({reply});
    const gesso_request_id request =
        host.submit(host.add_service(server.url() + "/v1"), "a wall", [&](auto &desc) {
            desc.save_to = save_to.empty() ? nullptr : save_to.c_str();
        });
    Rescued out;
    out.result = host.log.wait_for_end(request, 60'000).end.as.end.result;
    out.decoded = host.output(request).encoded_bytes;
    CHECK(std::string(host.output(request).path).empty());
    const uint8_t *data = nullptr;
    size_t size = 0;
    if (gesso_output_get_bytes(host.client(), request, 0, &data, &size) == GESSO_OK)
        out.bytes.assign(reinterpret_cast<const char *>(data), size);
    CHECK(host.stats().rescue_bytes == size);
    gesso_error error = gesso_error_init();
    REQUIRE(gesso_request_get_error(host.client(), request, 0, &error) == GESSO_OK);
    out.action = error.action;
    gesso_request_release(host.client(), request);
    CHECK(host.log.wait_until([&] { return host.stats().rescue_bytes == 0; }));
    return out;
}

std::string document(const std::string &b64)
{
    return json_reply("{\"data\":[{\"b64_json\":\"" + b64 + "\"}]}");
}

} // namespace

TEST_CASE("of an image damaged in the middle everything that came is kept", "[wire]")
{
    ScriptServer server;
    Host host;
    const Scratch folder;
    const std::string png = noise_png(64, 64, 1);
    const std::string good = base64(png);
    for (const std::string &save_to : {std::string(), folder.path()}) {
        for (size_t at = 4000; at < 4008; ++at) {
            CAPTURE(at, save_to);
            std::string text = good;
            text[at] = '!';
            const Rescued got = paint(host, server, document(text), save_to);
            CHECK(got.result == GESSO_ERROR_PROTOCOL);
            CHECK(got.decoded == at / 4 * 3);
            CHECK(got.bytes.substr(0, got.decoded) == png.substr(0, got.decoded));
            CHECK(got.bytes.substr(got.decoded) == text.substr(at / 4 * 4));
            CHECK(got.action.find("gesso_output_get_bytes") != std::string::npos);
            CHECK(folder.files().empty());
        }
    }
}

TEST_CASE("damage in a stream, and padding in the middle, are kept alike", "[wire]")
{
    ScriptServer server;
    Host host;
    const std::string png = noise_png(64, 64, 1);
    std::string text = base64(png);
    text[4002] = '='; // one character too few follows it
    Rescued got = paint(host, server, sse_reply(event("completed", text)));
    CHECK(got.decoded == 3000);
    CHECK(got.bytes == png.substr(0, 3000) + text.substr(4000));

    text = base64(png).substr(0, 4001); // a last quantum of one character
    got = paint(host, server, document(text));
    CHECK(got.decoded == 3000);
    CHECK(got.bytes == png.substr(0, 3000) + text.substr(4000));
}

TEST_CASE("what is kept of a damaged image stays within limits.rescue_bytes", "[wire]")
{
    ScriptServer server;
    Host host({1, [](gesso_client_desc &, gesso_limits &limits) { limits.rescue_bytes = 5000; }});
    const std::string png = noise_png(64, 64, 1);
    std::string text = base64(png);
    text[4000] = '!';
    const Rescued got = paint(host, server, document(text));
    CHECK(got.bytes == png.substr(0, 3000)); // the text no longer fits, the picture does

    text = base64(png);
    text[8000] = '!';
    CHECK(paint(host, server, document(text)).bytes.empty());
}
