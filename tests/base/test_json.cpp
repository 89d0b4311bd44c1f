// SPDX-License-Identifier: MIT
#include "base/json.h"
#include "support/catch.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

using namespace gesso::core;

namespace {

// Parses from a heap block of exactly that size, so that a sanitizer sees a read past its end.
Status parse_exact(std::string_view text, Json &out_value, const JsonLimits &limits = {})
{
    std::unique_ptr<char[]> block(new char[text.size()]);
    if (!text.empty())
        std::memcpy(block.get(), text.data(), text.size());
    return parse_json({block.get(), text.size()}, limits, out_value);
}

Json parsed(std::string_view text)
{
    Json value;
    const Status status = parse_exact(text, value);
    CAPTURE(text, status.message);
    REQUIRE(status.is_ok());
    return value;
}

StatusCode refusal(std::string_view text)
{
    Json value;
    return parse_exact(text, value).code;
}

std::string nested(size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST_CASE("a document comes back as the text it was, members in their order", "[json]")
{
    const std::string text =
        R"({"z":1,"a":[true,false,null,-7,2.5,"x\"\\\n"],"m":{"k":{}},"e":[]})";
    CHECK(to_text(parsed(text)) == text);
}

TEST_CASE("each accessor answers nothing for a value of another type", "[json]")
{
    const Json text("1");
    CHECK(text.string() != nullptr);
    CHECK_FALSE(text.integer());
    CHECK_FALSE(text.number());
    CHECK_FALSE(text.boolean());
    CHECK(text.array() == nullptr);
    CHECK(text.object() == nullptr);
    CHECK(text.find("a") == nullptr);
    CHECK(Json().is_null());
    CHECK_FALSE(Json(0).is_null());
    CHECK(Json(true).boolean() == true);
    CHECK_FALSE(Json(true).integer());
}

TEST_CASE("a number without a fraction is an integer when it fits", "[json]")
{
    CHECK(parsed("3.0").integer() == 3);
    CHECK(parsed("1e3").integer() == 1000);
    CHECK_FALSE(parsed("3.5").integer());
    CHECK(parsed("9223372036854775807").integer() == INT64_MAX);
    CHECK(parsed("-9223372036854775808").integer() == INT64_MIN);
    CHECK_FALSE(parsed("9223372036854775808").integer());
    CHECK(parsed("9223372036854775808").number() == 0x1p63);
    CHECK_FALSE(parsed("1e300").integer());
    CHECK(parsed("7").number() == 7.0);
}

TEST_CASE("of duplicate keys the last one counts", "[json]")
{
    const Json value = parsed(R"({"a":1,"b":2,"a":3})");
    REQUIRE(value.find("a") != nullptr);
    CHECK(value.find("a")->integer() == 3);
    CHECK(value.find("c") == nullptr);
}

TEST_CASE("set makes an object of null, replaces in place and leaves other types alone", "[json]")
{
    Json value;
    value.set("a", 1);
    value.set("b", "two");
    value.set("a", true);
    CHECK(to_text(value) == R"({"a":true,"b":"two"})");
    Json list;
    list.push(1);
    list.push(Json());
    list.set("a", 1);
    CHECK(to_text(list) == "[1,null]");
    value.push(1);
    CHECK(to_text(value) == R"({"a":true,"b":"two"})");
}

TEST_CASE("indented text breaks a line for every member and none for empty containers", "[json]")
{
    CHECK(
        to_text(parsed(R"({"a":[1,2],"b":{},"c":[]})"), 2) ==
        "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

TEST_CASE("a leading byte order mark is skipped", "[json]")
{
    CHECK(parsed("\xEF\xBB\xBF{\"a\":1}").find("a") != nullptr);
    CHECK(refusal("\xEF\xBB") == StatusCode::malformed);
}

TEST_CASE("escapes are decoded and surrogate pairs become one character", "[json]")
{
    CHECK(*parsed(R"("\/\u00e9\ud83d\ude00\u0000")").string() == std::string("/é😀\0", 8));
    CHECK(refusal(R"("\ud83d")") == StatusCode::malformed);
    CHECK(refusal(R"("\ude00")") == StatusCode::malformed);
}

TEST_CASE("bytes that are not UTF-8 are malformed when read", "[json]")
{
    CHECK(refusal("\"\xFF\"") == StatusCode::malformed);
    CHECK(refusal("\"\xC0\x80\"") == StatusCode::malformed);
    CHECK(refusal("\"\xED\xA0\x80\"") == StatusCode::malformed);
    CHECK(refusal("{\"a\":\"\xE2\x82\"}") == StatusCode::malformed);
}

TEST_CASE("text that is not UTF-8 is written with replacement characters", "[json]")
{
    CHECK(
        to_text(Json(std::string("a\xFF") + "b")) == "\"a\xEF\xBF\xBD"
                                                     "b\"");
}

TEST_CASE("numbers that JSON cannot say are written as null and never read", "[json]")
{
    CHECK(to_text(Json(std::numeric_limits<double>::infinity())) == "null");
    CHECK(to_text(Json(std::nan(""))) == "null");
    for (const char *text : {"NaN", "Infinity", "-Infinity", "1e999", "01", "+1", ".5", "1."})
        CHECK(refusal(text) == StatusCode::malformed);
}

TEST_CASE("what is not exactly one document is malformed", "[json]")
{
    for (const char *text :
         {"", " ", "{", "}", "[1,]", "{\"a\"}", "{\"a\":}", "{1:2}", "{} {}", "nul", "'a'", "[1] x",
          "// c\n1", "\"a\nb\"", "<html>"}) {
        CAPTURE(text);
        CHECK(refusal(text) == StatusCode::malformed);
    }
    CHECK(refusal(std::string_view("1\0", 2)) == StatusCode::malformed);
}

TEST_CASE("every truncation of a document is malformed and leaves the value alone", "[json]")
{
    const std::string text = R"({"error":{"code":null,"n":[1,2.5e-3,"\u20ac €"]},"ok":true})";
    for (size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        Json value("before");
        CHECK(
            parse_exact(std::string_view(text).substr(0, size), value).code ==
            StatusCode::malformed);
        CHECK(value.string() != nullptr);
    }
    CHECK(to_text(parsed(text)) == R"({"error":{"code":null,"n":[1,0.0025,"€ €"]},"ok":true})");
}

TEST_CASE("nesting is allowed up to the limit and refused beyond it while it is read", "[json]")
{
    Json value;
    CHECK(parse_exact(nested(64), value).is_ok());
    CHECK(parse_exact(nested(65), value).code == StatusCode::limit_exceeded);
    CHECK(parse_exact(std::string(1000000, '['), value).code == StatusCode::limit_exceeded);
    std::string objects;
    for (int i = 0; i < 65; ++i)
        objects += "{\"a\":";
    CHECK(parse_exact(objects, value).code == StatusCode::limit_exceeded);
    CHECK(parse_exact("[]", value, {100, 0}).code == StatusCode::limit_exceeded);
    CHECK(parse_exact("1", value, {100, 0}).is_ok());
}

TEST_CASE("a document over the size limit is refused by its size", "[json]")
{
    Json value;
    CHECK(parse_exact("[1]", value, {3, 64}).is_ok());
    CHECK(parse_exact("[1] ", value, {3, 64}).code == StatusCode::limit_exceeded);
}

TEST_CASE("a message names the place and never quotes the document", "[json]")
{
    Json value;
    const Status status = parse_exact(R"({"api_key":"sk-canary" "x"})", value);
    CHECK(status.code == StatusCode::malformed);
    CHECK(status.message.find("byte 2") != std::string::npos);
    CHECK(status.message.find("canary") == std::string::npos);
}
