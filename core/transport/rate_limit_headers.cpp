// SPDX-License-Identifier: MIT
#include "transport/rate_limit_headers.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace gesso::core {
namespace {

constexpr int64_t kLongestMs = 120'000;
constexpr double kBeyondMs = 1e15;
constexpr uint32_t kMostPerMinute = 1'000'000;

std::optional<uint64_t> read_count(const ResponseHead &head, const std::string &name)
{
    const std::string *value = head.find(name);
    if (!value)
        return std::nullopt;
    const std::string_view text = trim_ascii(*value);
    uint64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || stop != text.data() + text.size())
        return std::nullopt;
    return number;
}

// Milliseconds of the unit that `text` begins with, which is taken off it; 0: no unit.
double take_unit(std::string_view &text)
{
    struct Unit {
        std::string_view name;
        double ms;
    };
    // "ms" before "m"
    static constexpr Unit kUnits[] = {{"ns", 1e-6},     {"us", 1e-3},  {"ms", 1},
                                      {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}};
    for (const Unit &unit : kUnits) {
        if (text.starts_with(unit.name)) {
            text.remove_prefix(unit.name.size());
            return unit.ms;
        }
    }
    return 0;
}

} // namespace

std::optional<int64_t> parse_reset_ms(std::string_view text)
{
    text = trim_ascii(text);
    double total = 0;
    bool is_first = true;
    while (!text.empty()) {
        double number = 0;
        const char *end = text.data() + text.size();
        const auto [stop, error] =
            std::from_chars(text.data(), end, number, std::chars_format::fixed);
        if (error != std::errc() || !std::isfinite(number) || number < 0)
            return std::nullopt;
        text.remove_prefix(static_cast<size_t>(stop - text.data()));
        const bool is_plain = is_first && text.empty();
        const double unit = is_plain ? 1000 : take_unit(text);
        if (unit == 0)
            return std::nullopt;
        total += number * unit;
        is_first = false;
    }
    if (is_first)
        return std::nullopt;
    return static_cast<int64_t>(std::ceil(std::min(total, kBeyondMs)));
}

RateLimits read_rate_limits(const ResponseHead &head)
{
    RateLimits limits;
    const std::optional<uint64_t> images = read_count(head, "x-ratelimit-limit-images");
    if (images && *images <= kMostPerMinute)
        limits.images_per_minute = static_cast<uint32_t>(*images);
    for (const char *kind : {"images", "input-images", "requests", "tokens"}) {
        const std::string name = kind;
        if (read_count(head, "x-ratelimit-remaining-" + name) != uint64_t{0})
            continue;
        const std::string *reset = head.find("x-ratelimit-reset-" + name);
        const std::optional<int64_t> wait = reset ? parse_reset_ms(*reset) : std::nullopt;
        if (wait && *wait <= kLongestMs)
            limits.exhausted_for_ms = std::max(limits.exhausted_for_ms, *wait);
    }
    return limits;
}

} // namespace gesso::core
