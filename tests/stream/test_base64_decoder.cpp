// SPDX-License-Identifier: MIT
#include "stream/base64_decoder.h"
#include "stream/feeding.h"
#include "support/catch.h"

#include <algorithm>
#include <optional>
#include <random>

using namespace gesso::core;
using namespace gesso::tests;
using namespace std::string_literals;

namespace {

class Recorder final : public ByteSink {
public:
    Status on_bytes(Bytes bytes) override
    {
        CHECK_FALSE(bytes.empty());
        text.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return {};
    }

    std::string text;
};

struct Result {
    Status status;
    std::string bytes;
};

Result decode_cut(const FeedAll &feed_all)
{
    Recorder recorder;
    Base64Decoder decoder(recorder);
    Status status = feed_all([&](Bytes b) { return decoder.feed(b); });
    if (status.is_ok())
        status = decoder.finish();
    return {status, recorder.text};
}

// The result of every way to cut `text`, which must be one.
Result decode(const std::string &text)
{
    std::optional<Result> first;
    for (const FeedAll &feed_all : every_cut(text)) {
        const Result result = decode_cut(feed_all);
        if (!first)
            first = result;
        REQUIRE(result.status.code == first->status.code);
        REQUIRE(result.status.message == first->status.message);
        REQUIRE(result.bytes == first->bytes);
    }
    return *first;
}

std::string decoded(const std::string &text)
{
    const Result result = decode(text);
    CAPTURE(text, result.status.message);
    CHECK(result.status.is_ok());
    return result.bytes;
}

StatusCode code_of(const std::string &text)
{
    return decode(text).status.code;
}

// By the book: RFC 4648, bit by bit.
std::string encode(const std::string &bytes, bool is_url = false)
{
    const std::string alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"s + (is_url ? "-_" : "+/");
    std::string out;
    for (size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
        unsigned value = 0;
        for (size_t i = bit; i < bit + 6; ++i) {
            const unsigned byte = i / 8 < bytes.size() ? static_cast<uint8_t>(bytes[i / 8]) : 0;
            value = value * 2 + (byte >> (7 - i % 8) & 1);
        }
        out += alphabet[value];
    }
    return out + std::string((4 - out.size() % 4) % 4, '=');
}

std::string random_bytes(std::mt19937 &random, size_t size)
{
    std::string bytes(size, '\0');
    for (char &c : bytes)
        c = static_cast<char>(random());
    return bytes;
}

std::vector<std::pair<const char *, Base64Kernel>> kernels()
{
    std::vector<std::pair<const char *, Base64Kernel>> all{{"scalar", decode_base64_scalar}};
#ifdef GESSO_BASE64_X86
    if (__builtin_cpu_supports("ssse3"))
        all.emplace_back("ssse3", decode_base64_ssse3);
    if (__builtin_cpu_supports("avx2"))
        all.emplace_back("avx2", decode_base64_avx2);
#endif
    return all;
}

// Output and count of one kernel, from and into blocks of exactly the promised sizes.
std::pair<size_t, std::string> run_kernel(Base64Kernel kernel, const std::string &text)
{
    const size_t quanta = text.size() / 4;
    std::unique_ptr<uint8_t[]> in(new uint8_t[text.size()]);
    std::copy(text.begin(), text.end(), in.get());
    std::unique_ptr<uint8_t[]> out(new uint8_t[quanta * 3 + kBase64Slack]);
    const size_t done = kernel(in.get(), quanta, out.get());
    return {done, std::string(reinterpret_cast<char *>(out.get()), done * 3)};
}

} // namespace

TEST_CASE("the vectors of RFC 4648 decode, with and without their padding", "[base64]")
{
    const std::string bytes = "foobar";
    for (size_t size = 0; size <= bytes.size(); ++size) {
        std::string text = encode(bytes.substr(0, size));
        CHECK(decoded(text) == bytes.substr(0, size));
        while (text.ends_with('=')) {
            text.pop_back();
            CHECK(decoded(text) == bytes.substr(0, size));
        }
    }
    CHECK(encode("foobar") == "Zm9vYmFy");
    CHECK(encode("foob") == "Zm9vYg==");
}

TEST_CASE("both alphabets are one, mixed too", "[base64]")
{
    CHECK(decoded("+/-_") == decoded("-_+/"));
    CHECK(decoded("-_-_") == "\xFB\xFF\xBF");
    std::mt19937 random(1);
    for (size_t size = 0; size < 200; ++size) {
        const std::string bytes = random_bytes(random, size);
        const auto whole = [&](const std::string &text) {
            return decode_cut([&](const Feed &feed) { return feed_block(text, feed); }).bytes;
        };
        CHECK(whole(encode(bytes, true)) == bytes);
        CHECK(whole(encode(bytes)) == bytes);
    }
}

TEST_CASE("padding stands only where characters are missing", "[base64]")
{
    for (const std::string text :
         {"Zg===", "Zm8==", "Zm9v=", "=", "====", "Z===", "Z=", "Zm9vYg==Zg==", "Zg==Zg==", "Zg=g",
          "Zm8=Z", "Z=m8", "Zm9v====", "A=", "data:;base64,="}) {
        CAPTURE(text);
        CHECK(code_of(text) == StatusCode::malformed);
    }
    CHECK(decoded("Zg= \n= ") == "f");
}

TEST_CASE("one character alone and spare bits are malformed", "[base64]")
{
    CHECK(code_of("Z") == StatusCode::malformed);
    CHECK(code_of("Zm9vZ") == StatusCode::malformed);
    CHECK(code_of("Zh==") == StatusCode::malformed);
    CHECK(code_of("Zh") == StatusCode::malformed);
    CHECK(code_of("Zm9=") == StatusCode::malformed);
    CHECK(code_of("Zm9") == StatusCode::malformed);
}

TEST_CASE("ASCII white space is skipped wherever it stands", "[base64]")
{
    CHECK(decoded(" Zm\r\n9v\tYm\fFy\n") == "foobar");
    CHECK(decoded(" \n") == "");
    CHECK(code_of("Zm9v\v") == StatusCode::malformed);
    std::mt19937 random(2);
    const std::string bytes = random_bytes(random, 1000);
    const std::string text = encode(bytes);
    for (const size_t line : {1, 2, 3, 4, 5, 31, 32, 33, 64, 76, 77}) {
        std::string broken;
        for (size_t at = 0; at < text.size(); at += line)
            broken += text.substr(at, line) + "\r\n";
        CHECK(
            decode_cut([&](const Feed &feed) { return feed_block(broken, feed); }).bytes == bytes);
        CHECK(decode_cut([&](const Feed &feed) {
                  return feed_in_pieces(broken, 7, feed);
              }).bytes == bytes);
    }
}

TEST_CASE("a data: prefix is skipped when it says base64", "[base64]")
{
    CHECK(decoded("data:image/png;base64,Zm9v") == "foo");
    CHECK(decoded(" \nDATA:;BASE64,Zm9v") == "foo");
    CHECK(decoded("data:image/png;charset=x;base64,") == "");
    CHECK(code_of("data:image/png,Zm9v") == StatusCode::malformed);
    CHECK(code_of("data:base64,Zm9v") == StatusCode::malformed);
    CHECK(code_of("data:image/png;base64") == StatusCode::malformed);
    CHECK(code_of("data:" + std::string(300, 'x') + ";base64,Zm9v") == StatusCode::malformed);
    CHECK(code_of("Zm9v,Zm9v") == StatusCode::malformed);
    CHECK(code_of("data:;base64,data:;base64,Zm9v") == StatusCode::malformed);
}

TEST_CASE("text that only begins like a prefix is an image's", "[base64]")
{
    for (const std::string text : {"d", "da", "dat", "data", "dataZm9v", "daZm", "dZm9", "DATA"}) {
        CAPTURE(text);
        std::string expected(text.size() * 6 / 8, '\0');
        const Result result = decode(text);
        if (text.size() % 4 == 1)
            CHECK(result.status.code == StatusCode::malformed);
        else if (result.status.is_ok())
            CHECK(encode(result.bytes).substr(0, text.size()) == text);
    }
    CHECK(decoded("data") == "\x75\xAB\x5A");
}

TEST_CASE("a foreign byte is refused at every place and the bytes before it are right", "[base64]")
{
    std::mt19937 random(3);
    const std::string bytes = random_bytes(random, 144);
    const std::string text = encode(bytes);
    for (size_t at = 0; at < text.size(); ++at) {
        for (const char bad :
             {'\0', '\x80', '\xFF', '\xC3', '"', ',', '\\', '@', '[', '`', '{', '.', ':', '*', '!',
              '\x7F'}) {
            std::string damaged = text;
            damaged[at] = bad;
            const Result result =
                decode_cut([&](const Feed &feed) { return feed_block(damaged, feed); });
            REQUIRE(result.status.code == StatusCode::malformed);
            REQUIRE(result.status.message.ends_with("at byte " + std::to_string(at)));
            REQUIRE(result.bytes == bytes.substr(0, at / 4 * 3));
        }
    }
}

TEST_CASE("every cut and every truncation of a text agree with the book", "[base64]")
{
    std::mt19937 random(4);
    const std::string bytes = random_bytes(random, 90);
    const std::string text = encode(bytes);
    for (size_t size = 0; size <= text.size(); ++size) {
        const Result result = decode(text.substr(0, size));
        if (result.status.is_ok())
            CHECK(result.bytes == bytes.substr(0, size * 6 / 8));
        else
            CHECK(result.bytes == bytes.substr(0, size / 4 * 3));
    }
}

TEST_CASE("every kernel agrees with the alphabets on every byte at every place", "[base64]")
{
    const std::string alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    for (const auto &[name, kernel] : kernels()) {
        CAPTURE(name);
        const std::string text(128, 'A');
        for (size_t at = 0; at < text.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                std::string changed = text;
                changed[at] = static_cast<char>(c);
                const bool is_good = alphabet.find(static_cast<char>(c)) != std::string::npos;
                const auto expected = run_kernel(decode_base64_scalar, changed);
                REQUIRE(expected.first == (is_good ? 32 : at / 4));
                REQUIRE(run_kernel(kernel, changed) == expected);
                REQUIRE((base64_value(static_cast<uint8_t>(c)) != kNotBase64) == is_good);
            }
        }
    }
}

TEST_CASE("every kernel gives what the scalar one gives, on random text of every size", "[base64]")
{
    std::mt19937 random(5);
    for (int round = 0; round < 20000; ++round) {
        std::string text = encode(random_bytes(random, random() % 100 * 3), random() % 2 != 0);
        if (!text.empty() && random() % 2 != 0)
            text[random() % text.size()] = static_cast<char>(random());
        const auto expected = run_kernel(decode_base64_scalar, text);
        for (const auto &[name, kernel] : kernels()) {
            CAPTURE(name, text);
            REQUIRE(run_kernel(kernel, text) == expected);
        }
    }
}

TEST_CASE("random bytes survive the way there and back, cut at random", "[base64]")
{
    std::mt19937 random(6);
    for (int round = 0; round < 3000; ++round) {
        const std::string bytes = random_bytes(random, random() % 300);
        const std::string text = encode(bytes);
        Recorder recorder;
        Base64Decoder decoder(recorder);
        for (size_t at = 0; at < text.size();) {
            const size_t size = std::min<size_t>(1 + random() % 90, text.size() - at);
            const Feed feed = [&](Bytes b) { return decoder.feed(b); };
            REQUIRE(feed_block(std::string_view(text).substr(at, size), feed).is_ok());
            at += size;
        }
        REQUIRE(decoder.finish().is_ok());
        REQUIRE(recorder.text == bytes);
    }
}

TEST_CASE("bytes go on with every feed and a large text goes through in pieces", "[base64]")
{
    Recorder recorder;
    Base64Decoder decoder(recorder);
    const Feed feed = [&](Bytes b) { return decoder.feed(b); };
    REQUIRE(feed_block("Zm9vYm", feed).is_ok());
    CHECK(recorder.text == "foo");
    REQUIRE(feed_block("Fy", feed).is_ok());
    CHECK(recorder.text == "foobar");
    decoder.reset();
    recorder.text.clear();
    std::mt19937 random(7);
    const std::string bytes = random_bytes(random, 1000001);
    REQUIRE(feed_block(encode(bytes), feed).is_ok());
    REQUIRE(decoder.finish().is_ok());
    CHECK(recorder.text == bytes);
}

TEST_CASE("what the sink refuses stops the decoder", "[base64]")
{
    struct Refusing final : ByteSink {
        Status on_bytes(Bytes /*bytes*/) override
        {
            ++calls;
            return {StatusCode::cancelled, "enough"};
        }
        int calls = 0;
    } sink;
    Base64Decoder decoder(sink);
    const Feed feed = [&](Bytes b) { return decoder.feed(b); };
    CHECK(feed_block("Zm9vYmFy", feed).code == StatusCode::cancelled);
    CHECK(feed_block("Zm9v", feed).code == StatusCode::cancelled);
    CHECK(decoder.finish().code == StatusCode::cancelled);
    CHECK(sink.calls == 1);
}
