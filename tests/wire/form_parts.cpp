// SPDX-License-Identifier: MIT
#include "wire/form_parts.h"

#include "support/catch.h"

namespace gesso_test {
namespace {

// What stands between the two marks; "" when they do not.
std::string between(const std::string &text, const std::string &begin, const std::string &end)
{
    const size_t at = text.find(begin);
    if (at == std::string::npos)
        return {};
    const size_t from = at + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

uint32_t number_at(const std::string &bytes, size_t at)
{
    uint32_t value = 0;
    for (size_t i = at; i < at + 4; ++i)
        value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return value;
}

std::string picture_size(const std::string &png)
{
    REQUIRE(png.size() > 33);
    REQUIRE(png.substr(1, 3) == "PNG");
    return std::to_string(number_at(png, 16)) + "x" + std::to_string(number_at(png, 20));
}

std::string part_line(const std::string &head, const std::string &content)
{
    CAPTURE(head);
    const std::string name = between(head, "form-data; name=\"", "\"");
    CHECK(head.rfind("Content-Disposition: form-data; name=\"", 0) == 0);
    const std::string file = between(head, "filename=\"", "\"");
    const std::string type = between(head + "\r\n", "Content-Type: ", "\r\n");
    CHECK(file.empty() == type.empty());
    const std::string value =
        file.empty() ? content : "file " + file + " " + type + " " + picture_size(content);
    return "part " + name + " = " + value;
}

struct Part {
    std::string head;
    std::string content;
};

std::vector<Part> parts_of(const HeardRequest &heard)
{
    const std::vector<std::string> types = heard.values("Content-Type");
    REQUIRE(types.size() == 1);
    const std::string form = "multipart/form-data; boundary=";
    REQUIRE(types[0].rfind(form, 0) == 0);
    const std::string border = "--" + types[0].substr(form.size());
    std::vector<Part> parts;
    size_t at = 0;
    REQUIRE(heard.body.rfind(border + "\r\n", 0) == 0);
    for (;;) {
        const size_t begin = at + border.size() + 2;
        at = heard.body.find("\r\n" + border, begin);
        if (at == std::string::npos)
            break;
        at += 2;
        const std::string part = heard.body.substr(begin, at - 2 - begin);
        const size_t gap = part.find("\r\n\r\n");
        REQUIRE(gap != std::string::npos);
        parts.push_back({part.substr(0, gap), part.substr(gap + 4)});
    }
    const std::string last = border + "--\r\n";
    REQUIRE(heard.body.size() > last.size());
    CHECK(heard.body.substr(heard.body.size() - last.size()) == last);
    return parts;
}

} // namespace

std::vector<std::string> part_lines(const HeardRequest &heard)
{
    std::vector<std::string> lines;
    for (const Part &part : parts_of(heard))
        lines.push_back(part_line(part.head, part.content));
    return lines;
}

std::string file_part(const HeardRequest &heard, const std::string &name)
{
    for (const Part &part : parts_of(heard)) {
        if (part.head.find("name=\"" + name + "\"; filename=") != std::string::npos)
            return part.content;
    }
    return {};
}

} // namespace gesso_test
