// SPDX-License-Identifier: MIT
// What a host in an address may look like. Text only: nothing is resolved here. All functions
// expect lower case and an IPv6 address without brackets.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gesso::core {

// A DNS name or a dotted IPv4 address in its one plain form. Octal, hexadecimal and shortened
// numbers are refused: resolvers disagree about what they mean.
bool is_host_name(std::string_view host);
bool is_ipv4_address(std::string_view host, std::array<uint8_t, 4> &out_bytes);
// All textual forms of RFC 4291, without a zone.
bool is_ipv6_address(std::string_view host);
bool is_ipv6_address(std::string_view host, std::array<uint16_t, 8> &out_groups);

// Whether only this machine is behind that host: localhost, 127.0.0.0/8, ::1.
bool is_loopback_host(std::string_view host);
// Whether it is an address of a private network: RFC 1918, link-local, fc00::/7.
bool is_private_host(std::string_view host);

} // namespace gesso::core
