// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <algorithm>
#include <cstdint>

namespace gesso::core {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kEllipsis = 0x2026;
// An escape sequence longer than this is text that only begins like one.
constexpr size_t kMaxEscapeBytes = 256;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// One code point, or one maximal part of an invalid sequence, as the Unicode standard counts them.
struct Decoded {
    char32_t code_point = kReplacement;
    size_t size = 1;
    bool is_valid = false;
};

struct LeadByte {
    size_t continuation_bytes = 0; // 0: no lead byte
    uint8_t first_min = 0x80;      // range of the byte after it: excludes overlong forms,
    uint8_t first_max = 0xBF;      // surrogates and what lies beyond U+10FFFF
};

LeadByte classify(uint8_t lead)
{
    if (lead >= 0xC2 && lead <= 0xDF)
        return {1};
    if (lead >= 0xE0 && lead <= 0xEF) {
        const uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
        const uint8_t high = lead == 0xED ? 0x9F : 0xBF;
        return {2, low, high};
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
        const uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
        return {3, low, high};
    }
    return {};
}

Decoded decode_at(std::string_view text, size_t at)
{
    const auto byte_at = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
    const uint8_t lead = byte_at(at);
    if (lead < 0x80)
        return {lead, 1, true};
    const LeadByte kind = classify(lead);
    if (kind.continuation_bytes == 0)
        return {};
    char32_t value = lead & (0x3Fu >> kind.continuation_bytes);
    for (size_t i = 1; i <= kind.continuation_bytes; ++i) {
        const uint8_t min = i == 1 ? kind.first_min : 0x80;
        const uint8_t max = i == 1 ? kind.first_max : 0xBF;
        if (at + i >= text.size() || byte_at(at + i) < min || byte_at(at + i) > max)
            return {kReplacement, i, false};
        value = (value << 6) | (byte_at(at + i) & 0x3Fu);
    }
    return {value, kind.continuation_bytes + 1, true};
}

void append_utf8(std::string &out, char32_t value)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

bool is_break(char32_t c)
{
    return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_between(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

// Characters that print nothing but change what is around them: controls, bidi marks, embeddings,
// overrides and isolates, deprecated formatting, annotation marks, byte order marks and tags.
bool is_invisible_control(char32_t c)
{
    return c < 0x20 || is_between(c, 0x7F, 0x9F) || c == 0x061C || is_between(c, 0x200E, 0x200F) ||
           is_between(c, 0x202A, 0x202E) || is_between(c, 0x2066, 0x206F) || c == 0xFEFF ||
           is_between(c, 0xFFF9, 0xFFFB) || is_between(c, 0xE0000, 0xE007F);
}

// Bytes of a terminal's control string (title, hyperlink, ...) from its ESC; 2 when it never ends.
size_t control_string_size(std::string_view text)
{
    const std::string_view window = text.substr(0, kMaxEscapeBytes);
    const size_t end = window.find_first_of("\a\x1b", 2);
    if (end == std::string_view::npos)
        return 2;
    return end + 1 < window.size() && window[end] == '\x1b' && window[end + 1] == '\\' ? end + 2
                                                                                       : end + 1;
}

// Bytes of the escape sequence that `text` begins with.
size_t escape_size(std::string_view text)
{
    if (text.size() < 2)
        return 1;
    if (std::string_view("]PX^_").find(text[1]) != std::string_view::npos)
        return control_string_size(text);
    if (text[1] != '[')
        return 1;
    size_t end = 2;
    while (end < text.size() && end < kMaxEscapeBytes && text[end] >= 0x20 && text[end] <= 0x3F)
        ++end;
    return end < text.size() && text[end] >= 0x40 && text[end] <= 0x7E ? end + 1 : end;
}

// Collects code points and remembers where to cut, should one more than allowed arrive.
class Cleaner {
public:
    explicit Cleaner(size_t max_code_points) : max_(max_code_points) {}

    bool is_full() const { return is_cut_; }

    void add(char32_t value)
    {
        if (is_break(value))
            has_break_ = !out_.empty() && out_.back() != ' ';
        if (is_break(value) || is_invisible_control(value))
            return;
        if (has_break_ && value != ' ')
            put(' ');
        has_break_ = false;
        put(value);
    }

    std::string take()
    {
        if (is_cut_ && max_ > 0) {
            out_.resize(last_);
            append_utf8(out_, kEllipsis);
        }
        while (!out_.empty() && out_.back() == ' ')
            out_.pop_back();
        return std::move(out_);
    }

private:
    void put(char32_t value)
    {
        if (count_ == max_) {
            is_cut_ = true;
            return;
        }
        if (count_ + 1 == max_)
            last_ = out_.size();
        append_utf8(out_, value);
        ++count_;
    }

    size_t max_;
    std::string out_;
    bool has_break_ = false; // becomes a space when something follows it
    size_t count_ = 0;
    size_t last_ = 0; // where the last code point that still fits begins
    bool is_cut_ = false;
};

} // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return lower(x) == lower(y);
           });
}

std::string to_lower_ascii(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string_view trim_ascii(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

bool is_valid_utf8(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const Decoded decoded = decode_at(text, at);
        if (!decoded.is_valid)
            return false;
        at += decoded.size;
    }
    return true;
}

std::string clean_text(std::string_view text, size_t max_code_points)
{
    Cleaner cleaner(max_code_points);
    for (size_t at = 0; at < text.size() && !cleaner.is_full();) {
        if (text[at] == '\x1b') {
            at += escape_size(text.substr(at));
            continue;
        }
        const Decoded decoded = decode_at(text, at);
        cleaner.add(decoded.code_point);
        at += decoded.size;
    }
    return cleaner.take();
}

} // namespace gesso::core
