// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/reply_gate.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

using namespace gesso::core;

namespace {

// Shows the bytes piece by piece, each peek one more of them, from exactly sized blocks.
struct ScriptedSource final : ReplySource {
    std::string bytes;
    size_t step = 1;          // how many more bytes each look shows
    size_t record = SIZE_MAX; // bytes behind a border, as TLS records have them
    size_t taken = 0;
    size_t shown = 0;
    int looks = 0;

    Seen peek(char *out, size_t size, size_t) override
    {
        ++looks;
        shown = std::min(bytes.size(), shown + step);
        size_t end = shown;
        bool is_border = false;
        if (record != SIZE_MAX) {
            end = std::min(bytes.size(), (taken / record + 1) * record);
            is_border = end < bytes.size();
        }
        const size_t count = std::min(size, end - taken);
        std::memcpy(out, bytes.data() + taken, count);
        return {count, !is_border && end == bytes.size(), is_border};
    }

    void skip(size_t size) override { taken += size; }
    bool has_reply() override { return true; }
    bool is_stopped() override { return looks > 1'000'000; }
};

struct Outcome {
    Status status;
    bool is_closed = false;
    std::string rest; // what the library will read
};

Outcome wait(const std::string &bytes, size_t step, size_t record = SIZE_MAX)
{
    ScriptedSource source;
    source.bytes = bytes;
    source.step = step;
    source.record = record;
    Outcome outcome;
    outcome.status = wait_for_reply(source, 10'000, outcome.is_closed);
    outcome.rest = bytes.substr(source.taken);
    return outcome;
}

} // namespace

TEST_CASE("a final reply is left whole for the library, wherever the bytes are cut")
{
    const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (size_t step = 1; step <= reply.size(); ++step) {
        const Outcome outcome = wait(reply, step);
        CHECK(outcome.status.message == "");
        CHECK_FALSE(outcome.is_closed);
        CHECK(outcome.rest == reply);
    }
}

TEST_CASE("interim replies are skipped, wherever the bytes are cut")
{
    const std::string reply = "HTTP/1.1 200\r\n\r\nbody";
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n"
                                "HTTP/1.0 103 Early Hints\r\nLink: </a>\r\nX: y\r\n\r\n"
                                "HTTP/1.1 102 \n\n";
    for (size_t step = 1; step <= interim.size(); ++step)
        CHECK(wait(interim + reply, step).rest == reply);
}

TEST_CASE("what does not begin with a status line is not HTTP")
{
    for (const char *line :
         {"\n", "\r\n", "HTTP/2 200 OK\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 abc OK\r\n",
          "HTTP/1.x 200 OK\r\n", "http/1.1 200 OK\r\n", " HTTP/1.1 200 OK\r\n", "ICY 200 OK\r\n",
          "<html>\n", "HTTP/1.1  200 OK\r\n"}) {
        CAPTURE(line);
        CHECK(wait(line, 100).status.code == StatusCode::protocol_error);
    }
}

TEST_CASE("a status line has a length that no stack notices")
{
    const std::string start = "HTTP/1.1 200 ";
    for (const size_t size : {1000u, 1023u, 1025u, 5000u, 100'000u}) {
        const std::string line = start + std::string(size - start.size(), 'x') + "\r\n";
        for (const size_t step : {size_t{7}, size_t{200'000}}) {
            const Outcome outcome = wait(line, step);
            CHECK(outcome.status.is_ok() == (size <= 1023));
        }
    }
}

TEST_CASE("an end before the status line is a closed connection, at every cut")
{
    const std::string reply = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n";
    for (size_t size = 0; size < reply.size(); ++size) {
        const Outcome outcome = wait(reply.substr(0, size), 3);
        CHECK(outcome.status.is_ok());
        CHECK(outcome.is_closed);
    }
}

TEST_CASE("interim replies are bounded")
{
    std::string flood;
    for (int i = 0; i < 1000; ++i)
        flood += "HTTP/1.1 100 Continue\r\n\r\n";
    CHECK(wait(flood, 1000).status.code == StatusCode::limit_exceeded);
    const std::string line = "HTTP/1.1 103 Hints\r\nX: " + std::string(9000, 'x');
    CHECK(wait(line, 100).status.code == StatusCode::limit_exceeded);
}

TEST_CASE("behind a border only whole lines can be judged")
{
    const std::string reply = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
    CHECK(wait(reply, 1, 17).status.is_ok());
    CHECK(wait(reply, 1, 16).status.code == StatusCode::protocol_error);
    CHECK(wait("HTTP/1.1 100 C\r\n\r\n" + reply, 1, 18).rest == reply);
}
