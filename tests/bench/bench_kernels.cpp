// SPDX-License-Identifier: MIT
// The inner loops: base64 against a table loop, the scanner against a DOM.
#include "bench/floor.h"
#include "bench/report.h"
#include "bench/usual_way.h"
#include "stream/base64_decoder.h"
#include "stream/base64_kernels.h"
#include "stream/json_scanner.h"

#include <cstring>

using namespace gesso_bench;
using namespace gesso::core;

namespace {

constexpr size_t kTextBytes = size_t{4} << 20;
constexpr size_t kPiece = size_t{16} << 10;

Bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

// A 4 MB string of real image text.
std::string long_base64()
{
    Buffer bytes;
    for (const std::string &name : picture_names()) {
        const Buffer png = load_picture(name).png;
        bytes.insert(bytes.end(), png.begin(), png.end());
        if (bytes.size() >= kTextBytes / 4 * 3)
            break;
    }
    bytes.resize(kTextBytes / 4 * 3);
    return to_base64(bytes);
}

struct Counter final : ByteSink {
    Status on_bytes(Bytes bytes) override
    {
        if (kept)
            kept->insert(kept->end(), bytes.begin(), bytes.end());
        size += bytes.size();
        return {};
    }
    size_t size = 0;
    Buffer *kept = nullptr;
};

Buffer decode_ours(const std::string &text, bool keep)
{
    Buffer kept;
    Counter counter;
    counter.kept = keep ? &kept : nullptr;
    Base64Decoder decoder(counter);
    for (size_t at = 0; at < text.size(); at += kPiece)
        must(decoder.feed(bytes_of(std::string_view(text).substr(at, kPiece))).is_ok(), "base64");
    must(decoder.finish().is_ok() && counter.size == text.size() / 4 * 3, "base64 ends early");
    return kept;
}

struct NamedKernel {
    const char *name;
    Base64Kernel kernel;
    double goal;
};

std::vector<NamedKernel> kernels()
{
    std::vector<NamedKernel> all = {{"scalar", decode_base64_scalar, 0}};
#ifdef GESSO_BASE64_X86
    if (__builtin_cpu_supports("ssse3"))
        all.push_back({"SSSE3", decode_base64_ssse3, 4});
    if (__builtin_cpu_supports("avx2"))
        all.push_back({"AVX2", decode_base64_avx2, 5});
#endif
    return all;
}

void run_base64(const std::string &text, int rounds)
{
    const std::vector<uint8_t> expected = table_base64(text);
    Buffer out(kPiece + kBase64Slack);
    std::vector<std::function<void()>> ways = {
        [&] { must(table_base64(text).size() == expected.size(), "the table loop"); },
        [&] { decode_ours(text, false); }};
    for (const NamedKernel &named : kernels()) {
        Buffer whole(expected.size() + kBase64Slack);
        must(
            named.kernel(bytes_of(text).data(), text.size() / 4, whole.data()) == text.size() / 4 &&
                std::memcmp(whole.data(), expected.data(), expected.size()) == 0,
            "a kernel's bytes differ");
        // In pieces into the same small buffer, as the decoder uses it.
        ways.emplace_back([&, named] {
            for (size_t at = 0; at < text.size(); at += kPiece)
                named.kernel(bytes_of(text).data() + at, kPiece / 4, out.data());
        });
    }
    must(decode_ours(text, true) == expected, "our decoder's bytes differ");
    const auto times = take_turns(rounds, ways);
    for (size_t i = 0; i < kernels().size(); ++i) {
        const NamedKernel named = kernels()[i];
        print_speed(
            "3", std::string("base64 kernel, ") + named.name, times[2 + i], "table loop", times[0],
            named.goal);
    }
    print_speed("-", "base64 decoder, 16 KiB pieces", times[1], "table loop", times[0]);
}

struct Tokens final : JsonSink {
    Status on_open(bool) override { return {}; }
    Status on_close() override { return {}; }
    Status on_key(std::string_view key) override
    {
        is_image = key == "b64_json";
        return {};
    }
    Status on_value(Json) override { return {}; }
    bool wants_pieces() override { return is_image; }
    Status on_piece(Bytes piece) override
    {
        if (kept)
            kept->append(reinterpret_cast<const char *>(piece.data()), piece.size());
        size += piece.size();
        return {};
    }
    Status on_pieces_end() override { return {}; }

    bool is_image = false;
    size_t size = 0;
    std::string *kept = nullptr;
};

size_t scan(const std::string &document, std::string *kept)
{
    Tokens tokens;
    tokens.kept = kept;
    JsonScanner scanner({}, tokens);
    for (size_t at = 0; at < document.size(); at += kPiece)
        must(scanner.feed(std::string_view(document).substr(at, kPiece)).is_ok(), "the scanner");
    must(scanner.finish().is_ok(), "the scanner ends early");
    return tokens.size;
}

void run_scanner(const std::string &text, int rounds)
{
    const std::string document = to_document(text);
    std::string kept;
    scan(document, &kept);
    must(kept == text && dom_base64(document) == text, "the scanners differ");
    const auto times = take_turns(
        rounds, {[&] { must(scan(document, nullptr) == text.size(), "the scanner's size"); },
                 [&] { must(dom_base64(document).size() == text.size(), "nlohmann's size"); },
                 [&] { must(scan_for_quote(text) == std::string::npos, "a quote"); }});
    print_speed("3", "JSON scanner, 4 MB string", times[0], "nlohmann DOM", times[1], 20);
    print_cost("-", "JSON scanner, 4 MB string", times[0], "one memchr", times[2]);
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 25;
    const std::string text = long_base64();
    run_base64(text, rounds);
    run_scanner(text, rounds);
    return 0;
}
