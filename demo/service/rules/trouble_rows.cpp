// SPDX-License-Identifier: MIT
#include "rules/error_rows.h"

#include <array>

namespace loopback {

namespace {

constexpr ErrorRow bill_row(std::string_view code)
{
    const ErrorBody body = openai_body(
        code, code, "You exceeded your current quota, please check your plan and billing details.");
    return {code, kEverywhere, 429, body, {}, {}};
}

constexpr ErrorRow page_row(std::string_view tag, int status, std::string_view title)
{
    return {tag, kEverywhere, status, {ErrorBody::Shape::html, title}, {}, {}, "text/html"};
}

constexpr ErrorBody kRate =
    openai_body("requests", "rate_limit_exceeded", "Rate limit reached for images per minute.");
constexpr ErrorBody kAzureRate = azure_body(
    "429",
    "Requests to the Images_Generations Operation under Azure OpenAI API version "
    "2025-04-01-preview "
    "have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 1 "
    "second. Please go here: https://aka.ms/oai/quotaincrease if you would like to further "
    "increase the default rate limit.");
constexpr ErrorBody kServerError =
    openai_body("server_error", "", "The server had an error while processing your request.");

constexpr std::array kRows{
    ErrorRow{
        "429", kOnAzure, 429, kAzureRate,
        "Retry-After: 1\nx-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 1",
        "a rate limit with Retry-After: 1 at the first try of each prompt, then fine",
        "application/json", true},
    ErrorRow{
        "429", kOnOpenai, 429, kRate,
        "Retry-After: 1\nx-ratelimit-limit-requests: 5\nx-ratelimit-remaining-requests: 0\n"
        "x-ratelimit-reset-requests: 1s",
        "", "application/json", true},
    ErrorRow{"429-ms", kEverywhere, 429, kRate, "retry-after-ms: 250", "retry-after-ms: 250"},
    ErrorRow{"429-date", kEverywhere, 429, kRate, "Retry-After: {date}", "Retry-After as a date"},
    ErrorRow{"429-text", kEverywhere, 429, kAzureRate, "", "\"retry after 1 second\" as text"},
    ErrorRow{"429-day", kEverywhere, 429, kAzureRate, "Retry-After: 86400", "Retry-After: 86400"},
    ErrorRow{"429-bare", kEverywhere, 429, kRate, "", "nothing says how long"},
    ErrorRow{
        "429-tokens", kEverywhere, 429,
        raw_body(
            R"({"error":{"code":"429","message":"Requests have exceeded token rate limit of your )"
            R"(current OpenAI S0 pricing tier. Please retry after 1 second."}})"),
        "Retry-After: 1", "tokens, not requests"},
    ErrorRow{
        "429-demand", kEverywhere, 429,
        raw_body(
            R"({"error":{"code":"429","message":"The system is currently experiencing high demand )"
            R"(and cannot process your request."}})"),
        "", "too many others"},
    ErrorRow{
        "429-slow-down", kEverywhere, 429,
        openai_body("requests", "slow_down", "Please slow down."), "", "slow_down"},
    ErrorRow{
        "429-no-retry", kEverywhere, 429, kRate, "Retry-After: 1\nx-should-retry: false",
        "x-should-retry: false"},
    ErrorRow{
        "quota", kEverywhere, 429,
        openai_body(
            "insufficient_quota", "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details."),
        "", "429 insufficient_quota; the other codes of bills are tags as they are"},
    ErrorRow{
        "quota-type", kEverywhere, 429,
        openai_body("insufficient_quota", "", "You exceeded your current quota."), "",
        "the same, in the type alone"},
    bill_row("billing_hard_limit_reached"),
    bill_row("credit_balance_exhausted"),
    bill_row("organization_spend_limit_exceeded"),
    bill_row("project_spend_limit_exceeded"),
    bill_row("organization_usage_limit_exceeded"),
    ErrorRow{
        "408", kEverywhere, 408, openai_body("timeout", "", "Request timed out."), "",
        "408 and 409, which may be tried again"},
    ErrorRow{"409", kEverywhere, 409, openai_body("conflict", "", "Please try again."), "", ""},
    ErrorRow{"500", kEverywhere, 500, kServerError, "", "500, 503: the server's error body"},
    ErrorRow{
        "503", kEverywhere, 503,
        openai_body(
            "server_error", "server_is_overloaded", "The server is overloaded or not ready yet."),
        "", ""},
    ErrorRow{
        "500-retry", kEverywhere, 500, kServerError, "x-should-retry: true",
        "500 with x-should-retry: true; [503-no-retry] with false"},
    ErrorRow{"503-no-retry", kEverywhere, 503, kServerError, "x-should-retry: false", ""},
    page_row("413", 413, "413 Request Entity Too Large"),
    page_row("502", 502, "502 Bad Gateway"),
    page_row("504", 504, "504 Gateway Time-out"),
    page_row("520", 520, "520 Web server is returning an unknown error"),
    page_row("524", 524, "524 A timeout occurred"),
    page_row("529", 529, "529 Site is overloaded"),
    ErrorRow{
        "307", kEverywhere, 307, raw_body(""), "Location: {elsewhere}",
        "a redirect to another name of this host; /__stats counts who follows"},
};

} // namespace

std::span<const ErrorRow> trouble_rows()
{
    return kRows;
}

} // namespace loopback
