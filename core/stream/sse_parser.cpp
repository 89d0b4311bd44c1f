// SPDX-License-Identifier: MIT
#include "stream/sse_parser.h"

#include "stream/byte_pair_finder.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr uint8_t kByteOrderMark[] = {0xEF, 0xBB, 0xBF};
// Longer event names and ids are ignored: no service has any, and they would have to be kept.
constexpr size_t kMaxKeptValue = 4096;
constexpr uint64_t kMaxRetryMs = UINT32_MAX;

std::optional<uint64_t> parse_digits(std::string_view text)
{
    uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = std::min(kMaxRetryMs, value * 10 + static_cast<uint64_t>(c - '0'));
    }
    return text.empty() ? std::nullopt : std::optional<uint64_t>(value);
}

} // namespace

SseParser::SseParser(const Limits &limits, SseSink &sink)
    : event_bytes_limit_(limits.event_bytes), events_limit_(limits.events_per_reply), sink_(sink)
{}

Status SseParser::feed(Bytes bytes)
{
    if (status_.is_ok())
        status_ = scan(bytes);
    return status_;
}

Status SseParser::finish()
{
    if (status_.is_ok() && has_data_)
        status_ = dispatch(false);
    return status_;
}

Status SseParser::scan(Bytes bytes)
{
    Status status;
    size_t at = skip_byte_order_mark(bytes, status);
    GESSO_RETURN_IF_FAILED(std::move(status));
    BytePairFinder line_ends(bytes, '\r', '\n');
    while (at < bytes.size()) {
        if (is_line_feed_skipped_ && bytes[at] == '\n')
            ++at;
        is_line_feed_skipped_ = false;
        const size_t end = line_ends.find(at);
        GESSO_RETURN_IF_FAILED(take_line_part(bytes.subspan(at, end - at)));
        if (end == bytes.size())
            break;
        is_line_feed_skipped_ = bytes[end] == '\r';
        GESSO_RETURN_IF_FAILED(end_line());
        at = end + 1;
    }
    return {};
}

// Returns how many bytes belong to the mark. A mark that breaks off was none: its bytes are text.
size_t SseParser::skip_byte_order_mark(Bytes bytes, Status &out_status)
{
    size_t at = 0;
    while (!is_started_ && at < bytes.size()) {
        if (bytes[at] == kByteOrderMark[mark_matched_]) {
            ++at;
            is_started_ = ++mark_matched_ == std::size(kByteOrderMark);
            continue;
        }
        is_started_ = true;
        out_status = take_line_part({kByteOrderMark, mark_matched_});
    }
    return at;
}

Status SseParser::take_line_part(Bytes part)
{
    if (place_ == Place::name) {
        part = take_name(part);
        if (place_ != Place::name)
            GESSO_RETURN_IF_FAILED(begin_value());
    }
    if (place_ == Place::space && !part.empty()) {
        place_ = Place::value;
        if (part[0] == ' ')
            part = part.subspan(1);
    }
    return place_ == Place::value && !part.empty() ? take_value(part) : Status();
}

// Takes bytes of a field's name, and its colon, and returns the rest.
Bytes SseParser::take_name(Bytes part)
{
    for (size_t i = 0; i < part.size(); ++i) {
        const bool is_colon = part[i] == ':';
        if (!is_colon && name_size_ < name_.size()) {
            name_[name_size_++] = static_cast<char>(part[i]);
            continue;
        }
        if (!is_colon)
            name_size_ = 0; // longer than every name that is known
        place_ = is_colon ? Place::space : Place::value;
        return part.subspan(is_colon ? i + 1 : i);
    }
    return {};
}

Status SseParser::begin_value()
{
    const std::string_view name(name_.data(), name_size_);
    field_ = name == "data"    ? Field::data
             : name == "event" ? Field::event
             : name == "id"    ? Field::id
             : name == "retry" ? Field::retry
                               : Field::ignored;
    if (field_ != Field::data)
        return {};
    if (has_data_) {
        const uint8_t line_feed = '\n';
        return take_value({&line_feed, 1});
    }
    has_data_ = true;
    return sink_.on_data_begin(type_);
}

Status SseParser::take_value(Bytes part)
{
    const uint64_t room = event_bytes_limit_ - event_bytes_;
    const size_t size = static_cast<size_t>(std::min<uint64_t>(part.size(), room));
    event_bytes_ += size;
    if (field_ == Field::data && size > 0)
        GESSO_RETURN_IF_FAILED(sink_.on_data(part.first(size)));
    if (size < part.size()) {
        return {
            StatusCode::limit_exceeded, "one event of the reply is larger than event_bytes (" +
                                            std::to_string(event_bytes_limit_) + " bytes)"};
    }
    if (field_ == Field::data || field_ == Field::ignored || is_value_too_long_)
        return {};
    is_value_too_long_ = part.size() > kMaxKeptValue - value_.size();
    if (!is_value_too_long_)
        value_.append(reinterpret_cast<const char *>(part.data()), part.size());
    return {};
}

Status SseParser::end_line()
{
    if (place_ == Place::name && name_size_ == 0) {
        event_bytes_ = 0;
        if (has_data_)
            return dispatch(true);
        type_.clear();
        return {};
    }
    if (place_ == Place::name) // a line without a colon is a name
        GESSO_RETURN_IF_FAILED(begin_value());
    if (!is_value_too_long_)
        apply_field();
    is_value_too_long_ = false;
    value_.clear();
    place_ = Place::name;
    name_size_ = 0;
    return {};
}

void SseParser::apply_field()
{
    if (field_ == Field::event)
        type_ = value_;
    if (field_ == Field::id && value_.find('\0') == std::string::npos)
        id_ = value_;
    if (field_ == Field::retry) {
        if (const std::optional<uint64_t> value = parse_digits(value_))
            retry_ms_ = value;
    }
}

Status SseParser::dispatch(bool is_terminated)
{
    if (events_ == events_limit_) {
        return {
            StatusCode::limit_exceeded, "the reply has more events than events_per_reply (" +
                                            std::to_string(events_limit_) + ")"};
    }
    ++events_;
    has_data_ = false;
    Status status =
        sink_.on_event({type_.empty() ? "message" : std::string_view(type_), id_, is_terminated});
    type_.clear();
    return status;
}

} // namespace gesso::core
