// SPDX-License-Identifier: MIT
#include "stream/reply_recorder.h"

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

const std::string kFoo = "begin final 0\nend final 0 keep foo\n";

std::string with_item(const std::string &item)
{
    return "{\"created\":1,\"data\":[" + item + "]}";
}

} // namespace

TEST_CASE("every item of data[] is an output with the facts known by then", "[reply][document]")
{
    const Account account = read_document(
        R"({"created":1781048048,"background":"opaque","size":"1024x1024",)"
        R"("data":[{"b64_json":"Zm9v","revised_prompt":"a\nred hat"},{"b64_json":"YmFy"}],)"
        R"("output_format":"png","quality":"medium",)"
        R"("usage":{"input_tokens":22,"input_tokens_details":{"image_tokens":0,"text_tokens":22},)"
        R"("output_tokens":2112,"total_tokens":2134}})",
        2);
    CHECK(account.verdict.is_ok());
    CHECK(account.is_complete);
    CHECK(account.fed == StatusCode::finished);
    CHECK(
        account.log == "begin final 0\n"
                       "end final 0 keep foo 1024x1024 opaque (a red hat)\n"
                       "begin final 1\n"
                       "end final 1 keep bar 1024x1024 opaque\n"
                       "usage 22 22 0 2112 2134\n"
                       "facts 1024x1024 medium opaque png\n");
}

TEST_CASE("what stands behind data[] is told once the document ends", "[reply][document]")
{
    const std::string facts = R"("size":"16x16","quality":"low","usage":{"total_tokens":7})";
    const std::string data = R"("data":[{"b64_json":"Zm9v"}])";
    const std::string tail = "usage - - - - 7\nfacts 16x16 low\n";
    CHECK(read_document("{" + data + "," + facts + "}").log == kFoo + tail);
    CHECK(
        read_document("{" + facts + "," + data + "}").log ==
        "begin final 0\nend final 0 keep foo 16x16 low\n" + tail);
    // A line that breaks there has said it all the same; without an image it is of no use.
    const Account cut = read_document("{" + data + "," + facts);
    CHECK(cut.verdict.is_ok());
    CHECK(cut.log == kFoo + tail);
    CHECK(read_document("{" + facts + R"(,"data":[]})").log == "usage - - - - 7\n");
}

TEST_CASE("nothing behind the document is read", "[reply][document]")
{
    const Account account = read_document(with_item(R"({"b64_json":"Zm9v"})") + "garbage");
    CHECK(account.verdict.is_ok());
    CHECK(account.fed == StatusCode::finished);
    CHECK(account.log == kFoo);
}

TEST_CASE("more items than were asked for are left alone", "[reply][document]")
{
    const Account account =
        read_document(with_item(R"({"b64_json":"Zm9v"},{"b64_json":"YmFy"},null,{"url":"u"})"));
    CHECK(account.verdict.is_ok());
    CHECK(account.log == kFoo);
}

TEST_CASE("an image behind data[] is none once every output is settled", "[reply][document]")
{
    const Account account = read_document(
        R"({"data":[{"b64_json":"Zm9v"},{},{"x":1}],"more":{"data":[{"b64_json":"YmFy"}]}})", 2);
    CHECK(account.verdict.code == StatusCode::no_image);
    CHECK(account.log == kFoo);
    const Account late =
        read_document(R"({"data":[{"b64_json":"Zm9v"}],"more":{"b64_json":"YmFy"}})", 2);
    CHECK(late.verdict.is_ok());
    CHECK(late.log == kFoo + "begin final 0\nend final 1 keep bar\n");
}

TEST_CASE("a document with too few images gives those it has", "[reply][document]")
{
    const Account few = read_document(with_item(R"({"b64_json":"Zm9v"},{"b64_json":"YmFy"})"), 4);
    CHECK(few.verdict.code == StatusCode::no_image);
    CHECK(few.verdict.message.find("2 of 4 images arrived") != std::string::npos);
    CHECK_FALSE(few.is_complete);
    CHECK(few.log == kFoo + "begin final 1\nend final 1 keep bar\n");
    const Account damaged = read_document(
        with_item(
            R"({"b64_json":"Zm9v"},{"b64_json":"Ym*y"},{"b64_json":"YmF6"},{"b64_json":"*"})"),
        4);
    CHECK(damaged.verdict.code == StatusCode::malformed);
    CHECK(damaged.log == kFoo + "begin final 2\nend final 2 keep baz\n");
}

TEST_CASE("a reply without an image says so", "[reply][document]")
{
    for (const std::string &body :
         {with_item(""),
          with_item("{}"),
          with_item("null"),
          with_item("\"Zm9v\""),
          with_item(R"({"b64_json":null})"),
          with_item(R"({"b64_json":""})"),
          with_item(R"({"b64_json":null,"url":null})"),
          with_item(R"({"url":""})"),
          with_item(R"({"b64_json":["Zm9v"]})"),
          with_item("[]"),
          with_item("[[],[]]"),
          R"({"created":1})"s,
          R"({"data":null})"s,
          R"({"data":{}})"s,
          R"({"data":5})"s,
          "{}"s,
          "[]"s,
          "[{\"a\":1}]"s,
          "null"s,
          "5"s,
          "\"text\""s}) {
        CAPTURE(body);
        const Account account = read_document(body);
        CHECK(account.verdict.code == StatusCode::no_image);
        CHECK(account.log.empty());
    }
}

TEST_CASE("an image may stand in an item or beside data[]", "[reply][document]")
{
    CHECK(read_document(R"({"b64_json":"Zm9v"})").log == kFoo);
    CHECK(read_document(R"({"data":{"b64_json":"Zm9v"}})").log == kFoo);
    CHECK(read_document(R"({"result":{"data":[{"b64_json":"Zm9v"}]}})").log == kFoo);
    CHECK(read_document(with_item(R"({"image":{"b64_json":"Zm9v"}})")).log == kFoo);
    CHECK(read_document(R"({"url":"http://u"})").log == "url 0 http://u\n");
}

TEST_CASE("an address beside data[] belongs to no item", "[reply][document]")
{
    const Account account = read_document(R"({"url":"http://root","data":[{}]})");
    CHECK(account.verdict.code == StatusCode::no_image);
    CHECK(account.log.empty());
    CHECK(read_document(R"({"data":[{"b64_json":"Zm9v"}],"url":"http://root"})").log == kFoo);
}

TEST_CASE("of several failures the first one is the verdict", "[reply][document]")
{
    CHECK(
        read_document(with_item(R"({"error":"x"},{"b64_json":"*"},{})"), 3).verdict.code ==
        StatusCode::service_failed);
    CHECK(
        read_document(with_item(R"({"b64_json":"*"},{"error":"x"},{})"), 3).verdict.code ==
        StatusCode::malformed);
    CHECK(
        read_document(with_item(R"({},{"b64_json":"*"})"), 2).verdict.code == StatusCode::no_image);
}

TEST_CASE("base64 wins over an address, and an address stands in for it", "[reply][document]")
{
    CHECK(read_document(with_item(R"({"url":"http://u","b64_json":"Zm9v"})")).log == kFoo);
    CHECK(read_document(with_item(R"({"b64_json":"Zm9v","url":"http://u"})")).log == kFoo);
    CHECK(
        read_document(with_item(R"({"b64_json":null,"url":"http:\/\/u\u002f"})")).log ==
        "url 0 http://u/\n");
    CHECK(read_document(with_item(R"({"url":"data:image/png;base64,Zm9v"})")).log == kFoo);
    CHECK(read_document(with_item(R"({"url":"data"})")).log == "url 0 data\n");
    const Account damaged =
        read_document(with_item(R"({"url":"http://u","b64_json":"Zm9v*"},{"url":"http://v"})"), 2);
    CHECK(damaged.verdict.is_ok());
    CHECK(damaged.log == "begin final 0\nend final 0 drop foo\nurl 0 http://u\nurl 1 http://v\n");
    CHECK(
        read_document(with_item(R"({"meta":{"url":"http://not"},"b64_json":"Zm9v"})")).log == kFoo);
    Reply reply;
    reply.body = with_item("{\"url\":\"http://" + std::string(70000, 'x') + "\"}");
    const Account too_long =
        read_cut(reply, [&](const Feed &feed) { return feed_in_pieces(reply.body, 999, feed); });
    CHECK(too_long.verdict.code == StatusCode::no_image);
    CHECK(too_long.log.empty());
}

TEST_CASE("an error in one item leaves the others alone", "[reply][document]")
{
    const Account account = read_document(
        with_item(
            R"({"error":{"code":"contentFilter","message":"no"}},{"b64_json":"Zm9v"},)"
            R"({"b64_json":"YmFy","error":"spoiled"},{"code":"x","message":"bare"},)"
            R"({"content_filter_results":{"hate":{"filtered":false},"violence":{"filtered":true},)"
            R"("jailbreak":{"detected":false,"filtered":true}}})"),
        5);
    CHECK(account.verdict.code == StatusCode::service_failed);
    CHECK(account.verdict.message.find("1 of 5 images arrived") != std::string::npos);
    CHECK(
        account.log == "error 0|no|contentFilter|||filter\n"
                       "begin final 1\nend final 1 keep foo\n"
                       "begin final 2\nend unknown 0 drop bar\n"
                       "error 2|spoiled|||\n"
                       "error 3|bare|x||\n"
                       "error 4|the image was filtered: violence, jailbreak|content_filter|||filter"
                       "\n");
    CHECK(
        read_document(with_item(R"({"b64_json":"Zm9v","error":null,"content_filter_results":)"
                                R"({"hate":{"filtered":true}}})"))
            .log == kFoo);
}

TEST_CASE("an error object in a 200 fails the reply", "[reply][document]")
{
    const Account account =
        read_document(R"({"created":1698435368,"error":{"code":"contentFilter",)"
                      R"("message":"Your task failed as a result of our safety system."}})");
    CHECK(account.verdict.code == StatusCode::service_failed);
    CHECK(
        account.log == "error *|Your task failed as a result of our safety system.|contentFilter|"
                       "||filter\n");
    CHECK(read_document(R"({"error":"text","data":[]})").log == "error *|text|||\n");
    CHECK(
        read_document(R"({"success":false,"error":{"message":"m","code":7}})").log ==
        "error *|m|7||\n");
    CHECK(read_document(R"({"detail":"m"})").log == "error *|m|||\n");
    const Account beside = read_document(R"({"b64_json":"Zm9v","error":"m"})");
    CHECK(beside.verdict.code == StatusCode::service_failed);
    CHECK(beside.log == "begin final 0\nend unknown 0 drop foo\nerror *|m|||\n");
    for (const std::string harmless : {"null", "false", "\"\"", "0", "{}", "[]"}) {
        const Account fine =
            read_document("{\"error\":" + harmless + ",\"data\":[{\"b64_json\":\"Zm9v\"}]}");
        CHECK(fine.verdict.is_ok());
        CHECK(fine.log == kFoo);
    }
}

TEST_CASE(
    "an error behind every image that was asked for is told but costs none", "[reply][document]")
{
    const Account account = read_document(R"({"data":[{"b64_json":"Zm9v"}],"error":"late"})");
    CHECK(account.verdict.is_ok());
    CHECK(account.log == kFoo + "error *|late|||\n");
}

TEST_CASE(
    "every truncation of a document gives a status and keeps only whole items", "[reply][document]")
{
    const std::string body =
        R"({"size":"1x1","data":[{"b64_json":"Zm9v","x":[1.5e3,true]},{"b64_json":"YmFy"}],)"
        R"("usage":{"total_tokens":1}})";
    REQUIRE(read_document(body, 2).verdict.is_ok());
    const size_t first_end = body.find("]}") + 2;
    const size_t second_end = body.find("YmFy") + 6;
    for (size_t size = 0; size < body.size(); ++size) {
        CAPTURE(size);
        const Account account = read_document(body.substr(0, size), 2);
        CHECK((account.log.find("keep foo") != std::string::npos) == (size >= first_end));
        CHECK((account.log.find("keep bar") != std::string::npos) == (size >= second_end));
        CHECK(account.verdict.is_ok() == (size >= second_end));
        CHECK(account.fed == StatusCode::ok);
        if (size > 0 && size < second_end)
            CHECK(account.verdict.code == StatusCode::truncated);
    }
}

TEST_CASE("a document that is no JSON is malformed at a byte", "[reply][document]")
{
    const Account account = read_document(R"({"data":[{"b64_json":"Zm9v"},canary])", 2);
    CHECK(account.verdict.code == StatusCode::malformed);
    CHECK(account.verdict.message.find("at byte 29") != std::string::npos);
    CHECK(account.verdict.message.find("canary") == std::string::npos);
    CHECK(read_document("canary").verdict.code == StatusCode::malformed);
    CHECK(read_document("{\0\"\0a\0"s).verdict.code == StatusCode::malformed); // UTF-16
    CHECK(read_document("\xFF\xFE{\0"s).verdict.code == StatusCode::malformed);
}

TEST_CASE("JSON in reply to a stream, and a stream in reply to JSON", "[reply][sniff]")
{
    const std::string document = with_item(R"({"b64_json":"Zm9v"})");
    for (const std::string type :
         {"text/event-stream", "application/json", "application/json; charset=utf-8",
          "application/problem+json", "text/plain", "text/html", "x bogus", ""}) {
        for (const std::string start : {"", "\xEF\xBB\xBF", " \r\n\t", "\xEF\xBB\xBF \n "}) {
            CAPTURE(type, start);
            Reply reply;
            reply.content_type = type;
            reply.body = start + document;
            CHECK(read(reply).log == kFoo);
        }
    }
    for (const std::string type :
         {"text/event-stream", "text/event-stream;", "TEXT/EVENT-STREAM; charset=windows-1252",
          "application/octet-stream", "text/plain", ""}) {
        for (const std::string start :
             {"", "\xEF\xBB\xBF", "\r\n", ":\n\n", "id:1\n", "retry:1\n"}) {
            CAPTURE(type, start);
            Reply reply;
            reply.content_type = type;
            reply.body = start + completed("Zm9v");
            CHECK(read(reply).log == kFoo);
        }
    }
    Reply spaces;
    spaces.body = "            data:{}\n" + completed("Zm9v");
    CHECK(read(spaces).log == kFoo);
}

TEST_CASE("a web page or a picture where JSON was asked for is explained", "[reply][sniff]")
{
    for (const std::string type :
         {"text/html", "text/html; charset=utf-8", "application/json", "", "text/event-stream"}) {
        Reply reply;
        reply.content_type = type;
        reply.body = "\n <!DOCTYPE html><title>canary</title>";
        const Account account = read(reply);
        CHECK(account.verdict.code == StatusCode::protocol_error);
        CHECK(account.verdict.message.find("web page") != std::string::npos);
        CHECK(account.verdict.message.find("canary") == std::string::npos);
        CHECK(account.fed == StatusCode::protocol_error);
    }
    Reply png;
    png.content_type = "image/png";
    png.body = "\x89PNG\r\n";
    CHECK(read(png).verdict.code == StatusCode::protocol_error);
    png.content_type = "x bogus";
    CHECK(read(png).verdict.code == StatusCode::protocol_error);
}
