// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/reply_framing.h"

using namespace gesso::core;

namespace {

Status framing_of(std::vector<HttpField> fields, ReplyFraming &out_framing)
{
    ResponseHead head;
    head.status = 200;
    head.fields = std::move(fields);
    return read_framing(head, out_framing);
}

std::string redirect_message(const std::string &location)
{
    ResponseHead head;
    head.status = 307;
    head.fields = {{"Location", location, false}};
    return check_reply_status(head).message;
}

} // namespace

TEST_CASE("a length is digits and fits into 64 bits")
{
    ReplyFraming framing;
    CHECK(framing_of({{"Content-Length", "0", false}}, framing).is_ok());
    CHECK(framing.length == 0u);
    CHECK(framing_of({{"content-length", " 18446744073709551615 ", false}}, framing).is_ok());
    CHECK(framing.length == UINT64_MAX);
    for (const char *value :
         {"", "-0", "-1", "+1", "0x10", "1e3", "1 2", "1,1", "18446744073709551616", "abc", "1."})
        CHECK(
            framing_of({{"Content-Length", value, false}}, framing).code ==
            StatusCode::protocol_error);
}

TEST_CASE("lengths must agree, and exclude chunks")
{
    ReplyFraming framing;
    const HttpField five{"Content-Length", "5", false};
    const HttpField chunked{"Transfer-Encoding", "Chunked", false};
    CHECK(framing_of({five, five}, framing).is_ok());
    CHECK(framing.length == 5u);
    CHECK_FALSE(framing_of({five, {"Content-Length", "6", false}}, framing).is_ok());
    CHECK_FALSE(framing_of({five, chunked}, framing).is_ok());
    CHECK_FALSE(framing_of({chunked, five}, framing).is_ok());
    CHECK_FALSE(framing_of({chunked, chunked}, framing).is_ok());
    CHECK_FALSE(framing_of({{"Transfer-Encoding", "gzip, chunked", false}}, framing).is_ok());
    CHECK_FALSE(framing_of({{"Transfer-Encoding", "identity", false}}, framing).is_ok());
    CHECK(framing_of({chunked}, framing).is_ok());
    CHECK(framing.is_chunked);
    CHECK_FALSE(framing.length);
}

TEST_CASE("any content encoding but none is refused, as none was offered")
{
    ReplyFraming framing;
    CHECK(framing_of({{"Content-Encoding", "Identity", false}}, framing).is_ok());
    for (const char *value : {"gzip", "br", "deflate", "zstd", "x", "identity, gzip"})
        CHECK_FALSE(framing_of({{"Content-Encoding", value, false}}, framing).is_ok());
}

TEST_CASE("a redirect's message names the other host and nothing else of the address")
{
    CHECK(
        redirect_message("https://user:pw@evil.example:8443/p?q=secret")
            .find("'evil.example:8443'") != std::string::npos);
    CHECK(redirect_message("//other.example/x").find("'other.example'") != std::string::npos);
    CHECK(redirect_message("/elsewhere?u=http://x").find("another path") != std::string::npos);
    CHECK(redirect_message("").find("another path") != std::string::npos);
    for (const char *hidden : {"secret", "user", "pw"})
        CHECK(
            redirect_message("https://user:pw@evil.example:8443/p?q=secret").find(hidden) ==
            std::string::npos);
    const std::string escaped = redirect_message("https://evil\x1b[31m\xe2\x80\xae.example/");
    CHECK(escaped.find('\x1b') == std::string::npos);
    CHECK(escaped.find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("statuses between 200 and 299, and errors, are answers")
{
    ResponseHead head;
    for (int status = 0; status < 1000; ++status) {
        head.status = status;
        const StatusCode code = check_reply_status(head).code;
        if (status >= 300 && status < 400)
            CHECK(code == StatusCode::redirected);
        else if (status >= 200 && status < 600)
            CHECK(code == StatusCode::ok);
        else
            CHECK(code == StatusCode::protocol_error);
    }
}
