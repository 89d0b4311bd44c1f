// SPDX-License-Identifier: MIT
#include "http/request.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace loopback {

namespace {

constexpr size_t kMaxHeadBytes = size_t{256} << 10;
constexpr size_t kMaxBodyBytes = size_t{512} << 20; // sixteen pictures of an edit
constexpr size_t kReadBytes = size_t{64} << 10;

int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

std::string percent_decoded(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
            i += 2;
        } else {
            out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

void split_target(Request &request)
{
    const std::string_view target = request.target;
    const size_t mark = target.find('?');
    request.path = percent_decoded(target.substr(0, mark), false);
    if (mark == std::string_view::npos) {
        return;
    }
    std::string_view rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        const size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value =
            equals < pair.size() ? pair.substr(equals + 1) : std::string_view{};
        request.query.emplace_back(
            percent_decoded(pair.substr(0, equals), true), percent_decoded(value, true));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

bool parse_request_line(std::string_view line, Request &out_request)
{
    const size_t first = line.find(' ');
    const size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return false;
    }
    out_request.method = line.substr(0, first);
    out_request.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    out_request.keeps_alive = version == "HTTP/1.1";
    split_target(out_request);
    return version.starts_with("HTTP/1.") && out_request.target.starts_with('/');
}

bool parse_header_line(std::string_view line, Request &out_request)
{
    const size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) {
        return false;
    }
    out_request.headers.emplace_back(
        to_lower(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
    return true;
}

} // namespace

std::string to_lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}

std::string_view trim(std::string_view text)
{
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::string_view> Request::header(std::string_view lower_name) const
{
    for (const auto &[name, value] : headers) {
        if (name == lower_name) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const
{
    for (const auto &[key, value] : query) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

bool RequestReader::fill()
{
    std::array<char, kReadBytes> piece; // filled by read before use
    const long got = stream_.read(piece.data(), piece.size());
    if (got <= 0) {
        return false;
    }
    buffer_.append(piece.data(), static_cast<size_t>(got));
    return true;
}

ReadResult RequestReader::read(Request &out_request)
{
    out_request = Request{};
    const ReadResult head = read_head(out_request);
    if (head != ReadResult::ok) {
        return head;
    }
    if (const auto connection = out_request.header("connection")) {
        const std::string value = to_lower(*connection);
        out_request.keeps_alive =
            value.find("close") == std::string::npos &&
            (out_request.keeps_alive || value.find("keep-alive") != std::string::npos);
    }
    return read_body(out_request);
}

ReadResult RequestReader::read_head(Request &out_request)
{
    size_t searched = 0;
    size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n", searched)) == std::string::npos) {
        if (buffer_.size() > kMaxHeadBytes) {
            return ReadResult::too_large;
        }
        searched = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
        if (!fill()) {
            return buffer_.empty() ? ReadResult::closed : ReadResult::bad_request;
        }
    }
    if (end > kMaxHeadBytes) {
        return ReadResult::too_large;
    }
    std::string_view rest = std::string_view(buffer_).substr(0, end);
    bool is_first = true;
    bool is_good = true;
    while (is_good && !rest.empty()) {
        const size_t line_end = std::min(rest.find("\r\n"), rest.size());
        const std::string_view line = rest.substr(0, line_end);
        is_good =
            is_first ? parse_request_line(line, out_request) : parse_header_line(line, out_request);
        is_first = false;
        rest.remove_prefix(std::min(line_end + 2, rest.size()));
    }
    buffer_.erase(0, end + 4);
    return is_good && !is_first ? ReadResult::ok : ReadResult::bad_request;
}

ReadResult RequestReader::read_body(Request &request)
{
    const auto length = request.header("content-length");
    const auto encoding = request.header("transfer-encoding");
    if (length && encoding) {
        return ReadResult::bad_request;
    }
    if ((length || encoding) && request.header("expect")) {
        if (!stream_.write("HTTP/1.1 100 Continue\r\n\r\n")) {
            return ReadResult::closed;
        }
    }
    if (length) {
        return read_sized_body(request, *length);
    }
    if (encoding) {
        return to_lower(*encoding) == "chunked" ? read_chunked_body(request)
                                                : ReadResult::bad_request;
    }
    return ReadResult::ok;
}

ReadResult RequestReader::read_sized_body(Request &request, std::string_view length)
{
    size_t size = 0;
    const auto parsed = std::from_chars(length.data(), length.data() + length.size(), size);
    if (parsed.ec != std::errc{} || parsed.ptr != length.data() + length.size()) {
        return ReadResult::bad_request;
    }
    if (size > kMaxBodyBytes) {
        return ReadResult::too_large;
    }
    while (buffer_.size() < size) {
        if (!fill()) {
            return ReadResult::closed;
        }
    }
    if (buffer_.size() == size) {
        request.body.swap(buffer_); // the usual case, without a second copy
        return ReadResult::ok;
    }
    request.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return ReadResult::ok;
}

bool RequestReader::take_line(std::string &out_line)
{
    size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (buffer_.size() > 4096 || !fill()) {
            return false;
        }
    }
    out_line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return true;
}

ReadResult RequestReader::read_chunked_body(Request &request)
{
    std::string line;
    for (;;) {
        size_t size = 0;
        if (!take_line(line)) {
            return ReadResult::bad_request;
        }
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), size, 16);
        if (parsed.ec != std::errc{}) {
            return ReadResult::bad_request;
        }
        if (size == 0) {
            break;
        }
        if (size > kMaxBodyBytes - request.body.size()) {
            return ReadResult::too_large;
        }
        while (buffer_.size() < size + 2) {
            if (!fill()) {
                return ReadResult::closed;
            }
        }
        request.body.append(buffer_, 0, size);
        buffer_.erase(0, size + 2);
    }
    while (take_line(line)) {
        if (line.empty()) {
            return ReadResult::ok;
        }
    }
    return ReadResult::bad_request;
}

} // namespace loopback
