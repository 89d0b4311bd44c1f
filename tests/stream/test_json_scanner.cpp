// SPDX-License-Identifier: MIT
#include "stream/feeding.h"
#include "stream/json_scanner.h"
#include "stream/json_tree.h"
#include "support/catch.h"

#include <string>
#include <vector>

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

// Keeps the small values as a tree, and the strings under "b64" as received in pieces.
class Recorder final : public JsonSink {
public:
    Status on_open(bool is_object) override
    {
        key_.clear();
        tree_.open(is_object);
        return {};
    }
    Status on_close() override
    {
        tree_.close();
        return {};
    }
    Status on_key(std::string_view key) override
    {
        key_ = key;
        tree_.key(key);
        return {};
    }
    Status on_value(Json value) override
    {
        tree_.add(std::move(value));
        return {};
    }
    bool wants_pieces() override { return key_ == "b64"; }
    Status on_piece(Bytes piece) override
    {
        CHECK_FALSE(piece.empty());
        pieces.append(reinterpret_cast<const char *>(piece.data()), piece.size());
        ++piece_count;
        return {};
    }
    Status on_pieces_end() override
    {
        pieces += "|";
        return {};
    }

    std::string take_text() { return to_text(tree_.take()); }

    std::string pieces;
    size_t piece_count = 0;

private:
    JsonTree tree_;
    std::string key_;
};

struct Result {
    Status status;
    std::string text;
    std::string pieces;
};

Result scan_cut(const FeedAll &feed_all, const Limits &limits)
{
    Recorder recorder;
    JsonScanner scanner(limits, recorder);
    Result result;
    result.status = feed_all([&](Bytes b) { return scanner.feed(b); });
    if (result.status.is_ok())
        result.status = scanner.finish();
    CHECK(scanner.finish().code == result.status.code);
    result.text = recorder.take_text();
    result.pieces = recorder.pieces;
    return result;
}

Result scan(const std::string &text, const Limits &limits = {})
{
    std::optional<Result> first;
    for (const FeedAll &feed_all : every_cut(text)) {
        const Result result = scan_cut(feed_all, limits);
        if (!first)
            first = result;
        REQUIRE(result.status.code == first->status.code);
        REQUIRE(result.status.message == first->status.message);
        REQUIRE(result.text == first->text);
        REQUIRE(result.pieces == first->pieces);
    }
    return *first;
}

std::string nested(size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

TEST_CASE("documents that every parser must accept are accepted", "[scanner]")
{
    for (const std::string text :
         {"[[]   ]",
          "[\"\"]",
          "[]",
          "[\"a\"]",
          "[false]",
          "[null, 1, \"1\", {}]",
          "[null]",
          "[1\n]",
          " [1]",
          "[1,null,null,null,2]",
          "[2] ",
          "[123e65]",
          "[0e+1]",
          "[0e1]",
          "[ 4]",
          "[-0.000000000000000000000000000000000000000000000000000000000000000000001]",
          "[20e1]",
          "[-0]",
          "[-123]",
          "[-1]",
          "[1E22]",
          "[1E-2]",
          "[1E+2]",
          "[123e45]",
          "[123.456e78]",
          "[1e-2]",
          "[1e+2]",
          "[123]",
          "[123.456789]",
          "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
          "{\"asd\":\"sdf\"}",
          "{\"a\":\"b\",\"a\":\"c\"}",
          "{\"a\":\"b\",\"a\":\"b\"}",
          "{}",
          "{\"\":0}",
          "{\"foo\\u0000bar\": 42}",
          "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
          "{\"a\":[]}",
          "{\n\"a\": \"b\"\n}",
          "[\"\\u0060\\u012a\\u12AB\"]",
          "[\"\\uD801\\udc37\"]",
          "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
          "[\"\\\\u0000\"]",
          "[\"\\\"\"]",
          "[\"a/*b*/c/*d//e\"]",
          "[\"\\\\a\"]",
          "[\"\\\\n\"]",
          "[\"\\u0012\"]",
          "[\"\\uFFFF\"]",
          "[ \"asd\"]",
          "[\"new\\u00A0line\"]",
          "[\"\x7f\"]",
          "[\"\xE2\x80\xA8\"]",
          "\"\"",
          "[\"\\uDBFF\\uDFFE\"]",
          "false",
          "42",
          "-0.1",
          "null",
          "\"asd\"",
          "true",
          "[true]",
          " [] ",
          "[\"\xF4\x8F\xBF\xBF\"]",
          "\t\r\n{}\n"}) {
        CAPTURE(text);
        CHECK(scan(text).status.is_ok());
    }
}

const std::vector<std::string> kNoJson = {
    "[1 true]",
    "[a\xE5]",
    "[\"\": 1]",
    "[\"\"],",
    "[,1]",
    "[1,,2]",
    "[\"x\",,]",
    "[\"x\"]]",
    "[\"\",]",
    "[3[4]]",
    "[1:2]",
    "[,]",
    "[-]",
    "[   , \"\"]",
    "[1,]",
    "[1,,]",
    "[*]",
    "[\"a\x0b\"\\f]",
    "[fals}",
    "[nul}",
    "[tru}",
    "[++1234]",
    "[+1]",
    "[+Inf]",
    "[-01]",
    "[-1.0.]",
    "[-2.]",
    "[-NaN]",
    "[.-1]",
    "[.2e-3]",
    "[0.1.2]",
    "[0.3e+]",
    "[0.3e]",
    "[0.e1]",
    "[0E+]",
    "[0E]",
    "[0e+]",
    "[0e]",
    "[1.0e+]",
    "[1.0e-]",
    "[1.0e]",
    "[1 000.0]",
    "[1eE2]",
    "[2.e+3]",
    "[2.e-3]",
    "[2.e3]",
    "[9.e+]",
    "[Inf]",
    "[NaN]",
    "[\xEF\xBC\x91]",
    "[1+2]",
    "[0x1]",
    "[0x42]",
    "[Infinity]",
    "[0e+-1]",
    "[-123.123foo]",
    "[-Infinity]",
    "[-foo]",
    "[- 1]",
    "[-012]",
    "[-.123]",
    "[-1x]",
    "[1ea]",
    "[1.]",
    "[.123]",
    "[1.2a-3]",
    "[1.8011670033376514H-308]",
    "[012]",
    "[\"x\", truth]",
    "{[: \"x\"}",
    "{\"x\", null}",
    "{\"x\"::\"b\"}",
    "{\xF0\x9F\x87\xA8}",
    "{\"a\":\"a\" 123}",
    "{key: 'value'}",
    "{\"a\" b}",
    "{:\"b\"}",
    "{\"a\" \"b\"}",
    "{1:1}",
    "{9999E9999:1}",
    "{null:null,null:null}",
    "{\"id\":0,,,,,}",
    "{'a':0}",
    "{\"id\":0,}",
    "{\"a\":\"b\"}/**/",
    "{\"a\":\"b\"}/**//",
    "{\"a\":\"b\"}//",
    "{\"a\":\"b\"}/",
    "{\"a\":\"b\",,\"c\":\"d\"}",
    "{a: \"b\"}",
    "{\"a\":true} \"x\"",
    "{\"a\":\"b\"}#",
    "[\"\\uD800\\u\"]",
    "[\"\\uD800\\u1x\"]",
    "[\"\\u00A\"]",
    "[\"\\\xE5\"]",
    "[\"\\x00\"]",
    "[\"\\\\\\\"]\"x]",
    "[\"\\\t\"]",
    "[\"\\a\"]",
    "[\"\\\xF0\x9F\x8C\x80\"]",
    "[\"\\uqqqq\"]",
    "[\\u0020\"asd\"]",
    "[\\n]",
    "[\"new\nline\"]",
    "[\"\t\"]",
    "\"\\UA66D\"",
    "<.>",
    "[<null>]",
    "[1]x",
    "[1]]",
    "[True]",
    "1]",
    "{\"x\": true,",
    "[][]",
    "]",
    "\xEF\xBB{}",
    "\xE5",
    "[\xE2\x81\xA0]",
    "{}}",
    "{\"\":",
    "{\"a\":/*comment*/\"b\"}",
    "{\"a\": true} \"x\"",
    "['",
    "[\"a\",\n4\n,",
    "{,",
    "{\"a\":\"b\"},",
    "\xEF\xBB\xBF",
    "\xEF\xBB\xBF{}",
    "[1]\x0c",
    "[\x0c]"};

TEST_CASE("what is no JSON is refused, and nothing read past it", "[scanner]")
{
    for (const std::string &text : kNoJson) {
        const Status status = scan(text).status;
        CAPTURE(text, status.message);
        CHECK((status.code == StatusCode::malformed || status.code == StatusCode::truncated));
    }
    CHECK(scan("[\"a\0\"]"s).status.code == StatusCode::malformed);
    CHECK(scan("[\0]"s).status.code == StatusCode::malformed);
    CHECK(scan("123\0"s).status.code == StatusCode::malformed);
    CHECK(scan("{}\0"s).status.code == StatusCode::malformed);
    CHECK(scan("").status.code == StatusCode::truncated);
    CHECK(scan(" ").status.code == StatusCode::truncated);
}

TEST_CASE("every truncation of a document is told from a whole one", "[scanner]")
{
    const std::string text =
        R"({"a":[true,false,null,-7,2.5e-3,"x\"\\\n\u20ac"],"m":{"k":{}},"b64":"AB\/C","e":[]})";
    REQUIRE(scan(text).status.is_ok());
    for (size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        CHECK(scan(text.substr(0, size)).status.code == StatusCode::truncated);
    }
    for (const std::string number : {"-", "1.", "1e", "1e+", "1.5E-"})
        CHECK(scan(number).status.code == StatusCode::truncated);
}

TEST_CASE("values come back as they were", "[scanner]")
{
    const std::string text =
        R"({"z":1,"a":[true,false,null,-7,2.5,"x\"\\\n"],"m":{"k":{}},"e":[]})";
    CHECK(scan(text).text == text);
    CHECK(scan("9223372036854775807").text == "9223372036854775807");
    CHECK(scan("-9223372036854775808").text == "-9223372036854775808");
    CHECK(scan("9223372036854775808").text == "9.223372036854776e+18");
    CHECK(scan("[1e400,-1e400,1.5E3,-0.0]").text == "[null,null,1500.0,-0.0]");
    CHECK(scan("[" + std::string(2000, '1') + "]").text == "[null]");
}

TEST_CASE("every escape is undone and a lone surrogate is replaced", "[scanner]")
{
    const auto text_of = [](const std::string &inside) {
        Json value;
        REQUIRE(parse_json(scan("\"" + inside + "\"").text, {}, value).is_ok());
        return *value.string();
    };
    CHECK(text_of(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
    CHECK(text_of(R"(\u0041\u00e9\u20AC\ud83d\ude00\u0000)") == "Aé€😀\0"s);
    const std::string replacement = "\xEF\xBF\xBD";
    CHECK(text_of(R"(\ud83d)") == replacement);
    CHECK(text_of(R"(\ud83dx)") == replacement + "x");
    CHECK(text_of(R"(\ud83d\n)") == replacement + "\n");
    CHECK(text_of(R"(\ud83d\/)") == replacement + "/");
    CHECK(text_of(R"(\ude00)") == replacement);
    CHECK(text_of(R"(\ud83d\ud83d\ude00)") == replacement + "😀");
    CHECK(text_of(R"(\ud83d\u0041)") == replacement + "A");
    CHECK(text_of(R"(a\/b\\c\"d)") == "a/b\\c\"d");
}

TEST_CASE("a string that is wanted in pieces arrives before it ends", "[scanner]")
{
    CHECK(scan(R"({"b64":"QUJD","x":"QUJD"})").pieces == "QUJD|");
    CHECK(scan(R"({"b64":"","a":1})").pieces == "|");
    CHECK(
        scan(R"({"b64":"a\/b\\c\n\u0041\ud83d\ude00\ud83dz"})").pieces ==
        "a/b\\c\nA😀\xEF\xBF\xBDz|");
    CHECK(scan("{\"b64\":\"ab\r\ncd\"}").pieces == "ab\r\ncd|");
    for (const std::string value : {"null", "1", "{}", "[\"x\"]", "true"}) {
        CAPTURE(value);
        const Result result = scan("{\"b64\":" + value + ",\"a\":2}");
        CHECK(result.status.is_ok());
        CHECK(result.pieces.empty());
        CHECK(result.text == "{\"b64\":" + value + ",\"a\":2}");
    }
    Recorder recorder;
    JsonScanner scanner({}, recorder);
    REQUIRE(scanner.feed("{\"b64\":\"AB").is_ok());
    CHECK(recorder.pieces == "AB");
    REQUIRE(scanner.feed("C\\").is_ok());
    REQUIRE(scanner.feed("/D").is_ok());
    CHECK(recorder.pieces == "ABC/D");
}

TEST_CASE("escaped slashes cost no more pieces than there are runs", "[scanner]")
{
    Recorder recorder;
    JsonScanner scanner({}, recorder);
    std::string text = "{\"b64\":\"";
    for (int i = 0; i < 1000; ++i)
        text += "abcdefgh\\/";
    REQUIRE(scanner.feed(text + "\"}").is_ok());
    CHECK(recorder.piece_count <= 1001);
    CHECK(recorder.pieces.size() == 9001);
}

TEST_CASE("nesting is refused beyond the limit while it is read", "[scanner]")
{
    CHECK(scan(nested(64)).status.is_ok());
    const Status status = scan(nested(65)).status;
    CHECK(status.code == StatusCode::limit_exceeded);
    CHECK(status.message.find("json_depth") != std::string::npos);
    Recorder recorder;
    JsonScanner scanner({}, recorder);
    CHECK(scanner.feed(std::string(100000, '[')).code == StatusCode::limit_exceeded);
    CHECK(scanner.feed("]").code == StatusCode::limit_exceeded);
}

TEST_CASE("of small strings and keys only the beginning is kept beyond their limits", "[scanner]")
{
    Limits limits;
    limits.small_value_bytes = 4;
    CHECK(scan(R"({"a":"12345678","b":"1234"})", limits).text == R"({"a":"1234","b":"1234"})");
    CHECK(scan(R"({"a":"123\u20ac4"})", limits).text.size() < 30);
    CHECK(scan(R"({"b64":"12345678"})", limits).pieces == "12345678|");
    const std::string key(300, 'k');
    CHECK(
        scan_cut([&](const Feed &f) { return feed_block("{\"" + key + "\":1}", f); }, {}).text ==
        "{\"" + key.substr(0, 256) + "\":1}");
}

TEST_CASE("a message names the byte and never quotes", "[scanner]")
{
    const Status status = scan(R"({"key":"sk-canary" canary})").status;
    CHECK(status.code == StatusCode::malformed);
    CHECK(status.message == "the JSON is malformed at byte 19");
    CHECK(scan("[1,2").status.message.find("byte 4") != std::string::npos);
}

TEST_CASE("a tree leaves out what exceeds its budget and keeps its shape", "[tree]")
{
    JsonTree tree(2000);
    tree.open(true);
    tree.key("a");
    tree.add(Json("kept"));
    tree.key("big");
    tree.add(Json(std::string(5000, 'x')));
    tree.key("list");
    tree.open(false);
    for (int i = 0; i < 1000; ++i)
        tree.add(Json(i));
    tree.close();
    tree.key("late");
    tree.open(true);
    tree.key("x");
    tree.add(Json(1));
    tree.close();
    CHECK(tree.depth() == 1);
    const Json root = tree.take();
    REQUIRE(root.find("a"));
    CHECK(*root.find("a")->string() == "kept");
    REQUIRE(root.find("big"));
    CHECK(root.find("big")->is_null());
    CHECK(root.find("list")->array()->size() < 100);
    CHECK_FALSE(root.find("late"));
}

TEST_CASE("a tree shows the root's members while it is open", "[tree]")
{
    JsonTree tree;
    tree.open(true);
    tree.key("size");
    tree.add(Json("1x1"));
    tree.key("data");
    tree.open(false);
    REQUIRE(tree.find_in_root("size"));
    CHECK(*tree.find_in_root("size")->string() == "1x1");
    CHECK_FALSE(tree.find_in_root("nothing"));
    tree.open(true);
    tree.key("a");
    tree.add(Json(7));
    const Json *item = tree.close();
    REQUIRE(item);
    CHECK(item->find("a")->integer() == 7);
    CHECK(to_text(tree.take()) == R"({"size":"1x1","data":[{"a":7}]})");
}
