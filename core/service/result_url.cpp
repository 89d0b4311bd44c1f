// SPDX-License-Identifier: MIT
#include "service/result_url.h"

#include "base/text.h"
#include "service/endpoint.h"
#include "service/host_name.h"
#include "service/public_address.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace gesso::core {

namespace {

constexpr size_t kLongestUrl = 16u << 10;

Status refused(const char *what)
{
    return {
        StatusCode::protocol_error,
        std::string("The service sent an address that is not followed: ") + what};
}

struct Parts {
    bool has_origin = false;
    Origin origin;
    std::string target;
};

// What may not stand in a request line is percent-encoded; a fragment is the reader's own.
std::string clean_target(std::string_view text)
{
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string target;
    for (const char c : text.substr(0, text.find('#'))) {
        const auto byte = static_cast<uint8_t>(c);
        if (byte > ' ' && byte < 0x7f) {
            target += c;
            continue;
        }
        target += '%';
        target += kHex[byte >> 4];
        target += kHex[byte & 15];
    }
    return target;
}

Status read_port(std::string_view text, Origin &origin)
{
    origin.port = origin.scheme == "https" ? 443 : 80;
    if (text.empty())
        return {};
    uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535)
        return refused("its port is no number from 1 to 65535");
    origin.port = static_cast<uint16_t>(port);
    return {};
}

Status read_authority(std::string_view text, Origin &origin)
{
    if (text.find_first_of("@\\%") != std::string_view::npos)
        return refused("there is a user name or an escape in front of its path");
    std::string_view port;
    if (text.starts_with('[')) {
        const size_t end = text.find(']');
        if (end == std::string_view::npos)
            return refused("its host is malformed");
        origin.host = to_lower_ascii(text.substr(1, end - 1));
        std::string_view rest = text.substr(end + 1);
        if (!is_ipv6_address(origin.host) || (!rest.empty() && rest.front() != ':'))
            return refused("its host is malformed");
        port = rest.substr(std::min<size_t>(1, rest.size()));
    } else {
        const size_t colon = std::min(text.find(':'), text.size());
        origin.host = to_lower_ascii(text.substr(0, colon));
        port = text.substr(std::min(colon + 1, text.size()));
        // Also refuses octal, hexadecimal and shortened numbers.
        if (!is_host_name(origin.host))
            return refused("its host is no plain name or address");
    }
    return read_port(port, origin);
}

bool has_scheme(std::string_view url)
{
    const size_t colon = url.find(':');
    return colon != std::string_view::npos && url.find_first_of("/?#") > colon;
}

Status read_parts(std::string_view url, Parts &parts)
{
    if (url.size() > kLongestUrl)
        return refused("it is longer than 16 KiB");
    std::string_view rest = url;
    if (has_scheme(url)) {
        const size_t colon = url.find(':');
        parts.origin.scheme = to_lower_ascii(url.substr(0, colon));
        if (parts.origin.scheme != "https" && parts.origin.scheme != "http")
            return refused("its scheme is neither https nor http");
        rest = url.substr(colon + 1);
        if (!rest.starts_with("//"))
            return refused("it has no host");
    }
    parts.has_origin = rest.starts_with("//");
    if (parts.has_origin) {
        rest.remove_prefix(2);
        const size_t end = std::min(rest.find_first_of("/?#"), rest.size());
        // Without a scheme of its own ("//host/path") it would be the request's.
        if (parts.origin.scheme.empty())
            parts.origin.scheme = "https";
        GESSO_RETURN_IF_FAILED(read_authority(rest.substr(0, end), parts.origin));
        rest = rest.substr(end);
        if (!rest.starts_with('/')) {
            parts.target = "/" + clean_target(rest);
            return {};
        }
    }
    parts.target = clean_target(rest);
    return {};
}

// A relative path replaces the last part of the request's own.
std::string resolve(const std::string &target, const std::string &base)
{
    if (target.starts_with('/'))
        return target;
    const std::string path = base.substr(0, base.find('?'));
    return path.substr(0, path.rfind('/') + 1) + target;
}

// Value of a query parameter, decoded; empty when there is none.
std::string parameter(std::string_view target, std::string_view name)
{
    const size_t mark = target.find('?');
    std::string_view query =
        mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    while (!query.empty()) {
        const size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return std::string(pair.substr(name.size() + 1));
    }
    return {};
}

// "2026-11-21T13:00:00Z", with the colons escaped or not; also a date alone.
std::optional<int64_t> read_expiry(std::string text)
{
    for (const char *escaped : {"%3A", "%3a"}) {
        for (size_t at = text.find(escaped); at != std::string::npos; at = text.find(escaped))
            text.replace(at, 3, ":");
    }
    const auto number = [&](size_t at, size_t size) {
        int value = -1;
        if (at + size <= text.size())
            std::from_chars(text.data() + at, text.data() + at + size, value);
        return value;
    };
    const int year = number(0, 4);
    const int month = number(5, 2);
    const int day = number(8, 2);
    if (text.size() < 10 || text[4] != '-' || text[7] != '-' || year < 1970)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(std::max(month, 0))),
        std::chrono::day(static_cast<unsigned>(std::max(day, 0)))};
    if (!date.ok())
        return std::nullopt;
    const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const bool has_time = text.size() >= 16 && text[10] == 'T';
    const int64_t seconds = has_time && text.size() >= 19 ? number(17, 2) : 0;
    const int64_t time =
        has_time ? number(11, 2) * int64_t{3600} + number(14, 2) * int64_t{60} + seconds : 0;
    return days * 86400 + time;
}

bool is_here(const ServiceRoute &route)
{
    return is_loopback_host(route.origin.host);
}

} // namespace

Status read_result_url(std::string_view url, const ServiceRoute &route, ResultUrl &out_url)
{
    Parts parts;
    GESSO_RETURN_IF_FAILED(read_parts(trim_ascii(url), parts));
    if (!parts.has_origin)
        parts.origin = route.origin;
    const Origin &origin = parts.origin;
    const bool is_local = is_here(route) && (is_loopback_host(origin.host));
    if (origin.scheme != "https" && !is_local)
        return refused("it does not begin with https");
    if (origin.port != 443 && !is_local)
        return refused("its port is not 443");
    if (parts.target.empty())
        return refused("it is empty");
    out_url.origin = origin;
    out_url.target = resolve(parts.target, route.generation_target);
    out_url.expires_unix = read_expiry(parameter(out_url.target, "se"));
    return {};
}

bool may_connect(std::string_view address, const ServiceRoute &route)
{
    return is_public_address(address) || (is_here(route) && is_loopback_host(address));
}

Status operation_target(
    std::string_view location, std::string_view id, const ServiceRoute &route,
    std::string &out_target)
{
    constexpr std::string_view kPath = "/operations/images/";
    const std::string &submit = route.generation_target;
    const std::string base = submit.substr(0, submit.find("/images/generations"));
    if (trim_ascii(location).empty()) {
        const size_t query = submit.find('?');
        if (id.empty())
            return {
                StatusCode::protocol_error,
                "The service took the request but did not say where its operation is (no "
                "operation-location and no id)"};
        out_target = base + std::string(kPath) + encode_segment(id) +
                     (query == std::string::npos ? "" : submit.substr(query));
        return {};
    }
    Parts parts;
    GESSO_RETURN_IF_FAILED(read_parts(trim_ascii(location), parts));
    if (!parts.has_origin || parts.origin == route.origin) {
        out_target = resolve(parts.target, submit);
        return {};
    }
    const size_t at = parts.target.find(kPath);
    if (at == std::string::npos || at > parts.target.find('?'))
        return refused("the operation is said to be at another host than the endpoint, and not "
                       "under operations/images; check the endpoint, and any gateway in between");
    out_target = base + parts.target.substr(at);
    return {};
}

} // namespace gesso::core
