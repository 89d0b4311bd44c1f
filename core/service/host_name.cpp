// SPDX-License-Identifier: MIT
#include "service/host_name.h"

#include <algorithm>
#include <cstddef>

namespace gesso::core {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

// Cuts the part up to `separator` off `text`, the separator included. `is_last` tells that there
// was none.
std::string_view take_part(std::string_view &text, char separator, bool &is_last)
{
    const size_t size = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, size);
    is_last = size == text.size();
    text.remove_prefix(is_last ? size : size + 1);
    return part;
}

bool is_label(std::string_view label)
{
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
}

// Reads groups of an IPv6 address, the last of which may be an IPv4 address.
bool read_groups(std::string_view text, std::array<uint16_t, 8> &out_groups, size_t &out_count)
{
    out_count = 0;
    bool is_last = text.empty();
    while (!is_last) {
        const std::string_view group = take_part(text, ':', is_last);
        std::array<uint8_t, 4> tail;
        if (is_last && out_count <= 6 && is_ipv4_address(group, tail)) {
            out_groups[out_count++] = static_cast<uint16_t>(tail[0] << 8 | tail[1]);
            out_groups[out_count++] = static_cast<uint16_t>(tail[2] << 8 | tail[3]);
            return true;
        }
        const bool is_hex = std::all_of(group.begin(), group.end(), is_hex_digit);
        if (group.empty() || group.size() > 4 || !is_hex || out_count == 8)
            return false;
        uint16_t value = 0;
        for (const char c : group) {
            const int digit = is_digit(c) ? c - '0' : c - 'a' + 10;
            value = static_cast<uint16_t>(value << 4 | digit);
        }
        out_groups[out_count++] = value;
    }
    return true;
}

} // namespace

bool is_ipv4_address(std::string_view host, std::array<uint8_t, 4> &out_bytes)
{
    bool is_last = false;
    for (size_t i = 0; i < 4; ++i) {
        const std::string_view part = take_part(host, '.', is_last);
        const bool has_leading_zero = part.size() > 1 && part[0] == '0';
        if (part.empty() || part.size() > 3 || has_leading_zero || is_last != (i == 3) ||
            !std::all_of(part.begin(), part.end(), is_digit))
            return false;
        int value = 0;
        for (const char c : part)
            value = value * 10 + (c - '0');
        if (value > 255)
            return false;
        out_bytes[i] = static_cast<uint8_t>(value);
    }
    return true;
}

bool is_host_name(std::string_view host)
{
    if (host.empty() || host.size() > 253)
        return false;
    std::string_view rest = host;
    std::string_view label;
    bool is_last = false;
    while (!is_last) {
        label = take_part(rest, '.', is_last);
        if (!is_label(label))
            return false;
    }
    // A name whose last label is a number would be read as an address by some resolver.
    const bool is_number =
        std::all_of(label.begin(), label.end(), is_digit) ||
        (label.substr(0, 2) == "0x" && std::all_of(label.begin() + 2, label.end(), is_hex_digit));
    std::array<uint8_t, 4> bytes;
    return !is_number || is_ipv4_address(host, bytes);
}

bool is_ipv6_address(std::string_view host, std::array<uint16_t, 8> &out_groups)
{
    out_groups.fill(0);
    size_t count = 0;
    const size_t gap = host.find("::");
    if (gap == std::string_view::npos)
        return read_groups(host, out_groups, count) && count == 8;
    // An IPv4 tail belongs to the end of the whole address, never to the part before the gap.
    const std::string_view head_text = host.substr(0, gap);
    if (head_text.find('.') != std::string_view::npos || !read_groups(head_text, out_groups, count))
        return false;
    std::array<uint16_t, 8> tail{};
    size_t tail_count = 0;
    if (!read_groups(host.substr(gap + 2), tail, tail_count) || count + tail_count > 7)
        return false;
    const auto tail_end = tail.begin() + static_cast<ptrdiff_t>(tail_count);
    std::copy_backward(tail.begin(), tail_end, out_groups.end());
    return true;
}

bool is_ipv6_address(std::string_view host)
{
    std::array<uint16_t, 8> groups;
    return is_ipv6_address(host, groups);
}

bool is_loopback_host(std::string_view host)
{
    std::array<uint8_t, 4> bytes;
    if (is_ipv4_address(host, bytes))
        return bytes[0] == 127;
    std::array<uint16_t, 8> groups;
    if (is_ipv6_address(host, groups))
        return groups == std::array<uint16_t, 8>{0, 0, 0, 0, 0, 0, 0, 1};
    return host == "localhost";
}

bool is_private_host(std::string_view host)
{
    std::array<uint8_t, 4> bytes;
    if (is_ipv4_address(host, bytes)) {
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] / 16 == 1) ||
               (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
    }
    std::array<uint16_t, 8> groups;
    if (is_ipv6_address(host, groups))
        return (groups[0] & 0xfe00) == 0xfc00 || (groups[0] & 0xffc0) == 0xfe80;
    return false;
}

} // namespace gesso::core
