// SPDX-License-Identifier: MIT
#include "service/endpoint.h"

#include "base/text.h"
#include "service/host_name.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gesso::core {

namespace {

constexpr size_t kMaxEndpointBytes = 2048;

Status refused(const char *reason)
{
    return {StatusCode::invalid_argument, std::string("endpoint: ") + reason};
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool has_valid_escapes(std::string_view text)
{
    for (size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
        if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0)
            return false;
    }
    return true;
}

Status check_characters(std::string_view text)
{
    if (text.empty())
        return refused("it is empty");
    if (text.size() > kMaxEndpointBytes)
        return refused("it is longer than 2048 bytes");
    for (const char c : text) {
        if (c == ' ')
            return refused("it contains a space");
        if (c < 0x21 || c > 0x7e)
            return refused(
                "it contains a character outside ASCII; write such a host name as xn--...");
        if (std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos)
            return refused("it contains a character that no address has");
    }
    if (text.find('#') != std::string_view::npos)
        return refused("leave out the part from '#'");
    if (!has_valid_escapes(text))
        return refused("a '%' must be followed by two hexadecimal digits");
    return {};
}

// Cuts "https://" off `text`.
Status take_scheme(std::string_view &text, Origin &origin)
{
    const size_t mark = text.find("://");
    if (mark == std::string_view::npos)
        return refused("it must begin with https:// (or http:// for a server on this machine)");
    origin.scheme = to_lower_ascii(text.substr(0, mark));
    if (origin.scheme != "https" && origin.scheme != "http")
        return refused("only https:// and http:// are spoken");
    text.remove_prefix(mark + 3);
    return {};
}

Status read_port(std::string_view text, uint16_t &out_port)
{
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out_port);
    if (error != std::errc() || stop != end || out_port == 0)
        return refused("the port must be a number from 1 to 65535");
    return {};
}

// Cuts the host and port off `text`, up to the path or query.
Status take_authority(std::string_view &text, Origin &origin)
{
    const size_t size = std::min(text.find_first_of("/?"), text.size());
    std::string_view authority = text.substr(0, size);
    text.remove_prefix(size);
    if (authority.find('@') != std::string_view::npos)
        return refused("it must not contain a user name or password");

    std::string_view port;
    bool has_port = false;
    const bool is_bracketed = authority.substr(0, 1) == "[";
    const size_t bracket = is_bracketed ? authority.find(']') : 0;
    if (bracket == std::string_view::npos)
        return refused("the IPv6 address lacks its closing bracket");
    const size_t colon = authority.find(':', bracket);
    if (colon != std::string_view::npos) {
        has_port = true;
        port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    if (is_bracketed) {
        if (authority.back() != ']')
            return refused("something stands between the IPv6 address and the port");
        authority = authority.substr(1, authority.size() - 2);
    }
    origin.host = to_lower_ascii(authority);
    const bool is_valid = is_bracketed ? is_ipv6_address(origin.host) : is_host_name(origin.host);
    if (!is_valid)
        return refused("the host is not a host name or address");
    origin.port = origin.scheme == "https" ? 443 : 80;
    return has_port ? read_port(port, origin.port) : Status();
}

Status split_path(std::string_view path, std::vector<std::string> &out_segments)
{
    while (!path.empty()) {
        const size_t size = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, size);
        path.remove_prefix(std::min(size + 1, path.size()));
        if (segment.empty())
            continue; // trailing and doubled slashes
        const std::string decoded = decode_segment(segment);
        if (decoded == "." || decoded == "..")
            return refused("its path must not contain '.' or '..'");
        out_segments.emplace_back(segment);
    }
    return {};
}

// Takes api-version out of the query and keeps the rest as it was written.
void split_query(std::string_view query, Endpoint &endpoint)
{
    while (!query.empty()) {
        const size_t size = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, size);
        query.remove_prefix(std::min(size + 1, query.size()));
        constexpr std::string_view kVersion = "api-version=";
        if (equals_ignoring_case(part.substr(0, kVersion.size()), kVersion)) {
            endpoint.api_version = decode_segment(part.substr(kVersion.size()));
        } else if (!part.empty()) {
            if (!endpoint.query.empty())
                endpoint.query += '&';
            endpoint.query += part;
        }
    }
}

void cut_operation(Endpoint &endpoint)
{
    std::vector<std::string> &segments = endpoint.segments;
    if (segments.size() < 2 || segments[segments.size() - 2] != "images")
        return;
    // Some tools encode the colon.
    const std::string last = decode_segment(segments.back());
    endpoint.is_submit = last == "generations:submit";
    if (!endpoint.is_submit && last != "generations" && last != "edits" && last != "variations")
        return;
    segments.resize(segments.size() - 2);
    endpoint.is_operation = true;
}

} // namespace

std::string encode_segment(std::string_view text)
{
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' ||
                              c == '~';
        if (is_plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<uint8_t>(c);
        encoded += '%';
        encoded += kDigits[byte >> 4];
        encoded += kDigits[byte & 15];
    }
    return encoded;
}

std::string decode_segment(std::string_view text)
{
    std::string decoded;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int value = hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]);
            decoded += static_cast<char>(value);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

Status parse_endpoint(std::string_view text, Endpoint &out_endpoint)
{
    text = trim_ascii(text);
    GESSO_RETURN_IF_FAILED(check_characters(text));
    Endpoint endpoint;
    GESSO_RETURN_IF_FAILED(take_scheme(text, endpoint.origin));
    GESSO_RETURN_IF_FAILED(take_authority(text, endpoint.origin));
    const size_t mark = std::min(text.find('?'), text.size());
    GESSO_RETURN_IF_FAILED(split_path(text.substr(0, mark), endpoint.segments));
    if (mark < text.size())
        split_query(text.substr(mark + 1), endpoint);
    cut_operation(endpoint);
    out_endpoint = std::move(endpoint);
    return {};
}

} // namespace gesso::core
