// SPDX-License-Identifier: MIT
#include "service/public_address.h"
#include "support/catch.h"

using gesso::core::is_public_address;

TEST_CASE("addresses of the internet are public, in both families", "[address]")
{
    const auto address = GENERATE(
        "8.8.8.8", "1.1.1.1", "20.60.40.4", "52.239.1.2", "9.255.255.255", "11.0.0.0",
        "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e",
        "2001:4860:4860::8888", "::ffff:8.8.8.8", "::ffff:808:808", "64:ff9b::8.8.8.8",
        "2002:808:808::1");
    CAPTURE(address);
    CHECK(is_public_address(address));
}

TEST_CASE("this machine, its network and every block for special use are not", "[address]")
{
    const auto address = GENERATE(
        "127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
        "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "169.254.0.1",
        "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::", "fe80::1", "febf::1",
        "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "3fff::1", "100::1", "4000::1", "5f00::1");
    CAPTURE(address);
    CHECK_FALSE(is_public_address(address));
}

TEST_CASE("an IPv4 address does not become public inside an IPv6 one", "[address]")
{
    const auto address = GENERATE(
        "::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "::ffff:169.254.169.254",
        "0:0:0:0:0:ffff:7f00:1", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1",
        "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1", "2002:a9fe:a9fe::");
    CAPTURE(address);
    CHECK_FALSE(is_public_address(address));
}

TEST_CASE("what is not an address in its plain form is not public either", "[address]")
{
    const auto address = GENERATE(
        "", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "08.8.8.8", "8.8.8", "8.8.8.8.",
        " 8.8.8.8", "8.8.8.8%eth0", "fe80::1%eth0", "[2606:4700::1]", "2606:4700::1::2",
        "1:2:3:4:5:6:7", "8.8.8.256", "8.8.8.8:80");
    CAPTURE(address);
    CHECK_FALSE(is_public_address(address));
}
