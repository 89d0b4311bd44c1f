// SPDX-License-Identifier: MIT
#include "stream/reply_format.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// A line that begins with a space has no known field, however many spaces there are.
constexpr size_t kMaxSpaces = 8;
constexpr size_t kMaxHost = 100; // code points shown

} // namespace

ReplySniffer::ReplySniffer(std::string_view content_type)
    : media_type_(to_lower_ascii(trim_ascii(content_type.substr(0, content_type.find(';')))))
{}

ReplyFormat ReplySniffer::feed(Bytes &bytes)
{
    while (!bytes.empty()) {
        const char c = static_cast<char>(bytes[0]);
        const bool is_mark = held_.size() < kByteOrderMark.size() &&
                             c == kByteOrderMark[held_.size()] && kByteOrderMark.starts_with(held_);
        const bool is_space = c == ' ' || c == '\t';
        const bool is_break = c == '\r' || c == '\n';
        if (!is_mark && !is_space && !is_break)
            return decide(bytes[0]);
        if (is_break)
            held_.assign(held_.empty() ? 0 : 1, c); // a blank line, which no format minds
        else if (is_mark || held_.size() < kByteOrderMark.size() + kMaxSpaces)
            held_ += c;
        bytes = bytes.subspan(1);
    }
    return ReplyFormat::unknown;
}

ReplyFormat ReplySniffer::decide(uint8_t first) const
{
    if (first == '{')
        return ReplyFormat::document;
    if (first == '<' || media_type_ == "text/html")
        return ReplyFormat::web_page;
    if (media_type_ == "application/json" || media_type_.ends_with("+json"))
        return ReplyFormat::document;
    // Without the right type, what begins like a field of an event ("data", "event", "id",
    // "retry") or like a comment.
    if (media_type_ == "text/event-stream" ||
        std::string_view("deir:").find(static_cast<char>(first)) < 5)
        return ReplyFormat::events;
    return ReplyFormat::other;
}

std::string location_host(std::string_view location)
{
    const size_t slashes = location.find("//");
    if (slashes == std::string_view::npos || location.find_first_of("/?#") < slashes)
        return {};
    std::string_view host = location.substr(slashes + 2);
    host = host.substr(0, host.find_first_of("/?#\\"));
    const size_t user = host.rfind('@');
    if (user != std::string_view::npos)
        host.remove_prefix(user + 1);
    return clean_text(host, kMaxHost);
}

} // namespace gesso::core
