// SPDX-License-Identifier: MIT
// The line ends at every byte of the conversation, in every way: nothing is ever bought twice, and
// what may have been bought is never called free.
#include "client/own_clock.h"
#include "client/replies.h"
#include "support/cut_server.h"

#include <iterator>
#include <string>
#include <vector>

using namespace gesso_test;

namespace {

constexpr Cut::How kWays[] = {Cut::How::close, Cut::How::reset, Cut::How::answer, Cut::How::hold};

class Bench {
public:
    // The smallest pictures that a family takes: an upload of each is encoded for each run.
    explicit Bench(const char *model = "gpt-image-1")
        : host(clock.options(1)),
          service(host.add_service(server.url() + "/v1", [&](auto &desc) { desc.model = model; }))
    {}

    struct Outcome {
        gesso_event end{};
        uint32_t posts = 0; // begun, as the client counts them
        CutCounts heard;
    };

    // Two retries are allowed: what is not repeated here is not repeated on purpose. Time passes
    // only while nothing else happens.
    Outcome run(const std::string &reply, const Cut &cut, bool is_edit = false)
    {
        server.play(reply, cut);
        const gesso_picture picture = base_picture();
        const gesso_request_id request = host.submit(service, "a wall", [&](auto &desc) {
            desc.first_byte_ms = desc.idle_ms = 2000;
            desc.stream = reply.find("event-stream") != std::string::npos ? GESSO_STREAM_ALWAYS
                                                                          : GESSO_STREAM_NEVER;
            if (!is_edit)
                return;
            desc.size = "256x256";
            desc.operation = GESSO_OPERATION_EDIT;
            desc.images = &picture;
            desc.image_count = 1;
            desc.mask = &picture; // painted: white is edited
        });
        REQUIRE(host.log.wait_until(
            [&] {
                const SeenRequest &seen = host.log.request(request);
                const bool is_waiting =
                    !seen.events.empty() && seen.events.back().type == GESSO_EVENT_WAITING;
                if (is_waiting || server.is_holding())
                    clock.advance(1000);
                return seen.has_ended;
            },
            60'000));
        const Outcome outcome{
            host.log.request(request).end, host.info(request).attempts, server.counts()};
        gesso_request_release(host.client(), request);
        return outcome;
    }

    OwnClock clock;
    CutServer server;
    Host host;
    gesso_service_id service;

private:
    gesso_picture base_picture() const
    {
        gesso_picture picture = gesso_picture_init();
        picture.kind = GESSO_PICTURE_ENCODED;
        picture.data = png_.data();
        picture.size = png_.size();
        return picture;
    }
    const std::string png_ = noise_png(256, 256, 7);
};

// What holds wherever the line was cut.
void check_never_twice(const Bench::Outcome &outcome)
{
    const bool is_begun = outcome.posts > 0;
    CHECK(outcome.posts <= 1);
    CHECK(outcome.heard.begun_bodies <= outcome.posts);
    CHECK(outcome.end.type == GESSO_EVENT_FAILED);
    CHECK(outcome.end.as.end.billed == (is_begun ? GESSO_BILLED_MAYBE : GESSO_BILLED_NO));
}

// Each of the first `dense` positions, each beside one of `marks`, and every `step`th of the rest.
std::vector<size_t> positions(const std::string &text, size_t dense, size_t step)
{
    std::vector<size_t> found;
    for (size_t at = 0; at < text.size(); ++at) {
        const bool is_mark = at > 0 && (std::string("{}[]:,\"\r\n-").find(text[at]) < 10 ||
                                        std::string("{}[]:,\"\r\n-").find(text[at - 1]) < 10);
        if (at < dense || is_mark || at % step == 0 || at + 1 == text.size())
            found.push_back(at);
    }
    return found;
}

std::string image_json()
{
    return json_reply(
        "{\"created\":1700000000,\"data\":[{\"b64_json\":\"" + base64(noise_png(16, 16, 1)) +
        "\",\"revised_prompt\":\"a\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}");
}

std::string image_stream()
{
    return sse_reply(
        event("partial_image", base64(noise_png(16, 16, 2)), 0) +
        event("completed", base64(noise_png(16, 16, 1))));
}

size_t head_size(const std::string &message)
{
    return message.find("\r\n\r\n") + 4;
}

} // namespace

TEST_CASE("a request that is cut at any byte is sent once at most", "[client][cut]")
{
    Bench bench;
    REQUIRE(bench.run(image_json(), {}).end.type == GESSO_EVENT_FINISHED);
    const std::string request = bench.server.last_request();
    REQUIRE(request.size() > head_size(request) + 20);
    for (const Cut::How how : kWays) {
        for (size_t at = 0; at < request.size(); ++at) {
            CAPTURE(at, static_cast<int>(how));
            const Bench::Outcome outcome = bench.run("", {Cut::In::request, at, how});
            check_never_twice(outcome);
            if (at <= head_size(request))
                continue;
            CHECK(outcome.heard.connections == 1);
            CHECK(outcome.end.as.end.billed == GESSO_BILLED_MAYBE);
        }
    }
    CHECK(bench.run(image_json(), {}).end.type == GESSO_EVENT_FINISHED);
}

TEST_CASE("an upload that is cut between any two of its parts is sent once", "[client][cut]")
{
    Bench bench("dall-e-2");
    REQUIRE(bench.run(image_json(), {}, true).end.type == GESSO_EVENT_FINISHED);
    const std::string request = bench.server.last_request();
    const size_t head = head_size(request);
    const size_t boundary_size = request.find("\r\n", head) - head;
    const std::string boundary = request.substr(head, boundary_size);
    std::vector<size_t> cuts{head + 1, request.size() - 1};
    for (size_t at = head; (at = request.find(boundary, at)) != std::string::npos; ++at) {
        for (const size_t beside : {at - 1, at + 1, at + boundary_size, at + boundary_size + 2})
            cuts.push_back(std::min(std::max(beside, head + 1), request.size() - 1));
    }
    for (size_t i = 1; i < 8; ++i)
        cuts.push_back(head + (request.size() - head) * i / 8);
    REQUIRE(cuts.size() > 15);
    for (size_t i = 0; i < 2 * cuts.size(); ++i) {
        const Cut cut{Cut::In::request, cuts[i / 2], kWays[(i + i / 4) % std::size(kWays)]};
        CAPTURE(cut.at, static_cast<int>(cut.how));
        const Bench::Outcome outcome = bench.run("", cut, true);
        check_never_twice(outcome);
        CHECK(outcome.posts == 1);
        CHECK(outcome.heard.connections == 1);
    }
}

TEST_CASE("an answer that is cut at any byte is never asked for again", "[client][cut]")
{
    const std::string reply = GENERATE(image_json(), image_stream());
    Bench bench;
    // A JSON document is whole at its last brace, a stream when its image and the blank line are.
    for (const Cut::How how : {Cut::How::close, Cut::How::reset, Cut::How::hold}) {
        for (const size_t at : positions(reply, head_size(reply), 101)) {
            CAPTURE(at, static_cast<int>(how));
            const Bench::Outcome outcome = bench.run(reply, {Cut::In::reply, at, how});
            CHECK(outcome.posts == 1);
            CHECK(outcome.heard.connections == 1);
            CHECK(outcome.end.as.end.billed != GESSO_BILLED_NO);
            if (outcome.end.type != GESSO_EVENT_FINISHED)
                check_never_twice(outcome);
            else
                CHECK(at + 400 > reply.size()); // after the image's last byte
        }
        CHECK(bench.run(reply, {}).end.type == GESSO_EVENT_FINISHED);
    }
}

TEST_CASE("a refusal is repeated only when it has arrived whole", "[client][cut]")
{
    const std::string body =
        "{\"error\":{\"message\":\"overloaded\",\"code\":\"server_is_overloaded\"}}";
    const std::string reply = "HTTP/1.1 503 Busy\r\nContent-Type: application/json\r\n"
                              "Content-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
    Bench bench;
    for (const Cut::How how : {Cut::How::close, Cut::How::reset, Cut::How::hold}) {
        for (size_t at = 0; at < reply.size(); ++at) {
            CAPTURE(at, static_cast<int>(how));
            const Bench::Outcome outcome = bench.run(reply, {Cut::In::reply, at, how});
            check_never_twice(outcome);
            CHECK(outcome.heard.connections == 1);
        }
    }
    const Bench::Outcome whole = bench.run(reply, {});
    CHECK(whole.heard.begun_bodies == 3);
    CHECK(whole.end.as.end.result == GESSO_ERROR_SERVICE);
}
