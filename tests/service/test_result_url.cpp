// SPDX-License-Identifier: MIT
#include "service/result_url.h"
#include "service/route_fixture.h"

using namespace gesso::core;

namespace {

ServiceRoute cloud()
{
    return resolved(settings_for(EndpointForm::azure_async, "https://r.openai.azure.com"));
}

ServiceRoute local()
{
    ServiceSettings settings = settings_for(EndpointForm::compatible, "http://127.0.0.1:8080/v1");
    return resolved(settings);
}

Status refusal(const char *url, const ServiceRoute &route)
{
    ResultUrl out;
    return read_result_url(url, route, out);
}

std::string asked(const char *location, const char *id = "")
{
    std::string target;
    const Status status = operation_target(location, id, cloud(), target);
    return status.is_ok() ? target : "refused";
}

} // namespace

TEST_CASE("a picture's address is taken apart, and its signature tells until when it is good")
{
    ResultUrl url;
    const Status status = read_result_url(
        "https://Dalle.Blob.core.windows.net/private/a/b.png?se=2023-06-21T12%3A34%3A56Z&sig=a%2Bb",
        cloud(), url);
    REQUIRE(status.message == "");
    CHECK(url.origin == Origin{"https", "dalle.blob.core.windows.net", 443});
    CHECK(url.target == "/private/a/b.png?se=2023-06-21T12%3A34%3A56Z&sig=a%2Bb");
    CHECK(url.expires_unix == 1687350896);
}

TEST_CASE("an address without a path, with a fragment or with odd bytes is cleaned")
{
    ResultUrl url;
    CHECK(read_result_url("https://a.test?x=1#part", cloud(), url).is_ok());
    CHECK(url.target == "/?x=1");
    CHECK_FALSE(url.expires_unix);
    CHECK(read_result_url("  https://a.test:443/\xc3\xa4 b\r\nX: y ", cloud(), url).is_ok());
    CHECK(url.target == "/%C3%A4%20b%0D%0AX:%20y");
    CHECK(read_result_url("//a.test/p", cloud(), url).is_ok());
    CHECK(url.origin == Origin{"https", "a.test", 443});
    CHECK(read_result_url("https://[2606:4700::1]/p", cloud(), url).is_ok());
    CHECK(url.origin.host == "2606:4700::1");
}

TEST_CASE("a relative address is meant as seen from the request")
{
    ResultUrl url;
    CHECK(read_result_url("/generated-images/x.png", local(), url).is_ok());
    CHECK(url.origin == Origin{"http", "127.0.0.1", 8080});
    CHECK(url.target == "/generated-images/x.png");
    CHECK(read_result_url("x.png?a=b:c", local(), url).is_ok());
    CHECK(url.target == "/v1/images/x.png?a=b:c");
}

TEST_CASE("only https leads to a picture, and http on this machine from a service on it")
{
    const auto url = GENERATE(
        "http://a.test/p", "file:///etc/passwd", "ftp://a.test/p", "javascript:alert(1)",
        "https:a.test/p", "https://", "https:///p", "https://user@a.test/p",
        "https://a.test:pass@b.test/p", "https://a.test\\@b.test/p", "https://a.test:8443/p",
        "https://a.test:0/p", "https://a.test:x/p", "https://2130706433/p", "https://0x7f.1/p",
        "https://0177.0.0.1/p", "https://127.1/p", "https://a..test/p", "https://[::1/p",
        "https://[::1]x/p", "https://[fe80::1%25eth0]/p", "https://a%2etest/p",
        "http://127.0.0.1/p", "");
    CAPTURE(url);
    const Status status = refusal(url, cloud());
    CHECK_FALSE(status.is_ok());
    CHECK(status.message.find("/p") == std::string::npos);
    CHECK(refusal("http://127.0.0.1:9/p", local()).is_ok());
    CHECK(refusal("http://localhost/p", local()).is_ok());
    CHECK_FALSE(refusal("http://10.0.0.1/p", local()).is_ok());
    CHECK_FALSE(refusal("http://a.test/p", local()).is_ok());
}

TEST_CASE("only the public internet is connected to, and this machine from a service on it")
{
    CHECK(may_connect("8.8.8.8", cloud()));
    CHECK_FALSE(may_connect("127.0.0.1", cloud()));
    CHECK_FALSE(may_connect("169.254.169.254", cloud()));
    CHECK(may_connect("127.0.0.1", local()));
    CHECK(may_connect("::1", local()));
    CHECK_FALSE(may_connect("10.0.0.1", local()));
    CHECK_FALSE(may_connect("169.254.169.254", local()));
}

TEST_CASE("an operation is asked after at the configured endpoint and nowhere else")
{
    const std::string own = "/openai/operations/images/42?api-version=2023-06-01-preview";
    CHECK(asked(("https://r.openai.azure.com" + own).c_str()) == own);
    CHECK(asked(("HTTPS://R.openai.azure.com:443" + own).c_str()) == own);
    CHECK(asked(own.c_str()) == own);
    CHECK(asked(("https://backend.internal/base" + own).c_str()) == own);
    CHECK(asked(("http://r.openai.azure.com" + own).c_str()) == own);
    CHECK(asked("", "42") == own);
    CHECK(asked("", "4/../2").find("/images/4%2F..%2F2?") != std::string::npos);
    CHECK(asked("https://evil.test/take?u=/operations/images/42") == "refused");
    CHECK(asked("https://r.openai.azure.com@evil.test/openai/operations/images/42") == "refused");
    CHECK(asked("https://evil.test/status/42") == "refused");
    CHECK(asked("", "") == "refused");
}
