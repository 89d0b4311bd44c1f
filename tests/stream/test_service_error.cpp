// SPDX-License-Identifier: MIT
// Every envelope of wire.md 6.2.
#include "stream/service_error.h"
#include "support/catch.h"

#include <cstring>
#include <memory>

using namespace gesso::core;

namespace {

ServiceError parse(int status, std::string_view body)
{
    std::unique_ptr<char[]> block(new char[body.size()]);
    if (!body.empty())
        std::memcpy(block.get(), body.data(), body.size());
    return parse_service_error(status, {block.get(), body.size()});
}

std::string line(const ServiceError &error)
{
    return error.message + "|" + error.code + "|" + error.type + "|" + error.param +
           (error.is_content_filter ? "|filter" : "") + (error.is_billing ? "|billing" : "");
}

std::string line(int status, std::string_view body)
{
    return line(parse(status, body));
}

} // namespace

TEST_CASE("the canonical envelope, with each of its fields in every type", "[error]")
{
    CHECK(line(400, R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})") == "m|c|t|p");
    CHECK(line(400, R"({"error":{"message":"m","type":null,"param":null,"code":null}})") == "m|||");
    CHECK(line(404, R"({"error":{"code":404,"message":"m"}})") == "m|404||");
    CHECK(line(404, R"({"error":{"code":4.5,"message":"m","param":""}})") == "m|||");
    CHECK(line(400, R"({"error":{"message":["first","second"]}})") == "|||");
    CHECK(line(400, R"({"error":{"message":{"a":1},"code":"c"}})") == "|c||");
    CHECK(
        line(400, R"({"error":{"message":null,"code":"moderation_blocked"}})") ==
        "|moderation_blocked|||filter");
    CHECK(line(400, R"({"error":{}})") == R"({"error":{}}|||)");
}

TEST_CASE("the other envelopes", "[error]")
{
    CHECK(line(500, R"({"error":"text"})") == "text|||");
    CHECK(line(500, R"({"error":"server_error","message":"m"})") == "m|server_error||");
    CHECK(line(422, R"({"detail":"m"})") == "m|||");
    CHECK(
        line(422, R"({"detail":[{"loc":["body","size"],"msg":"m","type":"value_error"}]})") ==
        "m||value_error|size");
    CHECK(line(422, R"({"detail":{"message":"m","code":"c"}})") == "m|c||");
    CHECK(line(400, R"({"message":"m","code":"c","type":"t"})") == "m|c|t|");
    CHECK(line(401, R"({"statusCode":401,"message":"Unauthorized."})") == "Unauthorized.|401||");
    CHECK(line(400, R"({"errors":[{"message":"m"},{"message":"n"}]})") == "m|||");
    CHECK(line(400, R"({"errors":["m"]})") == "m|||");
    CHECK(line(400, R"({"success":false,"error":{"message":"m","code":7}})") == "m|7||");
    CHECK(line(400, R"({"error":["m","n"]})") == "m|||");
    CHECK(line(400, R"({"error":null,"message":"m"})") == "m|||");
}

TEST_CASE("JSON inside a message is opened", "[error]")
{
    CHECK(
        line(
            400, R"({"error":{"message":"litellm.BadRequestError: X - {\"error\":{\"message\":)"
                 R"(\"inner\",\"code\":\"moderation_blocked\",\"type\":\"u\"}}","type":null,)"
                 R"("param":null,"code":"400"}})") == "inner|moderation_blocked|u||filter");
    CHECK(line(400, R"({"error":{"message":"use {size}","code":"c"}})") == "use {size}|c||");
    CHECK(line(400, R"({"error":{"message":"a } b {","code":"c"}})") == "a } b {|c||");
    std::string nested = R"({"message":"deep"})";
    for (int i = 0; i < 10; ++i) {
        const std::string message = parse(400, nested).message;
        CHECK((i < 4 ? message == "deep" : message.starts_with("{")));
        nested = to_text(Json(Json::Object{{"message", Json(nested)}}));
    }
}

TEST_CASE("content filters are recognised by code, inner code and text", "[error]")
{
    for (const char *code :
         {"contentFilter", "content_filter", "content_policy_violation", "Moderation_Blocked",
          "ResponsibleAIPolicyViolation"}) {
        const std::string body = std::string(R"({"error":{"message":"m","code":")") + code + "\"}}";
        CHECK(parse(400, body).is_content_filter);
    }
    CHECK(parse(
              400, R"({"error":{"code":"x","inner_error":{"code":)"
                   R"("ResponsibleAIPolicyViolation"}}})")
              .is_content_filter);
    CHECK(parse(
              400, R"({"error":{"code":"x","message":"m","innererror":{"code":)"
                   R"("ResponsibleAIPolicyViolation"}}})")
              .is_content_filter);
    CHECK(parse(
              400, R"({"error":{"code":null,"type":"invalid_request_error","message":)"
                   R"("Your request was rejected as a result of our Safety System. x"}})")
              .is_content_filter);
    CHECK(parse(400, R"({"error":"violates our content management policy"})").is_content_filter);
    CHECK_FALSE(
        parse(400, R"({"error":{"code":"invalid_value","message":"size"}})").is_content_filter);
    CHECK_FALSE(
        parse(400, R"({"error":{"code":"x","innererror":{"code":"y"}}})").is_content_filter);
}

TEST_CASE("what waiting does not cure is billing", "[error]")
{
    for (const char *code :
         {"insufficient_quota", "billing_hard_limit_reached", "credit_balance_exhausted",
          "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded"}) {
        const std::string name(code);
        CHECK(parse(429, R"({"error":{"message":"m","code":")" + name + "\"}}").is_billing);
        CHECK(parse(429, R"({"error":{"message":"m","type":")" + name + "\"}}").is_billing);
    }
    CHECK(parse(402, "").is_billing);
    CHECK_FALSE(
        parse(429, R"({"error":{"code":"rate_limit_exceeded","type":"requests"}})").is_billing);
    CHECK_FALSE(
        parse(429, R"({"error":{"code":"429","message":"exceeded call rate limit"}})").is_billing);
}

TEST_CASE("of a web page the text is taken, of text the text", "[error]")
{
    CHECK(
        line(
            502, "<html><head><style>p { x: 1 }</style><script>var a = '<b>';</script></head>"
                 "<body><h1>502</h1><p>Bad&nbsp;gateway</p></body></html>") ==
        "502 Bad&nbsp;gateway|||");
    CHECK(line(500, "plain text: a < b") == "plain text: a < b|||");
    CHECK(line(500, "<p") == "|||");
    CHECK(line(500, "x<script>never ends") == "x|||");
    CHECK(line(500, "") == "|||");
    CHECK(line(500, "\"just a string\"") == "\"just a string\"|||");
    const std::string scripts = [] {
        std::string text;
        for (int i = 0; i < 5000; ++i)
            text += "<script></script>";
        return text;
    }();
    CHECK(parse(500, scripts).message.empty());
    const std::string message = parse(500, std::string(5000, 'x')).message;
    CHECK(message == std::string(299, 'x') + "…");
}

TEST_CASE("a body that is cut off is read as far as it goes", "[error]")
{
    const std::string body =
        R"({"error":{"code":"moderation_blocked","message":"first","param":"second"}})";
    for (size_t size = 0; size <= body.size(); ++size) {
        CAPTURE(size);
        const ServiceError error = parse(400, body.substr(0, size));
        CHECK(error.message.size() <= size);
        if (size >= body.find("first") + 6) {
            CHECK(error.message == "first");
            CHECK(error.code == "moderation_blocked");
        }
    }
}

TEST_CASE("texts are cleaned and bounded", "[error]")
{
    CHECK(
        parse(
            400, "{\"error\":{\"message\":\"a\\u001b[31mb\\r\\nc\\u202ed\xFF\",\"code\":\"c\\n\"}}")
            .message == "ab cd\xEF\xBF\xBD");
    const std::string long_text(2000, 'x');
    const ServiceError error =
        parse(400, R"({"error":{"message":")" + long_text + R"(","code":")" + long_text + "\"}}");
    CHECK(error.message == std::string(511, 'x') + "…");
    CHECK(error.code.size() <= 130);
}

TEST_CASE("a key that a server repeats is not", "[error]")
{
    const std::string message =
        parse(
            401, R"({"error":{"message":"Incorrect key: sk-proj-CANARYcanary1234, Bearer )"
                 R"(CANARYcanary; a task-force. sk-x"}})")
            .message;
    CHECK(message == "Incorrect key: sk-…, Bearer …; a task-force. sk-x");
}

TEST_CASE("a status says what happened and then the service's words", "[error]")
{
    ServiceError error;
    CHECK(describe("it failed", error) == "it failed");
    error.code = "c";
    CHECK(describe("it failed", error) == "it failed (c)");
    error.message = "m";
    CHECK(describe("it failed", error) == "it failed: m");
}

TEST_CASE("only what says something is an error", "[error]")
{
    CHECK_FALSE(is_truthy(nullptr));
    for (const Json &nothing :
         {Json(), Json(false), Json(0), Json(0.0), Json(""), Json(Json::Array()),
          Json(Json::Object())})
        CHECK_FALSE(is_truthy(&nothing));
    for (const Json &something : {Json(true), Json(1), Json(-0.5), Json("x"), Json(Json::Array{1})})
        CHECK(is_truthy(&something));
    CHECK_FALSE(find_service_error(Json()));
    CHECK_FALSE(find_service_error(Json(Json::Object{{"data", Json(1)}})));
}
