// SPDX-License-Identifier: MIT
#include "http/field_value.h"

#include "http/request.h"

#include <algorithm>

namespace loopback {

namespace {

bool is_token_character(char c)
{
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || kOthers.find(c) != std::string_view::npos;
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool is_at_end()
    {
        skip_spaces();
        return rest_.empty();
    }

    bool take(char wanted)
    {
        skip_spaces();
        if (!rest_.starts_with(wanted)) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    std::string take_until(std::string_view stops)
    {
        skip_spaces();
        const size_t end = std::min(rest_.find_first_of(stops), rest_.size());
        const std::string_view taken = trim(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return std::string(taken);
    }

    // A quoted string with its escapes, or everything up to the next semicolon: what is not
    // quoted may hold characters that no token has, such as the brackets of image[].
    bool take_value(std::string &out)
    {
        if (!take('"')) {
            out = take_until(";");
            return !out.empty() && out.find('"') == std::string::npos;
        }
        while (!rest_.empty() && rest_.front() != '"') {
            const bool is_escape =
                rest_.size() > 1 && rest_[0] == '\\' && (rest_[1] == '"' || rest_[1] == '\\');
            rest_.remove_prefix(is_escape ? 1 : 0);
            out.push_back(rest_.front());
            rest_.remove_prefix(1);
        }
        return take('"');
    }

private:
    void skip_spaces()
    {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    }

    std::string_view rest_;
};

int hex_digit(char c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    const size_t at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

} // namespace

const std::string *FieldValue::find(std::string_view lower_name) const
{
    for (const auto &[name, text] : parameters) {
        if (name == lower_name) {
            return &text;
        }
    }
    return nullptr;
}

std::optional<FieldValue> parse_field_value(std::string_view text)
{
    Reader reader(text);
    FieldValue out;
    out.value = to_lower(reader.take_until(";"));
    while (!reader.is_at_end()) {
        if (!reader.take(';')) {
            return std::nullopt;
        }
        if (reader.is_at_end()) {
            break; // a semicolon at the end harms nobody
        }
        const std::string name = to_lower(reader.take_until("=;"));
        std::string value;
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_character) ||
            out.find(name) != nullptr || !reader.take('=') || !reader.take_value(value)) {
            return std::nullopt;
        }
        out.parameters.emplace_back(name, value);
    }
    return out;
}

std::optional<std::string> decode_extended(std::string_view text)
{
    const size_t first = text.find('\'');
    const size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    const std::string charset = to_lower(text.substr(0, std::min(first, text.size())));
    if (second == std::string_view::npos || (charset != "utf-8" && charset != "iso-8859-1")) {
        return std::nullopt;
    }
    std::string out;
    for (size_t i = second + 1; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return out;
}

} // namespace loopback
