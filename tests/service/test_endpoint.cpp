// SPDX-License-Identifier: MIT
#include "service/endpoint.h"
#include "support/catch.h"

#include <cstring>
#include <memory>

using namespace gesso::core;

namespace {

Status parse_exact(std::string_view text, Endpoint &out_endpoint)
{
    std::unique_ptr<char[]> block(new char[text.size()]);
    if (!text.empty())
        std::memcpy(block.get(), text.data(), text.size());
    return parse_endpoint({block.get(), text.size()}, out_endpoint);
}

Endpoint parsed(std::string_view text)
{
    Endpoint endpoint;
    const Status status = parse_exact(text, endpoint);
    CAPTURE(text, status.message);
    REQUIRE(status.is_ok());
    return endpoint;
}

using Segments = std::vector<std::string>;

} // namespace

TEST_CASE("scheme and host are compared in lower case and the port has its default", "[endpoint]")
{
    CHECK(parsed("HTTPS://API.OpenAI.com").origin == Origin{"https", "api.openai.com", 443});
    CHECK(parsed("http://localhost").origin == Origin{"http", "localhost", 80});
    CHECK(parsed("https://h:8443/x").origin == Origin{"https", "h", 8443});
    CHECK(parsed("https://h:443").origin == parsed("https://H/").origin);
    CHECK(parsed("  https://h \n").origin.host == "h");
}

TEST_CASE("an IPv6 address keeps its colons and loses its brackets", "[endpoint]")
{
    CHECK(parsed("http://[::1]:8080/v1").origin == Origin{"http", "::1", 8080});
    CHECK(parsed("https://[2001:DB8::1]").origin == Origin{"https", "2001:db8::1", 443});
    CHECK(parsed("http://[::ffff:127.0.0.1]").origin.host == "::ffff:127.0.0.1");
}

TEST_CASE("trailing and doubled slashes make no segments", "[endpoint]")
{
    CHECK(parsed("https://h/").segments.empty());
    CHECK(parsed("https://h//openai///v1//").segments == Segments{"openai", "v1"});
}

TEST_CASE("the operation at the end of a pasted address is cut off", "[endpoint]")
{
    for (const char *tail : {"generations", "edits", "variations", "generations/"}) {
        const Endpoint endpoint = parsed(std::string("https://h/v1/images/") + tail);
        CHECK(endpoint.segments == Segments{"v1"});
        CHECK(endpoint.is_operation);
    }
    CHECK(parsed("https://h/v1/images").segments == Segments{"v1", "images"});
    CHECK(parsed("https://h/v1/generations").segments == Segments{"v1", "generations"});
    CHECK_FALSE(parsed("https://h/v1").is_operation);
}

TEST_CASE("the api-version is taken out of the query and the rest stays as it was", "[endpoint]")
{
    const Endpoint endpoint = parsed("https://h/v1?a=1&api-version=2025-04-01-preview&b=%20");
    CHECK(endpoint.api_version == "2025-04-01-preview");
    CHECK(endpoint.query == "a=1&b=%20");
    CHECK(parsed("https://h?api-version=preview").api_version == "preview");
    CHECK(parsed("https://h?xapi-version=1").query == "xapi-version=1");
}

TEST_CASE("what is no address is refused and never quoted", "[endpoint]")
{
    const char *const addresses[] = {
        "",
        " ",
        "canary",
        "canary:8080",
        "//canary",
        "ftp://canary",
        "file:///canary",
        "https://",
        "https:///canary",
        "https://?canary",
        "https://user@canary",
        "https://user:canary@h",
        "https://api.openai.com@canary/",
        "https://canary/%",
        "https://canary/%4",
        "https://canary/%zz",
        "https://canary/a b",
        "https://canary\\evil",
        "https://canary#fragment",
        "https://canary/x\ny",
        "https://canary/x\x7f",
        "https://canary/\xc3\xa9",
        "https://canäry",
        "https://canary:",
        "https://canary:0",
        "https://canary:65536",
        "https://canary:+80",
        "https://canary:80x",
        "https://canary:80:80",
        "https://canary..com",
        "https://.canary",
        "https://canary.",
        "https://-canary",
        "https://canary%2ecom",
        "https://can*ary",
        "https://[::1",
        "https://[::1]canary",
        "https://[canary]",
        "https://[]",
        "https://[fe80::1%25eth0]",
        "https://canary/./x",
        "https://canary/../x",
        "https://canary/%2e%2E/x",
    };
    for (const char *address : addresses) {
        CAPTURE(address);
        Endpoint endpoint;
        const Status status = parse_exact(address, endpoint);
        CHECK(status.code == StatusCode::invalid_argument);
        CHECK(status.message.find("endpoint: ") == 0);
        CHECK(status.message.find("canary") == std::string::npos);
    }
    Endpoint endpoint;
    CHECK(parse_exact("https://a:b@h/", endpoint).message.find("password") != std::string::npos);
    const std::string with_nul("https://h/\0x", 12);
    CHECK_FALSE(parse_exact(with_nul, endpoint).is_ok());
    CHECK_FALSE(parse_exact("https://h/" + std::string(2048, 'a'), endpoint).is_ok());
}

TEST_CASE("every truncation of an address is parsed or refused without reading on", "[endpoint]")
{
    const std::string address =
        "https://[2001:db8::1.2.3.4]:8443/openai/deployments/x%20y/images/generations"
        "?api-version=2025-04-01-preview&a=%41";
    for (size_t size = 0; size <= address.size(); ++size) {
        Endpoint endpoint;
        const Status status = parse_exact(std::string_view(address).substr(0, size), endpoint);
        CHECK((status.is_ok() || !status.message.empty()));
    }
    CHECK(parsed(address).segments == Segments{"openai", "deployments", "x%20y"});
}

TEST_CASE("a segment survives encoding, whatever bytes it has", "[endpoint]")
{
    CHECK(encode_segment("AZaz09-._~") == "AZaz09-._~");
    CHECK(encode_segment("../../admin") == "..%2F..%2Fadmin");
    CHECK(encode_segment("%2e?x#y\\z é") == "%252e%3Fx%23y%5Cz%20%C3%A9");
    std::string every_byte;
    for (int i = 0; i < 256; ++i)
        every_byte += static_cast<char>(i);
    CHECK(decode_segment(encode_segment(every_byte)) == every_byte);
}
