// SPDX-License-Identifier: MIT
#include "transport/reply_framing.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace gesso::core {

namespace {

Status bad_framing(const char *what)
{
    return {
        StatusCode::protocol_error, std::string("The server's answer is not valid HTTP: ") + what};
}

bool parse_length(std::string_view text, uint64_t &out_length)
{
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out_length);
    return error == std::errc() && stop == end && !text.empty() && text.front() != '-';
}

Status read_length(const HttpField &field, ReplyFraming &framing)
{
    uint64_t length = 0;
    if (!parse_length(trim_ascii(field.value), length))
        return bad_framing("its Content-Length is not a number");
    if (framing.length && *framing.length != length)
        return bad_framing("it has two different Content-Lengths");
    framing.length = length;
    return {};
}

// The host of an absolute or scheme-relative reference; empty for a path on the same host.
std::string host_of(std::string_view location)
{
    const size_t start = location.find("//");
    if (start == std::string_view::npos || location.substr(0, start).find('/') < start)
        return {};
    std::string_view host = location.substr(start + 2);
    host = host.substr(0, host.find_first_of("/?#\\"));
    const size_t user = host.rfind('@');
    return clean_text(user == std::string_view::npos ? host : host.substr(user + 1), 255);
}

Status redirected(const ResponseHead &head)
{
    const std::string *location = head.find("Location");
    const std::string host = location ? host_of(*location) : std::string();
    const std::string where =
        host.empty() ? std::string("another path") : "the host '" + host + "'";
    return {
        StatusCode::redirected, "The server redirects to " + where + " (HTTP " +
                                    std::to_string(head.status) +
                                    "). Redirects are never followed, so that keys stay where they "
                                    "belong: correct the endpoint"};
}

} // namespace

Status read_framing(const ResponseHead &head, ReplyFraming &out_framing)
{
    out_framing = {};
    size_t encodings = 0;
    for (const HttpField &field : head.fields) {
        if (equals_ignoring_case(field.name, "Content-Length"))
            GESSO_RETURN_IF_FAILED(read_length(field, out_framing));
        if (equals_ignoring_case(field.name, "Transfer-Encoding")) {
            out_framing.is_chunked = equals_ignoring_case(trim_ascii(field.value), "chunked");
            if (!out_framing.is_chunked || ++encodings > 1)
                return bad_framing("its Transfer-Encoding is not 'chunked'");
        }
        if (equals_ignoring_case(field.name, "Content-Encoding") &&
            !equals_ignoring_case(trim_ascii(field.value), "identity"))
            return bad_framing("it is compressed although that was not asked for");
    }
    if (out_framing.is_chunked && out_framing.length)
        return bad_framing("it has a Content-Length and is chunked");
    return {};
}

Status check_reply_status(const ResponseHead &head)
{
    if (head.status < 200 || head.status > 599)
        return bad_framing("its status is no final one");
    if (head.status >= 300 && head.status < 400)
        return redirected(head);
    return {};
}

} // namespace gesso::core
