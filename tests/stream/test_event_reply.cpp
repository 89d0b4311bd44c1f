// SPDX-License-Identifier: MIT
#include "stream/reply_recorder.h"

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

const std::string kFoo = "begin final 0\nend final 0 keep foo\n";

} // namespace

TEST_CASE("previews and the final come out with their facts", "[reply][events]")
{
    const Account account = read_events(
        partial(
            "Zm9v", R"(,"created_at":1,"size":"1024x1024","quality":"high","background":"opaque",)"
                    R"("output_format":"png","partial_image_index":0)") +
        partial("YmFy", R"(,"partial_image_index":1)") +
        completed(
            "YmF6", R"(,"size":"1024x1024","quality":"high","background":"opaque",)"
                    R"("output_format":"png","usage":{"total_tokens":4170,"input_tokens":10,)"
                    R"("output_tokens":4160,)"
                    R"("input_tokens_details":{"text_tokens":7,"image_tokens":3}})"));
    CHECK(account.verdict.is_ok());
    CHECK(account.is_complete);
    CHECK(account.fed == StatusCode::finished);
    CHECK(
        account.log == "begin preview 0\n"
                       "end preview 0 keep foo #0 1024x1024 high opaque png\n"
                       "begin preview 0\n"
                       "end preview 0 keep bar #1\n"
                       "begin final 0\n"
                       "end final 0 keep baz 1024x1024 high opaque png\n"
                       "usage 10 7 3 4160 4170\n");
}

TEST_CASE("the image goes on before its line has ended", "[reply][events]")
{
    ReplyRecorder recorder;
    ImageReplyReader reader({}, 1, recorder);
    REQUIRE(reader.begin(head_of({})).is_ok());
    const Feed feed = [&](Bytes b) { return reader.feed(b); };
    REQUIRE(feed_block("data: {\"b64_json\":\"Zm9vYm", feed).is_ok());
    CHECK(recorder.log == "begin unknown 0\n");
    CHECK(recorder.total_bytes == 3);
    REQUIRE(feed_block("Fy\",\"type\":\"image_edit.completed\"}\n", feed).is_ok());
    CHECK(recorder.total_bytes == 6);
    CHECK_FALSE(reader.is_complete());
    CHECK(feed_block("\n", feed).code == StatusCode::finished);
    CHECK(reader.is_complete());
    CHECK(recorder.log == "begin unknown 0\nend final 0 keep foobar\n");
}

TEST_CASE("the type may be in the name, in the data before or after the image", "[reply][events]")
{
    const std::string type = R"("type":"image_generation.completed")";
    const std::string image = R"("b64_json":"Zm9v")";
    const std::string unknown = "begin unknown 0\nend final 0 keep foo\n";
    const std::string name = "image_generation.completed";
    CHECK(read_events(event(name, "{" + image + "}")).log == kFoo);
    CHECK(read_events(event("", "{" + type + "," + image + "}")).log == unknown);
    CHECK(read_events(event("", "{" + image + "," + type + "}")).log == unknown);
    CHECK(read_events("data: {" + image + "}\nevent: " + name + "\n\n").log == unknown);
    CHECK(read_events(event("message", "{" + image + "," + type + "}")).log == unknown);
}

TEST_CASE("the type in the data rules over the name", "[reply][events]")
{
    const Account preview = read_events(event(
        "image_generation.completed",
        R"({"b64_json":"Zm9v","type":"image_generation.partial_image","partial_image_index":0})"));
    CHECK(preview.log == "begin final 0\nend preview 0 keep foo #0\n");
    CHECK(preview.verdict.code == StatusCode::truncated);
    const Account ignored = read_events(
        event("image_generation.completed", R"({"b64_json":"Zm9v","type":"heartbeat"})"));
    CHECK(ignored.log == "begin final 0\nend unknown 0 drop foo\n");
    CHECK(ignored.verdict.code == StatusCode::truncated);
    const Account final =
        read_events(event("error", R"({"type":"image_generation.completed","b64_json":"Zm9v"})"));
    CHECK(final.verdict.is_ok());
}

TEST_CASE("an event with neither name nor type is judged by what it carries", "[reply][events]")
{
    CHECK(read_events(event("", R"({"b64_json":"Zm9v"})")).verdict.is_ok());
    const Account preview =
        read_events(event("", R"({"b64_json":"Zm9v","partial_image_index":2})"));
    CHECK(preview.log == "begin unknown 0\nend preview 0 keep foo #2\n");
    CHECK(read_events(event("", R"({"b64_json":null,"note":1})")).log.empty());
}

TEST_CASE("edit and generation events are alike", "[reply][events]")
{
    const Account account = read_events(
        event(
            "image_edit.partial_image",
            R"({"type":"image_edit.partial_image","b64_json":"Zm9v","partial_image_index":0})") +
        event("image_edit.completed", R"({"type":"image_edit.completed","b64_json":"YmFy"})"));
    CHECK(account.verdict.is_ok());
    CHECK(
        account.log == "begin preview 0\nend preview 0 keep foo #0\nbegin final 0\n"
                       "end final 0 keep bar\n");
}

TEST_CASE("comments, keepalives, unknown events and empty data are ignored", "[reply][events]")
{
    const Account account = read_events(
        ": keepalive\n\n:\n\nevent: keepalive\r\ndata: {\"type\":\"keepalive\",\"n\":1}\r\n\r\n"
        "data:\n\ndata:  \n\n" +
        event("ping", "not json") + event("ping", "[1,2]") + event("new.kind", "{broken") +
        event("new.kind", R"({"type":"new.kind","b64_json":"YmFy","error":null})") +
        event("", R"({"type":"response.created","response":{"id":"x"}})") + completed("Zm9v"));
    CHECK(account.verdict.is_ok());
    CHECK(account.log == "begin unknown 0\nend unknown 0 drop bar\n" + kFoo);
}

TEST_CASE("every line end, a byte order mark and split data give the same", "[reply][events]")
{
    const std::string data = R"({"type":"image_generation.completed",)"
                             "\ndata: "
                             R"("b64_json":"Zm9v"})";
    CHECK(read_events("event: image_generation.completed\ndata: " + data + "\n\n").log == kFoo);
    CHECK(read_events("\xEF\xBB\xBF" + completed("Zm9v")).log == kFoo);
    CHECK(read_events("\n\n\r\n" + completed("Zm9v")).log == kFoo);
    std::string crlf;
    std::string cr;
    for (const char c : completed("Zm9v")) {
        crlf += c == '\n' ? "\r\n" : std::string(1, c);
        cr += c == '\n' ? '\r' : c;
    }
    CHECK(read_events(crlf).log == kFoo);
    CHECK(read_events(cr).log == kFoo);
}

TEST_CASE("nobody waits for the end of the stream", "[reply][events]")
{
    const Account account =
        read_events(completed("Zm9v") + completed("YmFy") + event("error", R"({"error":"x"})"));
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.verdict.is_ok());
    CHECK(account.log == kFoo); // of two finals the first wins, an error behind it is late
    CHECK(read_events(completed("Zm9v") + "data: [DONE]\n\n").verdict.is_ok());
    CHECK(read_events(completed("Zm9v") + "garbage {{{\n\ndata: garbage\n\n").verdict.is_ok());
}

TEST_CASE("several finals are counted up to the number asked for", "[reply][events]")
{
    const std::string three =
        completed("Zm9v") + partial("YmFy", "") + completed("YmFy") + completed("YmF6");
    const Account account = read_events(three + completed("AAAA"), 3);
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.verdict.is_ok());
    CHECK(
        account.log == kFoo + "begin preview 0\nend preview 0 keep bar\nbegin final 0\n"
                              "end final 1 keep bar\nbegin final 0\nend final 2 keep baz\n");
    const Account few = read_events(three, 4);
    CHECK(few.verdict.code == StatusCode::truncated);
    CHECK(few.verdict.message.find("3 of 4 images arrived") != std::string::npos);
    const Account done = read_events(three + "data: [DONE]\n\n", 4);
    CHECK(done.verdict.code == StatusCode::no_image);
    CHECK_FALSE(done.is_complete);
}

TEST_CASE("[DONE] without an image is no image and ends the stream", "[reply][events]")
{
    const Account account = read_events("data: [DONE]\n\n");
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.verdict.code == StatusCode::no_image);
    CHECK(
        read_events(partial("Zm9v", "") + "data:[DONE]\n\n").verdict.code == StatusCode::no_image);
    CHECK(read_events("data: [DONE]").verdict.code == StatusCode::no_image);
}

TEST_CASE("a stream that ends without a final has ended early", "[reply][events]")
{
    for (const std::string &body :
         {partial("Zm9v", ""), "event: image_generation.completed\n\n"s, ":\n\n"s}) {
        const Account account = read_events(body);
        CHECK(account.verdict.code == StatusCode::truncated);
        CHECK(account.verdict.message.find("ended early") != std::string::npos);
        CHECK(account.fed == StatusCode::ok);
    }
}

TEST_CASE("a final without its blank line counts if its JSON is whole", "[reply][events]")
{
    const std::string whole = completed("Zm9v");
    const size_t closing = whole.rfind('}');
    for (size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        const Account account = read_events(whole.substr(0, size));
        if (size > closing) {
            CHECK(account.verdict.is_ok());
            CHECK(account.log == kFoo);
        } else {
            const bool is_empty = whole.substr(0, size).find(':') == std::string::npos;
            CHECK(account.verdict.code != StatusCode::ok);
            CHECK(account.log.find("keep") == std::string::npos);
            CHECK((is_empty || account.verdict.code == StatusCode::truncated));
        }
    }
}

TEST_CASE("an error in any of its shapes fails the reply", "[reply][events]")
{
    const std::string blocked =
        R"("error":{"type":"image_generation_user_error","code":"moderation_blocked",)"
        R"("message":"no","param":null})";
    const auto check = [](const std::string &body, const std::string &line) {
        const Account account = read_events(body);
        CAPTURE(body);
        CHECK(account.verdict.code == StatusCode::service_failed);
        CHECK(account.fed == StatusCode::service_failed);
        CHECK(account.log == line + "\n");
    };
    check(
        event("error", "{\"type\":\"error\"," + blocked + "}"),
        "error *|no|moderation_blocked|image_generation_user_error||filter");
    check(
        event("error", R"({"error":{"message":"m","type":"server_error","code":null}})"),
        "error *|m||server_error|");
    check(event("", R"({"error":{"message":"m"}})"), "error *|m|||");
    check(
        event("error", R"({"code":"server_error","message":"m","param":null})"),
        "error *|m|server_error||");
    check(event("error", R"({"type":"server_error","message":"m"})"), "error *|m||server_error|");
    check(
        event("image_generation.failed", "{\"type\":\"image_generation.failed\"," + blocked + "}"),
        "error *|no|moderation_blocked|image_generation_user_error||filter");
    check(
        event(
            "response.failed", R"({"type":"response.failed","response":{"error":{"code":"c",)"
                               R"("message":"m"}}})"),
        "error *|m|c||");
    check(event("error", R"({"error":"just text"})"), "error *|just text|||");
    check(event("error", "{}"), "error *||||");
    check(event("unknown.kind", R"({"error":{"message":"m"}})"), "error *|m|||");
}

TEST_CASE("an error after a preview fails, beside an image it spoils the image", "[reply][events]")
{
    const Account after = read_events(partial("Zm9v", "") + event("error", R"({"error":"x"})"));
    CHECK(after.verdict.code == StatusCode::service_failed);
    CHECK(after.log == "begin preview 0\nend preview 0 keep foo\nerror *|x|||\n");
    const Account beside = read_events(completed("Zm9v", R"(,"error":{"message":"m"})"));
    CHECK(beside.verdict.code == StatusCode::service_failed);
    CHECK(beside.log == "begin final 0\nend unknown 0 drop foo\nerror *|m|||\n");
    for (const std::string harmless : {"null", "false", "\"\"", "{}", "0", "[]"})
        CHECK(read_events(completed("Zm9v", ",\"error\":" + harmless)).verdict.is_ok());
}

TEST_CASE("data that cannot be read is refused without being quoted", "[reply][events]")
{
    for (const std::string data :
         {"canary", "[1,2,3]", "{\"canary\"", "{\"a\":1}canary", "123", "\"canary\"", "null",
          "{\"b64_json\":\"Zm9v\",}", "{'canary':1}", "[DONE]canary"}) {
        CAPTURE(data);
        const Account account = read_events(event("", data));
        CHECK(account.verdict.code == StatusCode::malformed);
        CHECK(account.verdict.message.find("canary") == std::string::npos);
        CHECK(account.log.find("keep") == std::string::npos);
    }
    Reply deep;
    deep.body = "data: {\"a\":" + std::string(100000, '[') + "\n\n";
    const Account account =
        read_cut(deep, [&](const Feed &feed) { return feed_block(deep.body, feed); });
    CHECK(account.verdict.code == StatusCode::limit_exceeded);
}

TEST_CASE("strange bytes and escapes never stop the reader by themselves", "[reply][events]")
{
    const std::string odd = ",\"x\":\"\xFF\xC0\",\"y\":\"\\ud800\",\"z\":\"\\u0000\","
                            "\"type\":\"image_generation.completed\",\"size\":\"\xFFx\\n\"";
    CHECK(
        read_events(completed("Zm9v", odd)).log ==
        "begin final 0\nend final 0 keep foo \xEF\xBF\xBDx\n");
    CHECK(read_events("data: {\"a\":\"\0\"}\n\n"s).verdict.code == StatusCode::malformed);
    CHECK(read_events(completed("Zm9v", R"(,"b64_json":"YmFy")")).log == kFoo); // duplicate key
}

TEST_CASE("escapes and line breaks inside base64 are undone", "[reply][events]")
{
    CHECK(read_events(completed(R"(Z\u006d9v)")).log == kFoo);
    CHECK(read_events(completed(R"(Zm\n9v\r\n)")).log == kFoo);
    CHECK(read_events(completed("data:image/png;base64,Zm9v")).log == kFoo);
    CHECK(
        read_events(completed(R"(\/\/\/\/)")).log ==
        "begin final 0\nend final 0 keep \xFF\xFF\xFF\n");
}

TEST_CASE("a damaged preview is dropped and a damaged final is malformed", "[reply][events]")
{
    const Account preview = read_events(partial("Zm9v!!!!", "") + completed("Zm9v"));
    CHECK(preview.verdict.is_ok());
    CHECK(preview.log == "begin preview 0\nend preview 0 drop foo\n" + kFoo);
    for (const std::string &base64 : {"Zm9v!!!!"s, "Zm9vZ"s, "Zm9vZh=="s, "Zm9v===="s}) {
        const Account final = read_events(completed(base64));
        CHECK(final.verdict.code == StatusCode::malformed);
        CHECK(final.log == "begin final 0\nend final 0 drop foo\n");
        CHECK(final.fed == StatusCode::finished);
    }
    CHECK(read_events(completed("!")).verdict.code == StatusCode::malformed);
    CHECK(
        read_events(completed("!") + completed("Zm9v"), 2).log ==
        "begin final 0\nend final 1 keep foo\n");
}

TEST_CASE("a final without an image is no image", "[reply][events]")
{
    const std::string type = R"("type":"image_generation.completed")";
    for (const std::string &data :
         {"{" + type + "}", "{" + type + R"(,"b64_json":null})", "{" + type + R"(,"b64_json":""})",
          "{" + type + R"(,"b64_json":{"a":1}})", "{" + type + R"(,"b64_json":5})"}) {
        CAPTURE(data);
        CHECK(read_events(event("", data)).verdict.code == StatusCode::no_image);
        CHECK(read_events(event("", data)).fed == StatusCode::finished);
    }
}

TEST_CASE("a final may carry an address instead", "[reply][events]")
{
    const Account account = read_events(event(
        "",
        R"({"type":"image_generation.completed","url":"https:\/\/x.example\/a","b64_json":null})"));
    CHECK(account.verdict.is_ok());
    CHECK(account.log == "url 0 https://x.example/a\n");
    CHECK(read_events(completed("Zm9v", R"(,"url":"https://x.example")")).log == kFoo);
    const Account data_url =
        read_events(event("image_generation.completed", R"({"url":"data:image/png;base64,Zm9v"})"));
    CHECK(data_url.log == kFoo);
}

TEST_CASE("dialects: parts that are finals, and the usage behind them", "[reply][events]")
{
    const auto part = [](const std::string &rest) {
        return event(
            "image_generation.partial_succeeded",
            R"({"type":"image_generation.partial_succeeded",)" + rest + "}");
    };
    const Account account = read_events(
        part(R"("image_index":1,"b64_json":"YmFy")") + part(R"("image_index":0,"url":"http://u")") +
            event(
                "image_generation.completed",
                R"({"type":"image_generation.completed","usage":{"output_tokens":5}})"),
        2);
    CHECK(account.verdict.is_ok());
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.log == "begin final 0\nend final 1 keep bar\nurl 0 http://u\nusage - - - 5 -\n");
    const Account failed = read_events(
        part(R"("image_index":0,"b64_json":"Zm9v")") +
            event(
                "image_generation.partial_failed",
                R"({"type":"image_generation.partial_failed","image_index":1,"error":)"
                R"({"code":"c","message":"m"}})") +
            event("image_generation.completed", R"({"type":"image_generation.completed"})"),
        2);
    CHECK(failed.verdict.code == StatusCode::service_failed);
    CHECK(failed.log == kFoo + "error 1|m|c||\n");
    for (const std::string index : {"-1", "7", "4294967296", "\"x\"", "null"}) {
        CAPTURE(index);
        CHECK(read_events(part("\"image_index\":" + index + R"(,"b64_json":"Zm9v")")).log == kFoo);
    }
    CHECK(read_events(part(R"("b64_json":"Zm9v")") + part(R"("b64_json":"YmFy")")).log == kFoo);
}

TEST_CASE("dialects: previews of the Responses form", "[reply][events]")
{
    const Account account = read_events(event(
        "response.image_generation_call.partial_image",
        R"({"type":"response.image_generation_call.partial_image","partial_image_index":1,)"
        R"("partial_image_b64":"Zm9v"})"));
    CHECK(account.log == "begin preview 0\nend preview 0 keep foo #1\n");
    CHECK(account.verdict.code == StatusCode::truncated);
    const Account nested = read_events(
        event("", R"({"type":"image_generation.completed","item":{"image":{"b64_json":"Zm9v"}}})"));
    CHECK(nested.log == "begin unknown 0\nend final 0 keep foo\n");
}

TEST_CASE("the numbers of previews are facts, whatever they are", "[reply][events]")
{
    std::string body;
    for (const std::string index : {"5", "0", "0", "-1", "2147483648", "1e300", "\"1\"", "1.5"})
        body += partial("Zm9v", ",\"partial_image_index\":" + index);
    const Account account = read_events(body + completed("Zm9v"));
    CHECK(account.verdict.is_ok());
    std::string expected;
    for (const std::string number : {" #5", " #0", " #0", "", " #2147483648", "", "", ""})
        expected += "begin preview 0\nend preview 0 keep foo" + number + "\n";
    CHECK(account.log == expected + kFoo);
}

TEST_CASE("previews beyond the limit are skipped, the final is not", "[reply][events]")
{
    Reply reply;
    reply.limits.partials_per_reply = 1;
    reply.body = partial("Zm9v", "") + partial("YmFy", "") +
                 event("", R"({"b64_json":"YmF6","type":"image_edit.partial_image"})") +
                 completed("Zm9v");
    const Account account = read(reply);
    CHECK(account.verdict.is_ok());
    CHECK(
        account.log == "begin preview 0\nend preview 0 keep foo\nbegin unknown 0\n"
                       "end preview 0 drop baz\n" +
                           kFoo);
}

TEST_CASE("usage that is garbage is absent", "[reply][events]")
{
    const auto usage = [](const std::string &text) {
        return read_events(completed("Zm9v", ",\"usage\":" + text)).log.substr(kFoo.size());
    };
    for (const std::string text :
         {"null", "{}", "[]", "5", R"({"input_tokens":-1,"output_tokens":1e400})",
          R"({"total_tokens":"12","input_tokens":1.5})"}) {
        CAPTURE(text);
        CHECK(usage(text).empty());
    }
    CHECK(
        usage(R"({"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.1})") ==
        "usage 1 - - 2 3\n");
    CHECK(usage(R"({"num_input_text_tokens":4,"num_output_tokens":9})") == "usage - 4 - 9 -\n");
    CHECK(usage(R"({"input_tokens":-1,"output_tokens":0})") == "usage - - - 0 -\n");
}

TEST_CASE("a document may come as an event", "[reply][events]")
{
    const Account account = read_events(
        event("", R"({"created":1,"data":[{"b64_json":"Zm9v"},{"b64_json":"YmFy"}]})"), 2);
    CHECK(account.verdict.is_ok());
    CHECK(account.fed == StatusCode::finished);
    CHECK(
        account.log == "begin final 0\nend final 0 keep foo\nbegin final 1\n"
                       "end final 1 keep bar\n");
}

TEST_CASE("retry and id fields change nothing", "[reply][events]")
{
    CHECK(read_events("retry: 1\nid: 5\n" + completed("Zm9v")).log == kFoo);
}
