// SPDX-License-Identifier: MIT
// Base64. The bytes must not depend on where the text was cut nor on the kernel, what is accepted
// must come back when it is encoded again, and any bytes must survive the way there and back.
#include "fuzz/fuzz_cuts.h"
#include "stream/base64_decoder.h"

#include <string>

using namespace gesso::core;
using namespace gesso::fuzz;

namespace {

class Recorder final : public ByteSink {
public:
    Status on_bytes(Bytes bytes) override
    {
        require(!bytes.empty());
        text.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        return {};
    }

    std::string text;
};

Bytes as_bytes(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

std::string encode(std::string_view bytes)
{
    constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
        unsigned value = 0;
        for (size_t i = bit; i < bit + 6; ++i) {
            const unsigned byte = i / 8 < bytes.size() ? static_cast<uint8_t>(bytes[i / 8]) : 0;
            value = value * 2 + (byte >> (7 - i % 8) & 1);
        }
        out += kAlphabet[value];
    }
    return out;
}

// The text in the standard alphabet, without what the rule lets pass besides.
std::string strip(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (std::string_view(" \t\n\f\r=").find(c) == std::string_view::npos)
            out += c == '-' ? '+' : c == '_' ? '/' : c;
    }
    return out;
}

void compare_kernels(Bytes text)
{
    const size_t quanta = text.size() / 4;
    std::string expected(quanta * 3 + kBase64Slack, '\0');
    std::string actual = expected;
    const size_t count =
        decode_base64_scalar(text.data(), quanta, reinterpret_cast<uint8_t *>(expected.data()));
    const size_t other =
        base64_kernel()(text.data(), quanta, reinterpret_cast<uint8_t *>(actual.data()));
    require(count == other);
    require(expected.substr(0, count * 3) == actual.substr(0, count * 3));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 4096)
        return 0;
    const Bytes bytes(data + 1, size - 1);
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    Recorder whole;
    Base64Decoder first(whole);
    const Status status = first.feed(bytes);
    const Status end = first.finish();
    Recorder cut;
    Base64Decoder second(cut);
    require(feed_cut(bytes, data[0], [&](Bytes b) {
                return second.feed(b);
            }).message == status.message);
    require(second.finish().message == end.message);
    require(cut.text == whole.text);
    if (end.is_ok() && text.find(',') == std::string_view::npos)
        require(encode(whole.text) == strip(text));
    compare_kernels(bytes);

    const std::string encoded = encode(text);
    Recorder back;
    Base64Decoder third(back);
    require(feed_cut(as_bytes(encoded), data[0], [&](Bytes b) { return third.feed(b); }).is_ok());
    require(third.finish().is_ok());
    require(back.text == text);
    return 0;
}
