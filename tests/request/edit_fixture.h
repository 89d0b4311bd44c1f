// SPDX-License-Identifier: MIT
// Pictures to edit and what a body says about them, read back by a reader of this test's own.
#pragma once

#include "request/edit.h"
#include "request/generation_fixture.h"

#include <string>
#include <vector>

namespace gesso::core {

inline Bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const uint8_t *>(text.data()), text.size()};
}

inline EditFile file_of(
    std::string_view text, ImageFormat format = ImageFormat::png, uint32_t width = 64,
    uint32_t height = 64, bool has_alpha = true)
{
    return {bytes_of(text), {format, width, height, has_alpha}, {}};
}

inline EditAsk edit_ask(size_t images = 1)
{
    EditAsk ask;
    ask.fields.prompt = "p";
    for (size_t i = 0; i < images; ++i)
        ask.images.push_back(file_of("PNG bytes"));
    return ask;
}

inline HttpRequest built_edit(const EditAsk &ask, const ServiceRoute &route)
{
    HttpRequest request;
    const Status status = build_edit(ask, route, request);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return request;
}

inline std::string whole_body(const HttpRequest &request)
{
    std::string text;
    for (const BodyPiece &piece : request.body) {
        const Bytes bytes = piece.bytes();
        text.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
    return text;
}

inline std::string edit_verdict(const EditAsk &ask, const ServiceRoute &route)
{
    const Status status = validate_edit(ask, route);
    if (status.is_ok())
        return "ok";
    CHECK(status.code == StatusCode::invalid_argument);
    return status.message;
}

struct FormPart {
    std::string head;
    std::string body;
};

inline std::string boundary_of(const HttpRequest &request)
{
    const std::string prefix = "multipart/form-data; boundary=";
    REQUIRE(request.content_type.rfind(prefix, 0) == 0);
    return request.content_type.substr(prefix.size());
}

// As RFC 2046 has it: nothing before the first boundary, nothing after the last.
inline std::vector<FormPart> form_parts(const HttpRequest &request)
{
    const std::string mark = "--" + boundary_of(request);
    std::string text = "\r\n" + whole_body(request);
    std::vector<FormPart> parts;
    const std::string start = "\r\n" + mark;
    REQUIRE(text.rfind(start, 0) == 0);
    size_t at = start.size();
    while (text.compare(at, 4, "--\r\n") != 0) {
        REQUIRE(text.compare(at, 2, "\r\n") == 0);
        const size_t end = text.find(start, at);
        const size_t gap = text.find("\r\n\r\n", at);
        REQUIRE((end != std::string::npos && gap < end));
        parts.push_back({text.substr(at + 2, gap - at - 2), text.substr(gap + 4, end - gap - 4)});
        at = end + start.size();
    }
    CHECK(at + 4 == text.size());
    return parts;
}

inline std::string form_value(const HttpRequest &request, const std::string &name)
{
    std::string found = "(none)";
    for (const FormPart &part : form_parts(request)) {
        if (part.head.find("name=\"" + name + "\"") == std::string::npos)
            continue;
        CHECK(found == "(none)");
        found = part.body;
    }
    return found;
}

} // namespace gesso::core
