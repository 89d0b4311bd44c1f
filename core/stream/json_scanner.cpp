// SPDX-License-Identifier: MIT
#include "stream/json_scanner.h"

#include "stream/byte_pair_finder.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr size_t kMaxKey = 256; // longer keys are none of ours
constexpr uint32_t kReplacement = 0xFFFD;

bool is_white(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

int hex_value(uint8_t c)
{
    if (is_digit(c))
        return c - '0';
    const int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

size_t encode_utf8(uint32_t value, uint8_t (&out)[4])
{
    size_t size = 0;
    const auto put = [&](uint32_t byte) { out[size++] = static_cast<uint8_t>(byte); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | value >> 6);
        put(0x80 | (value & 0x3F));
    } else {
        if (value >= 0x10000)
            put(0xF0 | value >> 18);
        put(value >= 0x10000 ? 0x80 | (value >> 12 & 0x3F) : 0xE0 | value >> 12);
        put(0x80 | (value >> 6 & 0x3F));
        put(0x80 | (value & 0x3F));
    }
    return size;
}

} // namespace

JsonScanner::JsonScanner(const Limits &limits, JsonSink &sink)
    : depth_limit_(limits.json_depth), text_limit_(limits.small_value_bytes), sink_(sink)
{}

Status JsonScanner::feed(Bytes bytes)
{
    if (status_.is_ok())
        status_ = scan(bytes);
    offset_ += bytes.size();
    return status_;
}

Status JsonScanner::finish()
{
    if (!status_.is_ok())
        return status_;
    if (inside_ == Inside::number && is_object_.empty() && number_.is_whole())
        status_ = end_number();
    if (status_.is_ok() && (next_ != Next::nothing || inside_ != Inside::structure)) {
        status_ = {
            StatusCode::truncated,
            "the JSON ends at byte " + std::to_string(offset_) + " before it is whole"};
    }
    return status_;
}

Status JsonScanner::scan(Bytes bytes)
{
    BytePairFinder stops(bytes, '"', '\\');
    for (size_t at = 0; at < bytes.size();) {
        switch (inside_) {
        case Inside::structure:
            GESSO_RETURN_IF_FAILED(scan_structure(bytes[at], at));
            ++at;
            break;
        case Inside::string:
            GESSO_RETURN_IF_FAILED(scan_string(bytes, stops, at));
            break;
        case Inside::literal:
            GESSO_RETURN_IF_FAILED(scan_literal(bytes[at], at));
            ++at;
            break;
        case Inside::number:
            if (number_.take(bytes[at])) {
                ++at;
                break;
            }
            if (!number_.is_whole())
                return malformed(at);
            GESSO_RETURN_IF_FAILED(end_number()); // the byte is structure, read next
            break;
        }
    }
    return {};
}

Status JsonScanner::malformed(size_t index) const
{
    return {
        StatusCode::malformed, "the JSON is malformed at byte " + std::to_string(offset_ + index)};
}

// ---- structure ----------------------------------------------------------------------------------

Status JsonScanner::scan_structure(uint8_t c, size_t index)
{
    if (is_white(c))
        return {};
    switch (next_) {
    case Next::value_or_close:
        return c == ']' ? close() : begin_value(c, index);
    case Next::value:
        return begin_value(c, index);
    case Next::key_or_close:
    case Next::key:
        if (c == '}' && next_ == Next::key_or_close)
            return close();
        if (c != '"')
            return malformed(index);
        begin_string(StringRole::key);
        return {};
    case Next::colon:
        next_ = Next::value;
        return c == ':' ? Status() : malformed(index);
    case Next::comma_or_close:
        if ((is_object_.back() && c == '}') || (!is_object_.back() && c == ']'))
            return close();
        next_ = is_object_.back() ? Next::key : Next::value;
        return c == ',' ? Status() : malformed(index);
    case Next::nothing:
        break;
    }
    return malformed(index);
}

Status JsonScanner::begin_value(uint8_t c, size_t index)
{
    if (c == '{' || c == '[')
        return open(c == '{');
    if (c == '"') {
        begin_string(sink_.wants_pieces() ? StringRole::pieces : StringRole::whole);
        return {};
    }
    if (c == '-' || is_digit(c)) {
        inside_ = Inside::number;
        number_.restart();
        number_.take(c);
        return {};
    }
    literal_ = c == 't' ? "true" : c == 'f' ? "false" : "null";
    if (c != static_cast<uint8_t>(literal_[0]))
        return malformed(index);
    inside_ = Inside::literal;
    literal_matched_ = 1;
    return {};
}

Status JsonScanner::open(bool is_object)
{
    if (is_object_.size() >= depth_limit_) {
        return {
            StatusCode::limit_exceeded, "the JSON is nested deeper than json_depth (" +
                                            std::to_string(depth_limit_) + " levels)"};
    }
    is_object_.push_back(is_object);
    next_ = is_object ? Next::key_or_close : Next::value_or_close;
    return sink_.on_open(is_object);
}

Status JsonScanner::close()
{
    is_object_.pop_back();
    end_value();
    return sink_.on_close();
}

void JsonScanner::end_value()
{
    inside_ = Inside::structure;
    next_ = is_object_.empty() ? Next::nothing : Next::comma_or_close;
}

// ---- strings ------------------------------------------------------------------------------------

void JsonScanner::begin_string(StringRole role)
{
    inside_ = Inside::string;
    role_ = role;
    escape_ = Escape::none;
    high_surrogate_ = 0;
    text_.clear();
}

Status JsonScanner::scan_string(Bytes bytes, BytePairFinder &stops, size_t &at)
{
    size_t search_from = at;
    if (escape_ != Escape::none) {
        bool is_itself = false;
        GESSO_RETURN_IF_FAILED(scan_escape(bytes[at], at, is_itself));
        ++search_from;
        if (!is_itself) {
            at = search_from;
            return {};
        }
        // An escaped quote or slash stands for itself: it begins the run that follows it.
    }
    const size_t stop = stops.find(search_from);
    GESSO_RETURN_IF_FAILED(take_text(bytes.subspan(at, stop - at), at));
    at = stop;
    if (stop == bytes.size())
        return {};
    ++at;
    if (bytes[stop] == '"')
        return end_string();
    escape_ = Escape::letter;
    return {};
}

Status JsonScanner::scan_escape(uint8_t c, size_t index, bool &out_is_itself)
{
    if (escape_ == Escape::digits) {
        const int digit = hex_value(c);
        if (digit < 0)
            return malformed(index);
        escape_value_ = escape_value_ << 4 | static_cast<uint32_t>(digit);
        return ++escape_digits_ == 4 ? end_escape_digits() : Status();
    }
    escape_ = Escape::none;
    switch (c) {
    case '"':
    case '\\':
    case '/':
        out_is_itself = true;
        return {};
    case 'b':
        return take_code_point('\b');
    case 'f':
        return take_code_point('\f');
    case 'n':
        return take_code_point('\n');
    case 'r':
        return take_code_point('\r');
    case 't':
        return take_code_point('\t');
    case 'u':
        escape_ = Escape::digits;
        escape_digits_ = 0;
        escape_value_ = 0;
        return {};
    default:
        return malformed(index);
    }
}

Status JsonScanner::end_escape_digits()
{
    escape_ = Escape::none;
    const uint32_t value = escape_value_;
    const bool is_low = value >= 0xDC00 && value <= 0xDFFF;
    if (is_low && high_surrogate_ != 0) {
        const uint32_t high = high_surrogate_;
        high_surrogate_ = 0;
        return take_code_point(0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00));
    }
    GESSO_RETURN_IF_FAILED(flush_surrogate());
    if (value >= 0xD800 && value <= 0xDBFF) {
        high_surrogate_ = value;
        return {};
    }
    return take_code_point(is_low ? kReplacement : value);
}

// Raw bytes of a string that begin at `index` of the block.
Status JsonScanner::take_text(Bytes part, size_t index)
{
    if (part.empty())
        return {};
    GESSO_RETURN_IF_FAILED(flush_surrogate());
    if (role_ == StringRole::pieces)
        return sink_.on_piece(part);
    const auto control = std::find_if(part.begin(), part.end(), [](uint8_t c) { return c < 0x20; });
    if (control != part.end())
        return malformed(index + static_cast<size_t>(control - part.begin()));
    keep_text(part);
    return {};
}

Status JsonScanner::take_code_point(uint32_t value)
{
    GESSO_RETURN_IF_FAILED(flush_surrogate());
    uint8_t utf8[4];
    const size_t size = encode_utf8(value, utf8);
    if (role_ == StringRole::pieces)
        return sink_.on_piece({utf8, size});
    // An escape may stand for a control character, so this bypasses the check of raw bytes.
    keep_text({utf8, size});
    return {};
}

void JsonScanner::keep_text(Bytes part)
{
    const size_t limit = role_ == StringRole::key ? kMaxKey : text_limit_;
    const size_t room = limit - std::min(limit, text_.size());
    text_.append(reinterpret_cast<const char *>(part.data()), std::min(part.size(), room));
}

Status JsonScanner::flush_surrogate()
{
    if (high_surrogate_ == 0)
        return {};
    high_surrogate_ = 0;
    return take_code_point(kReplacement);
}

Status JsonScanner::end_string()
{
    GESSO_RETURN_IF_FAILED(flush_surrogate());
    if (role_ == StringRole::key) {
        inside_ = Inside::structure;
        next_ = Next::colon;
        return sink_.on_key(text_);
    }
    end_value();
    return role_ == StringRole::pieces ? sink_.on_pieces_end() : sink_.on_value(Json(text_));
}

// ---- numbers and literals -----------------------------------------------------------------------

Status JsonScanner::end_number()
{
    end_value();
    return sink_.on_value(number_.value());
}

Status JsonScanner::scan_literal(uint8_t c, size_t index)
{
    if (c != static_cast<uint8_t>(literal_[literal_matched_]))
        return malformed(index);
    if (++literal_matched_ < literal_.size())
        return {};
    end_value();
    return sink_.on_value(literal_ == "null" ? Json() : Json(literal_ == "true"));
}

} // namespace gesso::core
