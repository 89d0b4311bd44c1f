// SPDX-License-Identifier: MIT
#include "transport/retry_policy.h"

#include "base/text.h"
#include "transport/http_date.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gesso::core {

namespace {

constexpr int64_t kLongestAskedMs = 120'000;
constexpr int64_t kPromptAnswerMs = 10'000; // an answer this soon did not paint anything
constexpr int64_t kBeyondMs = INT64_MAX / 2;

// Finite and positive, or nothing. What is too large to hold is a wait, and too long a one.
std::optional<int64_t> positive_ms(std::string_view text, double unit_ms)
{
    double value = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (stop != end || text.empty() || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        const bool is_large = text.front() != '-' && text.find('-') == std::string_view::npos;
        return is_large ? std::optional(kBeyondMs) : std::nullopt;
    }
    const double ms = value * unit_ms;
    if (!std::isfinite(ms) || ms <= 0)
        return std::nullopt;
    return ms >= static_cast<double>(kBeyondMs) ? kBeyondMs : static_cast<int64_t>(std::ceil(ms));
}

// True or false as the header says it, or nothing.
std::optional<bool> should_retry(const ResponseHead *head)
{
    const std::string *value = head ? head->find("x-should-retry") : nullptr;
    if (value && equals_ignoring_case(trim_ascii(*value), "true"))
        return true;
    if (value && equals_ignoring_case(trim_ascii(*value), "false"))
        return false;
    return std::nullopt;
}

int status_of(const AttemptOutcome &outcome)
{
    return outcome.head ? outcome.head->status : 0;
}

Billed billed_by(const AttemptOutcome &outcome)
{
    const int status = status_of(outcome);
    if (outcome.has_image_bytes)
        return Billed::maybe;
    const bool is_refusal = status >= 300 && status < 500;
    return outcome.is_body_started && !is_refusal ? Billed::maybe : Billed::no;
}

// The attempt failed on the way there, for a reason that may pass.
bool is_passing_trouble(const AttemptOutcome &outcome)
{
    switch (outcome.status.code) {
    case StatusCode::name_not_resolved:
    case StatusCode::connect_failed:
    case StatusCode::disconnected:
    case StatusCode::timed_out:
        return true;
    default:
        return false;
    }
}

// The service itself said so, so soon that it cannot have painted: not a gateway that lost
// patience while the painting goes on.
bool is_prompt_refusal(const AttemptOutcome &outcome)
{
    const bool is_prompt = !outcome.is_body_sent ||
                           outcome.answered_at_ms - outcome.body_sent_at_ms <= kPromptAnswerMs;
    return outcome.has_envelope && is_prompt;
}

Trouble trouble_of(const AttemptOutcome &outcome)
{
    if (status_of(outcome) == 429 && !outcome.is_billing && !outcome.is_content_filter)
        return Trouble::rate_limit;
    const bool is_nothing_sent = !outcome.head && !outcome.is_body_started;
    return is_nothing_sent && is_passing_trouble(outcome) ? Trouble::unreachable : Trouble::none;
}

bool is_free(const AttemptOutcome &outcome, const RetrySettings &settings)
{
    // Who wants no retry at all gets none.
    return outcome.is_first_limit && settings.max_retries > 0 && status_of(outcome) == 429;
}

// Null when the attempt may be repeated, else why not.
const char *objection(const AttemptOutcome &outcome, const RetrySettings &settings)
{
    const int status = status_of(outcome);
    const std::optional<bool> told = should_retry(outcome.head);
    if (outcome.status.is_ok() || outcome.status.code == StatusCode::finished)
        return "it did not fail";
    if (outcome.status.code == StatusCode::cancelled)
        return "it was cancelled";
    if (outcome.has_image_bytes)
        return "image bytes have arrived";
    if (outcome.is_billing || outcome.is_content_filter)
        return "the same request would be refused again";
    if (told == false)
        return "the service says not to";
    if (outcome.attempt >= settings.max_retries && !is_free(outcome, settings))
        return "the retries are used up";
    if (status == 0)
        return !outcome.is_body_started && is_passing_trouble(outcome)
                   ? nullptr
                   : "the request may have been taken, or would fail in the same way";
    if (status < 400)
        return "the answer is no error status";
    if (status == 429)
        return nullptr;
    const bool is_named = status == 503 || status == 408 || status == 409 || told == true;
    if (is_named && is_prompt_refusal(outcome))
        return nullptr;
    if (status >= 500 && settings.retry_maybe_billed)
        return nullptr;
    return status >= 500 || is_named ? "the attempt may have been billed"
                                     : "the same request would be refused again";
}

} // namespace

int64_t back_off_ms(uint32_t attempt, double random)
{
    const int64_t full = int64_t{500} << std::min(attempt, 4u); // 8 s at most
    const double share = std::clamp(random, 0.0, 1.0);
    return full - static_cast<int64_t>(static_cast<double>(full) * 0.25 * share);
}

int64_t long_back_off_ms(uint32_t attempt, double random)
{
    return 2 * back_off_ms(attempt, random);
}

std::optional<int64_t> asked_wait_ms(const ResponseHead &head, int64_t unix_now)
{
    if (const std::string *value = head.find("retry-after-ms")) {
        const std::optional<int64_t> wait = positive_ms(trim_ascii(*value), 1);
        if (wait)
            return wait;
    }
    const std::string *value = head.find("Retry-After");
    if (!value)
        return std::nullopt;
    const std::string_view text = trim_ascii(*value);
    const std::optional<int64_t> wait = positive_ms(text, 1000);
    if (wait)
        return wait;
    const std::optional<int64_t> date = parse_http_date(text);
    if (date && *date > unix_now)
        return (*date - unix_now) * 1000;
    return std::nullopt;
}

RetryDecision decide_retry(
    const AttemptOutcome &outcome, const RetrySettings &settings, int64_t unix_now, double random)
{
    RetryDecision decision;
    decision.billed = billed_by(outcome);
    std::optional<int64_t> asked;
    if (outcome.head)
        asked = asked_wait_ms(*outcome.head, unix_now);
    if (!asked && outcome.said_wait_s && std::isfinite(*outcome.said_wait_s) &&
        *outcome.said_wait_s > 0)
        asked = static_cast<int64_t>(std::min(*outcome.said_wait_s, 1e9) * 1000);
    const uint32_t step = std::max(outcome.attempt, outcome.failures_in_a_row);
    const int64_t back_off =
        settings.retry_maybe_billed ? long_back_off_ms(step, random) : back_off_ms(step, random);
    decision.is_told = asked.has_value();
    decision.wait_ms = asked.value_or(back_off);
    const bool is_too_long = decision.wait_ms > kLongestAskedMs;
    decision.trouble = trouble_of(outcome);
    if (decision.trouble != Trouble::none && !is_too_long)
        decision.hold_ms = decision.wait_ms;

    const char *why_not = objection(outcome, settings);
    if (!why_not && is_too_long)
        why_not = "the service asks to wait longer than 120 s";
    decision.is_retry = !why_not;
    decision.is_free = !why_not && is_free(outcome, settings);
    decision.reason = why_not ? why_not : "nothing was bought";
    if (why_not && !decision.is_told)
        decision.wait_ms = 0;
    return decision;
}

} // namespace gesso::core
