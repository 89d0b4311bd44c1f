// SPDX-License-Identifier: MIT
#include "service/host_name.h"
#include "support/catch.h"

#include <string>

using namespace gesso::core;

TEST_CASE("an IPv4 address has four plain numbers", "[host]")
{
    CHECK(is_host_name("127.0.0.1"));
    CHECK(is_host_name("255.255.255.0"));
    for (const char *host :
         {"127.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "127.0.0.01", "0177.0.0.1",
          "256.0.0.1", "1.2.3.4.5", "1.2.3", "a.0x10", "x.1"}) {
        CAPTURE(host);
        CHECK_FALSE(is_host_name(host));
    }
}

TEST_CASE("a host name has labels of letters, digits and inner hyphens", "[host]")
{
    for (const char *host :
         {"localhost", "api.openai.com", "a-b.xn--caf-dma.example", "x_y.z", "1password.com",
          "0x7f.com", "4.example"})
        CHECK(is_host_name(host));
    for (const char *host :
         {"", ".", "a..b", "a.", ".a", "-a.b", "a-.b", "a b", "a/b", "a:b", "A.B", "a\xc3\xa9"}) {
        CAPTURE(host);
        CHECK_FALSE(is_host_name(host));
    }
    CHECK(is_host_name(std::string(63, 'a')));
    CHECK_FALSE(is_host_name(std::string(64, 'a')));
    std::string longest;
    for (int i = 0; i < 126; ++i)
        longest += "a.";
    CHECK(is_host_name(longest + "b"));
    CHECK_FALSE(is_host_name(longest + "bc"));
}

TEST_CASE("an IPv6 address may leave out one run of zeros and end in an IPv4 address", "[host]")
{
    for (const char *host :
         {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "fe80::1:2", "::ffff:1.2.3.4",
          "1:2:3:4:5:6:1.2.3.4", "64:ff9b::1.2.3.4"}) {
        CAPTURE(host);
        CHECK(is_ipv6_address(host));
    }
    for (const char *host :
         {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
          "12345::", "g::", "::1:", ":1::", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "::1.2.3",
          "1:2:3:4:5:6:7:8::", "::1%eth0", "1.2.3.4"}) {
        CAPTURE(host);
        CHECK_FALSE(is_ipv6_address(host));
    }
    std::array<uint16_t, 8> groups;
    REQUIRE(is_ipv6_address("1:2::ffff:1.2.3.4", groups));
    CHECK(groups == std::array<uint16_t, 8>{1, 2, 0, 0, 0, 0xffff, 0x0102, 0x0304});
}

TEST_CASE("loopback is this machine and nothing that only looks like it", "[host]")
{
    for (const char *host : {"localhost", "127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1"})
        CHECK(is_loopback_host(host));
    for (const char *host :
         {"localhost.evil.com", "127.0.0.1.evil.com", "128.0.0.1", "::2", "::", "0.0.0.0",
          "mylocalhost", "::ffff:127.0.0.1"}) {
        CAPTURE(host);
        CHECK_FALSE(is_loopback_host(host));
    }
}

TEST_CASE("private addresses end where their blocks end", "[host]")
{
    for (const char *host :
         {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.1.1", "fc00::1",
          "fdff::1", "fe80::1", "febf::1"})
        CHECK(is_private_host(host));
    for (const char *host :
         {"11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "169.255.0.1", "fbff::1",
          "fe00::1", "fec0::1", "8.8.8.8", "10.example.com"}) {
        CAPTURE(host);
        CHECK_FALSE(is_private_host(host));
    }
}
