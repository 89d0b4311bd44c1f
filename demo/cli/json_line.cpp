// SPDX-License-Identifier: MIT
#include "json_line.h"

#include "text.h"

namespace gesso_cli {

namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_escaped(std::string &out, char letter)
{
    switch (letter) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\t':
        out += "\\t";
        break;
    case '\r':
        out += "\\r";
        break;
    default:
        out += "\\u00";
        out += kHex[static_cast<uint8_t>(letter) >> 4];
        out += kHex[static_cast<uint8_t>(letter) & 15];
    }
}

} // namespace

void JsonLine::separate()
{
    if (needs_comma_) {
        out_ += ',';
    }
    needs_comma_ = true;
}

JsonLine &JsonLine::open(char bracket)
{
    separate();
    out_ += bracket;
    needs_comma_ = false;
    return *this;
}

JsonLine &JsonLine::close(char bracket)
{
    out_ += bracket;
    needs_comma_ = true;
    return *this;
}

JsonLine &JsonLine::key(std::string_view name)
{
    separate();
    write_string(name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

JsonLine &JsonLine::text(std::string_view value)
{
    separate();
    write_string(value);
    return *this;
}

JsonLine &JsonLine::number(int64_t value)
{
    separate();
    out_ += std::to_string(value);
    return *this;
}

JsonLine &JsonLine::optional(const gesso_opt_i64 &value)
{
    if (value.set != 0) {
        return number(value.value);
    }
    separate();
    out_ += "null";
    return *this;
}

void JsonLine::write_string(std::string_view value)
{
    out_ += '"';
    for (size_t at = 0; at < value.size();) {
        const CodePoint point = decode_utf8(value, at);
        const bool is_special =
            point.value < 0x20 || point.value == '"' || point.value == '\\' || point.value == 0x7F;
        if (!point.is_valid) {
            out_ += "\uFFFD";
        } else if (is_special) {
            append_escaped(out_, value[at]);
        } else {
            out_ += value.substr(at, point.length);
        }
        at += point.length;
    }
    out_ += '"';
}

} // namespace gesso_cli
