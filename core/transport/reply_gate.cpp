// SPDX-License-Identifier: MIT
#include "transport/reply_gate.h"

#include <array>
#include <cstring>
#include <string_view>

namespace gesso::core {

namespace {

constexpr size_t kMaxStatusLine = 1024; // the recursion needs some 200 bytes of stack a character
constexpr size_t kWindow = 8192;        // an interim header line, as the library limits it

Status not_http()
{
    return {
        StatusCode::protocol_error,
        "What answered is not an HTTP/1.1 server. Check the endpoint's host and port, and whether "
        "a proxy or a login page stands in between"};
}

Status endless_interim()
{
    return {
        StatusCode::limit_exceeded,
        "The server sends interim answers without end (limit: header_bytes)"};
}

bool is_status_line(std::string_view line)
{
    constexpr std::string_view kStart = "HTTP/1.";
    if (line.size() < 12 || line.substr(0, kStart.size()) != kStart || line[8] != ' ')
        return false;
    for (const size_t at : {size_t{7}, size_t{9}, size_t{10}, size_t{11}}) {
        if (line[at] < '0' || line[at] > '9')
            return false;
    }
    return line.size() <= kMaxStatusLine;
}

// Walks over whole lines: out_used is where the final status line, or the incomplete rest, begins.
struct InterimLines {
    bool is_inside = false; // the header of an interim reply
    bool is_done = false;

    Status walk(std::string_view bytes, size_t &out_used)
    {
        out_used = 0;
        while (!is_done) {
            const size_t end = bytes.find('\n', out_used);
            if (end == std::string_view::npos)
                return {};
            const std::string_view line = bytes.substr(out_used, end - out_used);
            if (!is_inside && !is_status_line(line))
                return not_http();
            if (!is_inside && line[9] != '1') {
                is_done = true;
                return {};
            }
            is_inside = !(is_inside && (line.empty() || line == "\r"));
            out_used = end + 1;
        }
        return {};
    }
};

} // namespace

Status wait_for_reply(ReplySource &source, uint64_t max_interim_bytes, bool &out_is_closed)
{
    out_is_closed = false;
    std::array<char, kWindow> window;
    InterimLines lines;
    uint64_t skipped = 0;
    size_t known = 0;
    while (!source.is_stopped()) {
        const ReplySource::Seen seen = source.peek(window.data(), window.size(), known);
        size_t used = 0;
        GESSO_RETURN_IF_FAILED(lines.walk({window.data(), seen.size}, used));
        source.skip(used);
        if (lines.is_done)
            return {};
        skipped += used;
        known = seen.size - used;
        if (skipped > max_interim_bytes)
            return endless_interim();
        if (!lines.is_inside && known > kMaxStatusLine)
            return not_http();
        if (known == window.size())
            return {
                StatusCode::limit_exceeded,
                "A header line of the server's answer is longer than 8192 bytes"};
        out_is_closed = seen.is_closed && used == 0;
        if (out_is_closed)
            return {};
        if (seen.is_border && used == 0)
            return skipped > 0 ? endless_interim() : not_http();
    }
    return {};
}

} // namespace gesso::core
