// SPDX-License-Identifier: MIT
#include "stream/image_reply_reader.h"
#include "stream/reply_recorder.h"

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

const std::string kDocument = R"({"data":[{"b64_json":"Zm9v"}],"usage":{"total_tokens":1}})";

Reply refusal(int status, const std::string &body, const std::string &type = "application/json")
{
    Reply reply;
    reply.status = status;
    reply.content_type = type;
    reply.body = body;
    return reply;
}

Reply redirect(const std::string &location)
{
    Reply reply = refusal(307, "moved");
    reply.fields.push_back({"LOCATION", location});
    return reply;
}

// A stream whose one event has `size` characters of base64.
std::string large_event(size_t size)
{
    return completed(std::string(size, 'A'));
}

} // namespace

TEST_CASE("a refusal says the status and the service's own words", "[reply][head]")
{
    const Account account = read(refusal(
        401, R"({"error":{"message":"Access denied\ndue to x.","code":"401","type":null}})"));
    CHECK(account.verdict.code == StatusCode::refused);
    CHECK(account.verdict.message == "the service answered 401: Access denied due to x.");
    CHECK(account.log == "error *|Access denied due to x.|401||\n");
    CHECK_FALSE(account.is_complete);
    CHECK(read(refusal(500, "")).verdict.message == "the service answered 500");
    CHECK(read(refusal(500, "")).log == "error *||||\n");
    CHECK(
        read(refusal(502, "<html><h1>Bad\ngateway</h1></html>", "text/html")).verdict.message ==
        "the service answered 502: Bad gateway");
    CHECK(
        read(refusal(400, R"({"data":[{"b64_json":"Zm9v"}]})")).verdict.code ==
        StatusCode::refused);
    CHECK(read(refusal(100, "")).verdict.code == StatusCode::refused);
}

TEST_CASE("of a refusal's body only so much is read as the limit allows", "[reply][head]")
{
    Reply reply = refusal(400, R"({"error":{"message":"first","code":"c","param":")");
    reply.body += std::string(200, 'p') + "\"}}";
    reply.limits.error_body_bytes = 60;
    const Account account = read(reply);
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.verdict.message == "the service answered 400: first");
    CHECK(account.log == "error *|first|c||\n");
}

TEST_CASE("a redirect is refused at its head and only its host is named", "[reply][head]")
{
    for (const std::string location :
         {"https://other.example/secret?sig=canary#canary", "//other.example/canary",
          "https://user:canary@other.example\\canary", "http://other.example?canary"}) {
        CAPTURE(location);
        const Account account = read(redirect(location));
        CHECK(account.fed == StatusCode::redirected);
        CHECK(account.verdict.code == StatusCode::redirected);
        CHECK(account.verdict.message.find("307") != std::string::npos);
        CHECK(account.verdict.message.find("to other.example;") != std::string::npos);
        CHECK(account.verdict.message.find("canary") == std::string::npos);
        CHECK(account.log.empty());
    }
    for (const std::string location : {"/canary", "canary?x=//y", ""}) {
        const Account account = read(redirect(location));
        CHECK(account.verdict.code == StatusCode::redirected);
        CHECK(account.verdict.message.find("same host") != std::string::npos);
        CHECK(account.verdict.message.find("canary") == std::string::npos);
    }
    for (const int status : {300, 301, 302, 303, 304, 308, 399})
        CHECK(read(refusal(status, "")).verdict.code == StatusCode::redirected);
}

TEST_CASE("a reply in an encoding that was not asked for is not read", "[reply][head]")
{
    for (const std::string encoding : {"gzip", "br", "identity, gzip"}) {
        Reply reply;
        reply.body = completed("Zm9v");
        reply.fields.push_back({"Content-Encoding", encoding});
        const Account account = read(reply);
        CHECK(account.verdict.code == StatusCode::protocol_error);
        CHECK(account.fed == StatusCode::protocol_error);
        CHECK(account.log.empty());
    }
    Reply plain;
    plain.body = completed("Zm9v");
    plain.fields.push_back({"Content-Encoding", " Identity "});
    CHECK(read(plain).verdict.is_ok());
    Reply refused = refusal(400, "\x1f\x8b garbage");
    refused.fields.push_back({"content-encoding", "gzip"});
    CHECK(read(refused).verdict.message == "the service answered 400");
}

TEST_CASE("an empty reply is no image, a missing one no protocol", "[reply][head]")
{
    for (const int status : {200, 201, 202, 204}) {
        Reply reply;
        reply.status = status;
        CHECK(read(reply).verdict.code == StatusCode::no_image);
        reply.body = " \r\n";
        CHECK(read(reply).verdict.code == StatusCode::no_image);
    }
    ReplyRecorder recorder;
    ImageReplyReader reader({}, 1, recorder);
    CHECK(reader.finish().code == StatusCode::protocol_error);
    ImageReplyReader headless({}, 1, recorder);
    CHECK(feed_block("x", [&](Bytes b) {
              return headless.feed(b);
          }).code == StatusCode::protocol_error);
    CHECK_FALSE(headless.is_complete());
}

TEST_CASE("what the sink answers stops everything and is the verdict", "[reply]")
{
    const std::string document = kDocument;
    const std::string events =
        partial("YmFy", "") + completed("Zm9v", R"(,"usage":{"total_tokens":1})");
    for (const std::string call : {"begin", "bytes", "end", "usage"}) {
        for (const std::string &body : {document, events}) {
            CAPTURE(call, body);
            ReplyRecorder recorder;
            recorder.refused_call = call;
            ImageReplyReader reader({}, 1, recorder);
            REQUIRE(reader.begin(head_of({})).is_ok());
            const Feed feed = [&](Bytes b) { return reader.feed(b); };
            CHECK(feed_in_pieces(body, 1, feed).code == StatusCode::cancelled);
            CHECK(feed_block("more", feed).code == StatusCode::cancelled);
            CHECK(reader.finish().code == StatusCode::cancelled);
            CHECK_FALSE(reader.is_complete());
            CHECK(recorder.calls_after_refusal == 0);
        }
    }
    for (const std::string body :
         {R"({"error":"x"})", R"({"data":[{"error":"x"}]})", "data: {\"error\":\"x\"}\n\n"}) {
        ReplyRecorder recorder;
        recorder.refused_call = "error";
        ImageReplyReader reader({}, 1, recorder);
        REQUIRE(reader.begin(head_of({})).is_ok());
        CHECK(feed_block(body, [&](Bytes b) {
                  return reader.feed(b);
              }).code == StatusCode::cancelled);
        CHECK(reader.finish().code == StatusCode::cancelled);
        CHECK(recorder.calls_after_refusal == 0);
    }
}

TEST_CASE("an image that the end cuts off is ended for the sink", "[reply]")
{
    ReplyRecorder recorder;
    ImageReplyReader reader({}, 1, recorder);
    REQUIRE(reader.begin(head_of({})).is_ok());
    REQUIRE(feed_block("data: {\"b64_json\":\"Zm9vYmFy", [&](Bytes b) {
                return reader.feed(b);
            }).is_ok());
    CHECK(recorder.is_open());
    CHECK(reader.finish().code == StatusCode::truncated);
    CHECK_FALSE(recorder.is_open());
    CHECK(recorder.log == "begin unknown 0\nend unknown 0 drop foobar\n");
}

TEST_CASE("zero expected outputs mean one", "[reply]")
{
    CHECK(read_events(completed("Zm9v"), 0).verdict.is_ok());
    CHECK(read_events("data: [DONE]\n\n", 0).verdict.code == StatusCode::no_image);
}

TEST_CASE("events of 28 MiB and of 64 MiB and one byte arrive", "[reply][large]")
{
    for (const size_t size : {size_t{28} << 20, (size_t{64} << 20) + 1}) {
        ReplyRecorder recorder;
        ImageReplyReader reader({}, 1, recorder);
        REQUIRE(reader.begin(head_of({})).is_ok());
        const std::string body = large_event(size / 4 * 4);
        Status status;
        for (size_t at = 0; at < body.size() && status.is_ok(); at += 16384) {
            const std::string_view piece = std::string_view(body).substr(at, 16384);
            status = reader.feed({reinterpret_cast<const uint8_t *>(piece.data()), piece.size()});
        }
        CHECK(status.code == StatusCode::finished);
        CHECK(reader.finish().is_ok());
        CHECK(recorder.total_bytes == size / 4 * 3);
    }
}

TEST_CASE("an event beyond the limit stops the reply", "[reply][large]")
{
    Reply reply;
    reply.limits.event_bytes = 1000;
    reply.body = large_event(2000);
    const Account account =
        read_cut(reply, [&](const Feed &feed) { return feed_in_pieces(reply.body, 7, feed); });
    CHECK(account.verdict.code == StatusCode::limit_exceeded);
    CHECK(account.verdict.message.find("event_bytes") != std::string::npos);
    CHECK(account.log.find("keep") == std::string::npos);
}

// Linear is proved by what arrives: each byte fed alone is handed on before the next one comes, so
// nothing is kept that could be read again.
TEST_CASE("fed byte by byte a large event is handed on as it comes", "[reply][large]")
{
    constexpr size_t kSize = size_t{4} << 20;
    const std::string body = large_event(kSize);
    const size_t first = body.find("AAAA");
    ReplyRecorder recorder;
    ImageReplyReader reader({}, 1, recorder);
    REQUIRE(reader.begin(head_of({})).is_ok());
    Status status;
    for (size_t at = 0; at < body.size() && status.is_ok(); ++at) {
        const uint8_t byte = static_cast<uint8_t>(body[at]);
        status = reader.feed({&byte, 1});
        if (at >= first && at < first + kSize)
            REQUIRE(recorder.total_bytes == (at - first + 1) / 4 * 3);
    }
    CHECK(status.code == StatusCode::finished);
    CHECK(reader.finish().is_ok());
}
