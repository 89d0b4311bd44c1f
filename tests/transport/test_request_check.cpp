// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/request_check.h"

using namespace gesso::core;

namespace {

const Origin kOrigin{"https", "api.example.com", 443};

HttpRequest good_request()
{
    HttpRequest request;
    request.origin = kOrigin;
    request.target = "/v1/images/generations?api-version=2025-04-01";
    request.content_type = "multipart/form-data; boundary=abc";
    request.fields = {{"Authorization", "Bearer canary", true}, {"X-Stainless-Lang", "", false}};
    return request;
}

} // namespace

TEST_CASE("an ordinary request passes")
{
    CHECK(check_request(kOrigin, good_request()).message == "");
    const Origin literal{"http", "2001:db8::1", 8080};
    HttpRequest request = good_request();
    request.origin = literal;
    CHECK(check_request(literal, request).is_ok());
}

TEST_CASE("every byte outside visible ASCII is refused in a value, and the value is not repeated")
{
    for (int byte = 0; byte < 256; ++byte) {
        const bool is_allowed = byte >= 0x20 && byte < 0x7f;
        HttpRequest request = good_request();
        request.fields[0].value = std::string("canary") + static_cast<char>(byte) + "rest";
        const Status status = check_request(kOrigin, request);
        CAPTURE(byte);
        CHECK(status.is_ok() == is_allowed);
        if (is_allowed)
            continue;
        CHECK(status.code == StatusCode::invalid_argument);
        CHECK(status.message.find("Authorization") != std::string::npos);
        CHECK(status.message.find("canary") == std::string::npos);
    }
}

TEST_CASE("every byte that is no token is refused in a name")
{
    const std::string token = "!#$%&'*+-.^_`|~";
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool is_allowed =
            (byte < 128 && std::isalnum(byte)) || (byte != 0 && token.find(c) != std::string::npos);
        HttpRequest request = good_request();
        request.fields[0].name = std::string("X-") + c;
        CAPTURE(byte);
        CHECK(check_request(kOrigin, request).is_ok() == is_allowed);
    }
}

TEST_CASE("fields that frame the message or choose its reader are the transport's own")
{
    for (const char *name :
         {"Host", "content-length", "Transfer-Encoding", "EXPECT", "Connection", "Accept-Encoding",
          "Content-Type", "Upgrade", "TE", "Trailer", "Cookie", "Proxy-Authorization"}) {
        HttpRequest request = good_request();
        request.fields.push_back({name, "1", false});
        CAPTURE(name);
        CHECK(check_request(kOrigin, request).code == StatusCode::invalid_argument);
    }
}

TEST_CASE("a target, method, host or port that could mislead is refused")
{
    HttpRequest request = good_request();
    Origin origin = kOrigin;
    SECTION("target without a slash")
    {
        request.target = "v1";
    }
    SECTION("empty target")
    {
        request.target = "";
    }
    SECTION("space in the target")
    {
        request.target = "/a b";
    }
    SECTION("line break in the target")
    {
        request.target = "/a\r\nX: y";
    }
    SECTION("NUL in the target")
    {
        request.target = std::string("/a\0b", 4);
    }
    SECTION("fragment")
    {
        request.target = "/a#b";
    }
    SECTION("letters outside ASCII")
    {
        request.target = "/\xc3\xa4";
    }
    SECTION("method")
    {
        request.method = "POST /x HTTP/1.1\r\n";
    }
    SECTION("content type")
    {
        request.content_type = "a\nb";
    }
    SECTION("user in the host")
    {
        origin.host = "api@evil.example";
    }
    SECTION("path in the host")
    {
        origin.host = "evil.example/api";
    }
    SECTION("line break in the host")
    {
        origin.host = "evil\r\n";
    }
    SECTION("empty host")
    {
        origin.host = "";
    }
    SECTION("bracketed literal")
    {
        origin.host = "[::1]";
    }
    SECTION("port")
    {
        origin.port = 0;
    }
    SECTION("scheme")
    {
        origin.scheme = "ftp";
    }
    const bool is_origin_case = !(origin == kOrigin);
    if (is_origin_case)
        request.origin = origin;
    CHECK(check_request(origin, request).code == StatusCode::invalid_argument);
}

TEST_CASE("a request for another origin is refused, however alike they look")
{
    for (const Origin &other :
         {Origin{"http", "api.example.com", 443}, Origin{"https", "api.example.com", 8443},
          Origin{"https", "api.example.com.evil", 443}, Origin{"https", "api.example.co", 443}}) {
        HttpRequest request = good_request();
        request.origin = other;
        CHECK(check_request(kOrigin, request).code == StatusCode::invalid_argument);
    }
}
