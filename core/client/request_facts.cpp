// SPDX-License-Identifier: MIT
#include "client/request_facts.h"

#include "base/text.h"
#include "transport/retry_policy.h"

#include <algorithm>
#include <charconv>

namespace gesso::core {
namespace {

void add(std::optional<int64_t> &sum, const std::optional<int64_t> &part)
{
    if (part)
        sum = sum.value_or(0) + *part;
}

} // namespace

void add_usage(Usage &sum, const Usage &part)
{
    add(sum.input_tokens, part.input_tokens);
    add(sum.input_text_tokens, part.input_text_tokens);
    add(sum.input_image_tokens, part.input_image_tokens);
    add(sum.output_tokens, part.output_tokens);
    add(sum.total_tokens, part.total_tokens);
}

void fill_gaps(ImageFacts &facts, const ImageFacts &others)
{
    constexpr std::string ImageFacts::*kTexts[] = {
        &ImageFacts::size, &ImageFacts::quality, &ImageFacts::background,
        &ImageFacts::output_format, &ImageFacts::revised_prompt};
    for (std::string ImageFacts::*text : kTexts) {
        if ((facts.*text).empty())
            facts.*text = others.*text;
    }
    if (facts.created_unix == 0)
        facts.created_unix = others.created_unix;
}

uint64_t expected_pixel_bytes(std::string_view size)
{
    // Two buffers of the size asked for; "auto" and nothing become the common default.
    uint64_t width = 1024;
    uint64_t height = 1024;
    const size_t cross = size.find('x');
    if (cross != std::string_view::npos) {
        uint32_t asked_width = 0;
        uint32_t asked_height = 0;
        std::from_chars(size.data(), size.data() + cross, asked_width);
        std::from_chars(size.data() + cross + 1, size.data() + size.size(), asked_height);
        if (asked_width > 0 && asked_height > 0) {
            width = asked_width;
            height = asked_height;
        }
    }
    return width * height * 4 * 2;
}

std::string request_id_of(const ResponseHead &head)
{
    constexpr size_t kMaxId = 128; // code points
    for (const std::string_view name : {"x-request-id", "apim-request-id", "x-ms-request-id"}) {
        if (const std::string *id = head.find(name))
            return clean_text(*id, kMaxId);
    }
    return {};
}

const OutputFacts *first_output(const RequestRecord &record, int32_t result)
{
    for (uint32_t lane = 0; lane < record.count; ++lane) {
        if (record.outputs[lane].result == result)
            return &record.outputs[lane];
    }
    return nullptr;
}

uint32_t told_wait_ms(const ResponseHead &head, std::string_view message, int64_t unix_now)
{
    if (const std::optional<int64_t> wait = asked_wait_ms(head, unix_now))
        return static_cast<uint32_t>(std::clamp<int64_t>(*wait, 0, UINT32_MAX));
    const double seconds = said_wait_seconds(message).value_or(0);
    return static_cast<uint32_t>(std::clamp(seconds * 1000, 0.0, 4e9));
}

std::optional<double> said_wait_seconds(std::string_view message)
{
    constexpr std::string_view kPhrase = "retry after ";
    const std::string lower = to_lower_ascii(message);
    const size_t place = lower.find(kPhrase);
    if (place == std::string::npos)
        return std::nullopt;
    const char *digits = lower.data() + place + kPhrase.size();
    uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(digits, lower.data() + lower.size(), seconds);
    const std::string_view rest(end, static_cast<size_t>(lower.data() + lower.size() - end));
    if (error != std::errc() || !rest.starts_with(" second"))
        return std::nullopt;
    return seconds;
}

} // namespace gesso::core
