// SPDX-License-Identifier: MIT
#include "stream/plain_text.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {

namespace {

// Where the markup that begins at `tag` ends; scripts and styles end with their closing tag.
size_t end_of_markup(std::string_view lower_html, size_t tag)
{
    size_t from = tag;
    for (const std::string_view name : {std::string_view("script"), std::string_view("style")}) {
        if (lower_html.substr(tag + 1, name.size()) == name)
            from = lower_html.find("</" + std::string(name), tag);
    }
    const size_t end = lower_html.find('>', from);
    return end == std::string_view::npos ? lower_html.size() : end + 1;
}

} // namespace

std::string strip_tags(std::string_view html, size_t max_bytes)
{
    const std::string lower = to_lower_ascii(html);
    std::string out;
    size_t at = 0;
    while (at < html.size() && out.size() < max_bytes) {
        const size_t tag = std::min(html.find('<', at), html.size());
        out += html.substr(at, tag - at);
        if (tag == html.size())
            break;
        const char next = tag + 1 < lower.size() ? lower[tag + 1] : '\0';
        const bool is_markup = (next >= 'a' && next <= 'z') || next == '/' || next == '!';
        out += is_markup ? '\n' : '<'; // so that the words of two elements stay apart
        at = is_markup ? end_of_markup(lower, tag) : tag + 1;
    }
    return out;
}

std::string hide_keys(std::string text)
{
    constexpr std::string_view kKeyBytes =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_*.";
    for (const std::string_view mark : {std::string_view("sk-"), std::string_view("Bearer ")}) {
        for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
            at += mark.size();
            const size_t end = std::min(text.find_first_not_of(kKeyBytes, at), text.size());
            if (end - at >= 8)
                text.replace(at, end - at, "…");
        }
    }
    return text;
}

} // namespace gesso::core
