// SPDX-License-Identifier: MIT
#include "client/scrub.h"

#include <algorithm>

namespace gesso::core {
namespace {

constexpr size_t kShortestPiece = 8;
constexpr std::string_view kMark = "[secret]";

// Length of the longest start of `text` that occurs somewhere in `secret`.
size_t match_length(std::string_view text, std::string_view secret)
{
    size_t longest = 0;
    for (size_t start = 0; start < secret.size(); ++start) {
        const size_t most = std::min(text.size(), secret.size() - start);
        size_t length = 0;
        while (length < most && text[length] == secret[start + length])
            ++length;
        longest = std::max(longest, length);
    }
    return longest;
}

std::string_view bare_secret(std::string_view value)
{
    constexpr std::string_view kBearer = "Bearer ";
    return value.starts_with(kBearer) ? value.substr(kBearer.size()) : value;
}

void scrub_error(ServiceError &error, std::string_view secret)
{
    for (std::string *text :
         {&error.message, &error.code, &error.type, &error.param, &error.wanted_audience})
        scrub(*text, secret);
    for (FilterCategory &category : error.categories) {
        scrub(category.name, secret);
        scrub(category.severity, secret);
    }
}

} // namespace

void scrub(std::string &text, std::string_view secret)
{
    if (secret.empty())
        return;
    const size_t shortest = std::min(kShortestPiece, secret.size());
    std::string clean;
    for (size_t i = 0; i < text.size();) {
        const size_t length = match_length(std::string_view(text).substr(i), secret);
        if (length < shortest) {
            clean += text[i++];
            continue;
        }
        clean += kMark;
        i += length;
    }
    text = std::move(clean);
}

void scrub(JobReport &report, const std::vector<HttpField> &fields)
{
    for (const HttpField &field : fields) {
        if (!field.is_secret)
            continue;
        const std::string_view secret = bare_secret(field.value);
        scrub(report.status.message, secret);
        scrub_error(report.error, secret);
        for (OutputFailure &failure : report.failures) {
            scrub(failure.status.message, secret);
            scrub_error(failure.error, secret);
        }
        for (HttpField &told : report.head.fields)
            scrub(told.value, secret);
    }
}

} // namespace gesso::core
