// SPDX-License-Identifier: MIT
// The vectors are the facts of the web-platform-tests for event streams, and the cases that other
// suites add to them.
#include "stream/feeding.h"
#include "stream/sse_parser.h"
#include "support/catch.h"

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

struct Recorded {
    std::string type;
    std::string id;
    std::string data;
    bool is_terminated = true;

    bool operator==(const Recorded &) const = default;
};

std::ostream &operator<<(std::ostream &out, const Recorded &event)
{
    return out << event.type << "/" << event.id << "/" << event.data << "/" << event.is_terminated;
}

// Checks the order of the calls while it records.
class Recorder final : public SseSink {
public:
    Status on_data_begin(std::string_view type) override
    {
        CHECK_FALSE(is_open_);
        is_open_ = true;
        data_.clear();
        early_types.emplace_back(type);
        return {};
    }
    Status on_data(Bytes piece) override
    {
        CHECK(is_open_);
        CHECK_FALSE(piece.empty());
        data_.append(reinterpret_cast<const char *>(piece.data()), piece.size());
        received += piece.size();
        return {};
    }
    Status on_event(const SseEvent &event) override
    {
        CHECK(is_open_);
        is_open_ = false;
        events.push_back(
            {std::string(event.type), std::string(event.id), data_, event.is_terminated});
        return events.size() == stop_after ? Status(StatusCode::finished, {}) : Status();
    }

    std::vector<Recorded> events;
    std::vector<std::string> early_types;
    size_t received = 0;
    size_t stop_after = 0;

private:
    bool is_open_ = false;
    std::string data_;
};

std::vector<Recorded> parse(const std::string &text)
{
    Recorder whole;
    SseParser parser({}, whole);
    REQUIRE(feed_block(text, [&](Bytes b) { return parser.feed(b); }).is_ok());
    REQUIRE(parser.finish().is_ok());
    for (const FeedAll &feed_all : every_cut(text)) {
        Recorder cut;
        SseParser other({}, cut);
        REQUIRE(feed_all([&](Bytes b) { return other.feed(b); }).is_ok());
        REQUIRE(other.finish().is_ok());
        REQUIRE(cut.events == whole.events);
        REQUIRE(cut.early_types == whole.early_types);
    }
    return whole.events;
}

// The data of the events that a blank line has ended: what the standard calls events.
std::vector<std::string> data_of(const std::string &text)
{
    std::vector<std::string> data;
    for (const Recorded &event : parse(text)) {
        if (event.is_terminated)
            data.push_back(event.data);
    }
    return data;
}

std::vector<std::string> ids_of(const std::string &text)
{
    std::vector<std::string> ids;
    for (const Recorded &event : parse(text))
        ids.push_back(event.id);
    return ids;
}

std::optional<uint64_t> retry_of(const std::string &text)
{
    Recorder recorder;
    SseParser parser({}, recorder);
    REQUIRE(feed_in_pieces(text, 1, [&](Bytes b) { return parser.feed(b); }).is_ok());
    return parser.retry_ms();
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("one byte order mark is skipped, at the start only", "[sse]")
{
    CHECK(
        data_of("\xEF\xBB\xBF"
                "data:1\n\n\xEF\xBB\xBF"
                "data:2\n\ndata:3\n\n") == Texts{"1", "3"});
    CHECK(
        data_of("\xEF\xBB\xBF\xEF\xBB\xBF"
                "data:1\n\ndata:2\n\ndata:3\n\n") == Texts{"2", "3"});
    CHECK(
        data_of("\xEF\xBB"
                "data:1\n\ndata:2\n\n") == Texts{"2"});
    CHECK(data_of("\xEF\xBB\n\ndata:2\n\n") == Texts{"2"});
}

TEST_CASE("comments are skipped, however long", "[sse]")
{
    const std::string x(2048, 'x');
    CHECK(
        data_of(
            "data:1\r:\0\n:\r\ndata:2\n:"s + x + "\rdata:3\n:data:fail\r:" + x + "\ndata:4\n\n") ==
        Texts{"1\n2\n3\n4"});
    CHECK(data_of(":\n\n: keepalive\n\n:\r\n\r\n").empty());
}

TEST_CASE("an event that the end of the stream cuts off is marked as not terminated", "[sse]")
{
    const std::vector<Recorded> events = parse("retry:1000\ndata:test1\n\nid:test\ndata:test2");
    REQUIRE(events.size() == 2);
    CHECK(events[0] == Recorded{"message", "", "test1", true});
    CHECK(events[1] == Recorded{"message", "test", "test2", false});
    CHECK(parse("data:x\n") == std::vector<Recorded>{{"message", "", "x", false}});
    CHECK(parse("data:x\r") == std::vector<Recorded>{{"message", "", "x", false}});
    CHECK(parse("data:x\r\n") == std::vector<Recorded>{{"message", "", "x", false}});
    CHECK(parse("data:x\nevent:cut") == std::vector<Recorded>{{"message", "", "x", false}});
    CHECK(parse("event:x\nid:1\n").empty());
    CHECK(parse("dat").empty());
    CHECK(parse("data").empty());
}

TEST_CASE("data lines are joined and an empty one is data", "[sse]")
{
    CHECK(data_of("data:\n\ndata\ndata\n\ndata:test\n\n") == Texts{"", "\n", "test"});
}

TEST_CASE("an event's name holds for one event", "[sse]")
{
    const std::vector<Recorded> events = parse("event:test\ndata:x\n\ndata:x\n\n");
    REQUIRE(events.size() == 2);
    CHECK(events[0].type == "test");
    CHECK(events[1].type == "message");
    CHECK(parse("event: \ndata:data\n\n") == std::vector<Recorded>{{"message", "", "data", true}});
    CHECK(parse("event:a\n\ndata:x\n\n")[0].type == "message");
    CHECK(parse("event:a\nevent:b\ndata:x\n\n")[0].type == "b");
    CHECK(parse("data:x\nevent:late\n\n")[0].type == "late");
}

TEST_CASE("the name is told with the first data when it came before", "[sse]")
{
    Recorder recorder;
    SseParser parser({}, recorder);
    const std::string text = "event:a\ndata:1\nevent:b\ndata:2\n\ndata:3\nevent:c\n\n";
    REQUIRE(feed_in_pieces(text, 1, [&](Bytes b) { return parser.feed(b); }).is_ok());
    CHECK(recorder.early_types == Texts{"a", ""});
    CHECK(recorder.events[0] == Recorded{"b", "", "1\n2", true});
    CHECK(recorder.events[1] == Recorded{"c", "", "3", true});
}

TEST_CASE("an id lasts until another one or an empty one comes", "[sse]")
{
    CHECK(
        ids_of("id: \xE2\x80\xA6\ndata:1\n\ndata:2\n\n") == Texts{"\xE2\x80\xA6", "\xE2\x80\xA6"});
    CHECK(
        ids_of("id: 1\ndata:1\n\ndata:1\n\nid: 2\ndata:2\n\ndata:2\n\n") ==
        Texts{"1", "1", "2", "2"});
    CHECK(ids_of("id:a\ndata:1\n\nid:\ndata:2\n\ndata:3\n\n") == Texts{"a", "", ""});
    CHECK(ids_of("id:a\ndata:1\n\nid\ndata:2\n\ndata:3\n\n") == Texts{"a", "", ""});
    CHECK(ids_of("id:a\n\ndata:1\n\n") == Texts{"a"});
}

TEST_CASE("an id that contains NUL is ignored", "[sse]")
{
    for (const std::string &id : {"\0\0"s, "x\0"s, "\0x"s, "x\0x"s, " \0"s}) {
        CAPTURE(id);
        CHECK(ids_of("id:" + id + "\ndata:x\n\n") == Texts{""});
    }
}

TEST_CASE("only exact field names count and one space after the colon is dropped", "[sse]")
{
    CHECK(
        data_of("data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\r"
                "data:\r\n data:32\ndata:4\n\n"s) == Texts{"\0\n 2\n1\n3\n\n4"s});
    CHECK(
        data_of("data:test\n data\ndata\nfoobar:xxx\njustsometext\n:comment\ndata:test\n\n") ==
        Texts{"test\n\ntest"});
    CHECK(data_of("data:\ttest\rdata: \ndata:test\n\n") == Texts{"\ttest\n\ntest"});
    CHECK(data_of("dataX:1\ndatadata:2\ndat:3\n\n").empty());
    CHECK(data_of("data:a:b: c\n\n") == Texts{"a:b: c"});
}

TEST_CASE("retry takes decimal digits only", "[sse]")
{
    CHECK(retry_of("retry:03000\n") == 3000u);
    CHECK(retry_of("retry:3000\nretry:1000x\n") == 3000u);
    CHECK_FALSE(retry_of("retry\n"));
    CHECK_FALSE(retry_of("retry:-1\n"));
    CHECK_FALSE(retry_of("retry:1"));
    CHECK(retry_of("retry:99999999999999999999999\n") == UINT32_MAX);
    CHECK(data_of("retry\ndata:test\n\n") == Texts{"test"});
}

TEST_CASE("all three line ends work, mixed too", "[sse]")
{
    CHECK(data_of("data:test\r\ndata\ndata:test\r\n\r\n") == Texts{"test\n\ntest"});
    CHECK(data_of("data:test\r\ndata\ndata:test\r\n\r") == Texts{"test\n\ntest"});
    CHECK(data_of("data:1\r\rdata:2\r\n\r\ndata:3\n\n") == Texts{"1", "2", "3"});
    CHECK(data_of("data:1\n\r\ndata:2\r\n\ndata:3\r\n\r\n") == Texts{"1", "2", "3"});
}

TEST_CASE("data passes as it is: NUL, bytes that are no UTF-8, other line separators", "[sse]")
{
    CHECK(data_of("data:\0\n\n"s) == Texts{"\0"s});
    CHECK(data_of("data:ok\xE2\x80\xA6\n\n") == Texts{"ok\xE2\x80\xA6"});
    CHECK(data_of("data:\xFF\xC0\n\n") == Texts{"\xFF\xC0"});
    CHECK(
        data_of("data:a\xE2\x80\xA8"
                "b\n\n") == Texts{"a\xE2\x80\xA8"
                                  "b"});
    CHECK(data_of("data:{\"a\":\"\\n\\n\"}\n\n") == Texts{"{\"a\":\"\\n\\n\"}"});
}

TEST_CASE("what has no data is no event", "[sse]")
{
    CHECK(
        data_of("data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n"
                "\ndata:end\n\n") == Texts{"msg\nmsg", "", "end"});
    CHECK(data_of("event:foo\n\nid:1\n\nretry:1\n\n\n\n").empty());
}

TEST_CASE("a CR at the end of a block ends the event at once and only once", "[sse]")
{
    Recorder recorder;
    SseParser parser({}, recorder);
    const Feed feed = [&](Bytes b) { return parser.feed(b); };
    REQUIRE(feed_block("data:1\r\r", feed).is_ok());
    CHECK(recorder.events.size() == 1);
    REQUIRE(feed_block("\n", feed).is_ok());
    REQUIRE(feed_block("\ndata:2\r\n\r", feed).is_ok());
    CHECK(recorder.events.size() == 2);
    REQUIRE(feed_block("\ndata:3\n\n", feed).is_ok());
    CHECK(recorder.events.size() == 3);
    CHECK(recorder.events[2].data == "3");
}

TEST_CASE("the size of one event is limited, and exactly", "[sse]")
{
    Limits limits;
    limits.event_bytes = 10;
    const auto status_of = [&](const std::string &text) {
        StatusCode code{};
        for (const FeedAll &feed_all : every_cut(text)) {
            Recorder recorder;
            SseParser parser(limits, recorder);
            const Feed feed = [&](Bytes b) { return parser.feed(b); };
            const Status status = feed_all(feed);
            CHECK(recorder.received <= 20);
            CHECK(feed_block("data:later\n\n", feed).code == status.code); // and stays so
            code = status.code;
        }
        return code;
    };
    CHECK(status_of("data:0123456789\n\ndata: 0123456789\n\n") == StatusCode::ok);
    CHECK(status_of("data:0123456789a") == StatusCode::limit_exceeded);
    CHECK(status_of("data:01234\ndata:56789\n\n") == StatusCode::limit_exceeded);
    CHECK(status_of("data:01234\ndata:5678\n\n") == StatusCode::ok);
    CHECK(status_of(":01234567890") == StatusCode::limit_exceeded);
    CHECK(status_of("no colon in sight ever") == StatusCode::limit_exceeded);
    CHECK(status_of(":01234\n:56789a\n") == StatusCode::limit_exceeded);
    CHECK(status_of(":01234\n\n:56789a\n\n") == StatusCode::ok);
    CHECK(status_of("event:0123456789a") == StatusCode::limit_exceeded);
}

TEST_CASE("the number of events is limited", "[sse]")
{
    Limits limits;
    limits.events_per_reply = 2;
    Recorder recorder;
    SseParser parser(limits, recorder);
    const Feed feed = [&](Bytes b) { return parser.feed(b); };
    CHECK(feed_block("data:1\n\n:\n\ndata:2\n\nevent:x\n\n", feed).is_ok());
    const Status status = feed_block("data:3\n\n", feed);
    CHECK(status.code == StatusCode::limit_exceeded);
    CHECK(status.message.find("events_per_reply") != std::string::npos);
    CHECK(recorder.events.size() == 2);
}

TEST_CASE("long names and ids are ignored and cost no memory", "[sse]")
{
    const std::string longest(4096, 'n');
    CHECK(parse("event:" + longest + "\ndata:x\n\n")[0].type == longest);
    Recorder recorder;
    SseParser parser({}, recorder);
    const std::string text = "id:a\nevent:" + longest + "n\nid:" + longest + "n\ndata:x\n\n";
    REQUIRE(feed_in_pieces(text, 7, [&](Bytes b) { return parser.feed(b); }).is_ok());
    CHECK(recorder.events == std::vector<Recorded>{{"message", "a", "x", true}});
}

TEST_CASE("a sink that has enough stops the parser for good", "[sse]")
{
    Recorder recorder;
    recorder.stop_after = 1;
    SseParser parser({}, recorder);
    const Feed feed = [&](Bytes b) { return parser.feed(b); };
    CHECK(feed_block("data:1\n\ndata:2\n\n", feed).code == StatusCode::finished);
    CHECK(feed_block("data:3\n\n", feed).code == StatusCode::finished);
    CHECK(parser.finish().code == StatusCode::finished);
    CHECK(recorder.events.size() == 1);
}

TEST_CASE("data goes on before its line has ended", "[sse]")
{
    Recorder recorder;
    SseParser parser({}, recorder);
    const Feed feed = [&](Bytes b) { return parser.feed(b); };
    REQUIRE(feed_block("data:12", feed).is_ok());
    CHECK(recorder.received == 2);
    REQUIRE(feed_block("345", feed).is_ok());
    CHECK(recorder.received == 5);
    CHECK(recorder.events.empty());
}
