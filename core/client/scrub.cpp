// SPDX-License-Identifier: MIT
#include "client/scrub.h"

#include "service/credential.h"

#include <algorithm>
#include <utility>

namespace gesso::core {
namespace {

constexpr size_t kShortestPiece = 8;
constexpr size_t kMaxFieldRead = 1024;
constexpr std::string_view kMark = "[secret]";

// Length of the longest start of `text` that occurs somewhere in `secret`, if it has `shortest`.
size_t match_length(std::string_view text, std::string_view secret, size_t shortest)
{
    if (text.size() < shortest || secret.find(text.substr(0, shortest)) == std::string_view::npos)
        return 0;
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

std::string percent_encoded(std::string_view text, const char *digits)
{
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                              (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' ||
                              c == '~';
        if (is_plain)
            out += c;
        else
            out.append({'%', digits[static_cast<uint8_t>(c) >> 4], digits[c & 15]});
    }
    return out;
}

std::string backslashed(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

// The characters that the secret alone decides when `before` bytes stand before it.
std::string base64_behind(std::string_view secret, size_t before, const char *alphabet)
{
    const std::string bytes = std::string(before, '\0') + std::string(secret);
    std::string out;
    uint32_t bits = 0;
    uint32_t count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<uint8_t>(c);
        for (count += 8; count >= 6; count -= 6)
            out += alphabet[bits >> (count - 6) & 63];
    }
    return out.substr(before == 0 ? 0 : before + 1);
}

// A secret in every disguise in which a text may repeat it.
class Disguises {
public:
    explicit Disguises(std::string_view secret)
    {
        add(std::string(secret));
        for (const char *digits : {"0123456789ABCDEF", "0123456789abcdef"})
            add(percent_encoded(secret, digits));
        add(backslashed(secret));
        add(backslashed(backslashed(secret)));
        constexpr const char *kStandard =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        constexpr const char *kUrl =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (size_t before = 0; before < 3; ++before) {
            add(base64_behind(secret, before, kStandard));
            add(base64_behind(secret, before, kUrl));
        }
    }
    ~Disguises() { wipe_secrets(forms_); }
    Disguises(const Disguises &) = delete;
    Disguises &operator=(const Disguises &) = delete;

    void scrub_out_of(std::string &text) const
    {
        std::string clean;
        for (size_t i = 0; i < text.size();) {
            const size_t length = longest_match(std::string_view(text).substr(i));
            if (length == 0) {
                clean += text[i++];
                continue;
            }
            clean += kMark;
            i += length;
        }
        text = std::move(clean);
    }

private:
    void add(std::string form)
    {
        const bool is_known =
            std::any_of(forms_.begin(), forms_.end(), [&](const HttpField &known) {
                return known.value == form;
            });
        if (!is_known && !form.empty())
            forms_.push_back({{}, std::move(form), true}); // marked, so that it can be wiped
    }

    size_t longest_match(std::string_view text) const
    {
        size_t longest = 0;
        for (const HttpField &form : forms_) {
            const size_t shortest = std::min(kShortestPiece, form.value.size());
            longest = std::max(longest, match_length(text, form.value, shortest));
        }
        return longest;
    }

    std::vector<HttpField> forms_;
};

void scrub_error(ServiceError &error, const Disguises &secret)
{
    for (std::string *text :
         {&error.message, &error.code, &error.type, &error.param, &error.wanted_audience})
        secret.scrub_out_of(*text);
    for (FilterCategory &category : error.categories) {
        secret.scrub_out_of(category.name);
        secret.scrub_out_of(category.severity);
    }
}

template <typename Clean>
void for_each_secret(const std::vector<HttpField> &fields, Clean clean)
{
    for (const HttpField &field : fields) {
        if (field.is_secret && !field.value.empty())
            clean(Disguises(bare_secret(field.value)));
    }
}

} // namespace

void scrub(std::string &text, std::string_view secret)
{
    if (!secret.empty())
        Disguises(secret).scrub_out_of(text);
}

void scrub(ImageFacts &facts, const std::vector<HttpField> &fields)
{
    for_each_secret(fields, [&facts](const Disguises &secret) {
        for (std::string *text :
             {&facts.size, &facts.quality, &facts.background, &facts.output_format,
              &facts.revised_prompt})
            secret.scrub_out_of(*text);
    });
}

void scrub(JobReport &report, const std::vector<HttpField> &fields)
{
    for_each_secret(fields, [&report](const Disguises &secret) {
        secret.scrub_out_of(report.status.message);
        scrub_error(report.error, secret);
        for (OutputFailure &failure : report.failures) {
            secret.scrub_out_of(failure.status.message);
            scrub_error(failure.error, secret);
        }
        for (HttpField &told : report.head.fields) {
            // Nobody reads further; a hostile head must not cost seconds here.
            told.value.resize(std::min(told.value.size(), kMaxFieldRead));
            secret.scrub_out_of(told.value);
        }
    });
}

} // namespace gesso::core
