// SPDX-License-Identifier: MIT
#include "service/public_address.h"

#include "base/text.h"
#include "service/host_name.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace gesso::core {

namespace {

struct Block4 {
    uint32_t first;
    int bits;
};

constexpr uint32_t address4(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

// The IPv4 special-purpose registry, with the blocks that were assigned to nobody.
constexpr Block4 kSpecial4[] = {
    {address4(0, 0, 0, 0), 8},       // "this" network
    {address4(10, 0, 0, 0), 8},      // private
    {address4(100, 64, 0, 0), 10},   // carrier-grade NAT
    {address4(127, 0, 0, 0), 8},     // loopback
    {address4(169, 254, 0, 0), 16},  // link-local, metadata services
    {address4(172, 16, 0, 0), 12},   // private
    {address4(192, 0, 0, 0), 24},    // protocol assignments
    {address4(192, 0, 2, 0), 24},    // documentation
    {address4(192, 31, 196, 0), 24}, // AS112
    {address4(192, 52, 193, 0), 24}, // AMT
    {address4(192, 88, 99, 0), 24},  // 6to4 relays
    {address4(192, 168, 0, 0), 16},  // private
    {address4(192, 175, 48, 0), 24}, // AS112
    {address4(198, 18, 0, 0), 15},   // benchmarks
    {address4(198, 51, 100, 0), 24}, // documentation
    {address4(203, 0, 113, 0), 24},  // documentation
    {address4(224, 0, 0, 0), 4},     // multicast
    {address4(240, 0, 0, 0), 4},     // reserved, broadcast
    // One host of the public space that is no public host: Azure's platform, seen from its VMs.
    {address4(168, 63, 129, 16), 32},
};

bool is_public(uint32_t address)
{
    return std::none_of(std::begin(kSpecial4), std::end(kSpecial4), [&](const Block4 &block) {
        const uint32_t mask = ~uint32_t{0} << (32 - block.bits);
        return (address & mask) == block.first;
    });
}

using Groups = std::array<uint16_t, 8>;

struct Block6 {
    Groups first;
    int bits;
};

// Blocks inside of 2000::/3, outside of which nothing is public. Those that carry an IPv4 address
// come before.
constexpr Block6 kSpecial6[] = {
    {{0x2001, 0, 0, 0, 0, 0, 0, 0}, 23},     // protocol assignments, Teredo, ORCHID
    {{0x2001, 0xdb8, 0, 0, 0, 0, 0, 0}, 32}, // documentation
    {{0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0}, 48},
    {{0x3fff, 0, 0, 0, 0, 0, 0, 0}, 20}, // documentation
};

bool is_in(const Groups &address, const Block6 &block)
{
    int rest = block.bits;
    for (size_t i = 0; i < address.size() && rest > 0; ++i, rest -= 16) {
        const uint32_t mask = rest >= 16 ? 0xffffu : 0xffffu << (16 - rest);
        if ((address[i] & mask) != (block.first[i] & mask))
            return false;
    }
    return true;
}

bool is_public(const Groups &address)
{
    const auto pair = [&](size_t at) { return uint32_t{address[at]} << 16 | address[at + 1]; };
    const bool is_nat64 = is_in(address, {{0x64, 0xff9b, 0, 0, 0, 0, 0, 0}, 96});
    if (is_nat64)
        return is_public(pair(6));
    if (address[0] == 0x2002) // 6to4
        return is_public(pair(1));
    const bool is_global = (address[0] & 0xe000) == 0x2000;
    return is_global &&
           std::none_of(std::begin(kSpecial6), std::end(kSpecial6), [&](const Block6 &block) {
               return is_in(address, block);
           });
}

} // namespace

bool is_public_address(std::string_view address)
{
    if (address.size() > 64)
        return false;
    const std::string text = to_lower_ascii(address);
    std::array<uint8_t, 4> bytes;
    if (is_ipv4_address(text, bytes))
        return is_public(address4(bytes[0], bytes[1], bytes[2], bytes[3]));
    Groups groups;
    if (!is_ipv6_address(text, groups))
        return false;
    // ::ffff:a.b.c.d is what a resolver may answer for an IPv4 host; nothing else with an IPv4
    // address inside is connected to in earnest.
    if (is_in(groups, {{0, 0, 0, 0, 0, 0xffff, 0, 0}, 96}))
        return is_public(uint32_t{groups[6]} << 16 | groups[7]);
    return is_public(groups);
}

} // namespace gesso::core
