// SPDX-License-Identifier: MIT
#include "transport/request_check.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {

namespace {

// Written by the transport, or able to change how the message is framed or who receives it.
constexpr std::string_view kReserved[] = {
    "Host",
    "Content-Length",
    "Content-Type",
    "Transfer-Encoding",
    "Connection",
    "Expect",
    "Accept-Encoding",
    "Upgrade",
    "TE",
    "Trailer",
    "Cookie",
    "Proxy-Connection",
    "Keep-Alive",
    "Proxy-Authorization",
};

bool is_visible(char c)
{
    return c > ' ' && c < '\x7f';
}

bool is_token(std::string_view text)
{
    constexpr std::string_view kSeparators = "\"(),/:;<=>?@[\\]{}";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_visible(c) && kSeparators.find(c) == std::string_view::npos;
    });
}

bool is_field_value(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return is_visible(c) || c == ' '; });
}

bool is_host(std::string_view text)
{
    constexpr std::string_view kSeparators = "\"#/<>?@[\\]^`{|}";
    return !text.empty() && text.size() <= 255 &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_visible(c) && kSeparators.find(c) == std::string_view::npos;
           });
}

bool is_target(std::string_view text)
{
    return !text.empty() && text.front() == '/' &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_visible(c) && c != '#'; });
}

Status refuse(const std::string &what, const char *why)
{
    return {StatusCode::invalid_argument, what + " " + why};
}

Status check_field(const HttpField &field)
{
    if (!is_token(field.name))
        return refuse(
            "The header name '" + clean_text(field.name, 64) + "'",
            "has characters that no header name may have");
    const std::string label = "The header field '" + field.name + "'";
    for (const std::string_view name : kReserved) {
        if (equals_ignoring_case(field.name, name))
            return refuse(label, "is written by the transport and cannot be set");
    }
    if (!is_field_value(field.value))
        return refuse(
            label, "has a value with a line break, a control character or a letter outside "
                   "ASCII. Often that is a stray character copied along with a key");
    return {};
}

} // namespace

Status check_request(const Origin &origin, const HttpRequest &request)
{
    if (!(request.origin == origin))
        return refuse("The request's origin", "is not the one this connection is for");
    if (origin.scheme != "http" && origin.scheme != "https")
        return refuse("The endpoint's scheme", "must be http or https");
    if (!is_host(origin.host))
        return refuse("The endpoint's host", "has characters that no host name may have");
    if (origin.port == 0)
        return refuse("The endpoint's port", "must not be 0");
    if (!is_token(request.method))
        return refuse("The request's method", "is not a word");
    if (!is_target(request.target))
        return refuse(
            "The request's path", "must begin with '/' and have no spaces, control characters "
                                  "or letters outside ASCII");
    if (!is_field_value(request.content_type))
        return refuse("The header field 'Content-Type'", "has characters outside visible ASCII");
    for (const HttpField &field : request.fields)
        GESSO_RETURN_IF_FAILED(check_field(field));
    return {};
}

} // namespace gesso::core
