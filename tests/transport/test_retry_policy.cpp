// SPDX-License-Identifier: MIT
#include "support/catch.h"
#include "transport/retry_policy.h"

using namespace gesso::core;

namespace {

constexpr int64_t kNow = 1'696'004'797; // Fri, 29 Sep 2023 16:26:37 GMT

struct Case {
    ResponseHead head;
    AttemptOutcome outcome;
    RetrySettings settings;

    // A reply with an error envelope, half a second after the body.
    explicit Case(int status)
    {
        head.status = status;
        outcome.status = {StatusCode::refused, "no"};
        outcome.head = &head;
        outcome.is_body_started = outcome.is_body_sent = true;
        outcome.body_sent_at_ms = 1000;
        outcome.answered_at_ms = 1500;
        outcome.has_envelope = true;
    }

    // No reply at all.
    Case(StatusCode code, bool is_body_started)
    {
        outcome.status = {code, "no"};
        outcome.is_body_started = is_body_started;
    }

    Case(const Case &) = delete;

    RetryDecision decide(double random = 0) const
    {
        return decide_retry(outcome, settings, kNow, random);
    }
};

} // namespace

TEST_CASE("Retry-After in all its forms")
{
    struct Row {
        const char *value;
        bool is_retry;
        int64_t wait_ms; // 500 is the back-off
    };
    const Row row = GENERATE(
        Row{"20", true, 20'000}, Row{"60", true, 60'000}, Row{"61", true, 61'000},
        Row{"120", true, 120'000}, Row{"1.5", true, 1500}, Row{" 2 ", true, 2000},
        Row{"0", true, 500}, Row{"-10", true, 500}, Row{"inf", true, 500}, Row{"nan", true, 500},
        Row{"-inf", true, 500}, Row{"", true, 500}, Row{"soon", true, 500}, Row{"20 s", true, 500},
        Row{"1e-400", true, 500}, Row{"-1e400", true, 500}, Row{"121", false, 121'000},
        Row{"120.001", false, 120'001}, Row{"Fri, 29 Sep 2023 16:26:37 GMT", true, 500},
        Row{"Fri, 29 Sep 2023 16:26:27 GMT", true, 500},
        Row{"Fri, 29 Sep 2023 16:26:57 GMT", true, 20'000},
        Row{"Fri, 29 Sep 2023 16:27:37 GMT", true, 60'000},
        Row{"Fri, 29 Sep 2023 16:27:38 GMT", true, 61'000},
        Row{"Fri, 29 Sep 2023 16:28:37 GMT", true, 120'000},
        Row{"Fri, 29 Sep 2023 16:28:38 GMT", false, 121'000},
        Row{"Zun, 29 Sep 2023 16:26:57 GMT", true, 500},
        Row{"Fri, 29 Sep 100000 16:26:57 GMT", true, 500});
    CAPTURE(row.value);
    Case one(429);
    one.head.fields.push_back({"Retry-After", row.value, false});
    const RetryDecision decision = one.decide();
    CHECK(decision.is_retry == row.is_retry);
    CHECK(decision.wait_ms == row.wait_ms);
    CHECK(decision.billed == Billed::no);
}

TEST_CASE("a number of any size is a wait that is too long, never a crash")
{
    for (const size_t digits : {19, 20, 35, 310, 5000}) {
        Case one(429);
        one.head.fields.push_back({"Retry-After", '1' + std::string(digits, '0'), false});
        CHECK_FALSE(one.decide().is_retry);
        CHECK(one.decide().wait_ms > 120'000);
    }
}

TEST_CASE("retry-after-ms comes before Retry-After, unless it makes no sense")
{
    const auto [value, wait_ms, is_retry] = GENERATE(table<const char *, int64_t, bool>({
        {"1500", 1500, true},
        {"120000", 120'000, true},
        {"120001", 120'001, false},
        {"0.5", 1, true},
        {"nan", 7000, true},
        {"-1", 7000, true},
        {"", 7000, true},
    }));
    CAPTURE(value);
    Case one(429);
    one.head.fields.push_back({"Retry-After", "7", false});
    one.head.fields.push_back({"Retry-After-Ms", value, false});
    CHECK(one.decide().wait_ms == wait_ms);
    CHECK(one.decide().is_retry == is_retry);
    CHECK(one.decide().is_told);
}

TEST_CASE("the wait named in an error's text counts when no header does")
{
    Case one(429);
    one.outcome.said_wait_s = 26;
    CHECK(one.decide().wait_ms == 26'000);
    CHECK(one.decide().is_told);
    one.outcome.said_wait_s = 1e300;
    CHECK_FALSE(one.decide().is_retry);
    one.head.fields.push_back({"retry-after", "3", false});
    CHECK(one.decide().wait_ms == 3000);
}

TEST_CASE("back-off doubles from half a second to eight, less up to a quarter")
{
    const int64_t expected[] = {500, 1000, 2000, 4000, 8000, 8000};
    for (uint32_t attempt = 0; attempt < 6; ++attempt) {
        CHECK(back_off_ms(attempt, 0) == expected[attempt]);
        CHECK(back_off_ms(attempt, 1) == expected[attempt] * 3 / 4);
    }
    CHECK(back_off_ms(1100, 0) == 8000);
    CHECK(back_off_ms(UINT32_MAX, 0.5) == 7000);
}

TEST_CASE("nothing sent and trouble that may pass: again, and it cost nothing")
{
    const StatusCode code = GENERATE(
        StatusCode::name_not_resolved, StatusCode::connect_failed, StatusCode::timed_out,
        StatusCode::disconnected);
    Case one(code, false);
    CHECK(one.decide().is_retry);
    CHECK(one.decide().wait_ms == 500);
    CHECK(one.decide().billed == Billed::no);
}

TEST_CASE("nothing sent and trouble that stays: not again")
{
    const StatusCode code = GENERATE(
        StatusCode::tls_failed, StatusCode::invalid_argument, StatusCode::unsupported,
        StatusCode::resource_exhausted, StatusCode::out_of_memory, StatusCode::cancelled);
    Case one(code, false);
    CHECK_FALSE(one.decide().is_retry);
    CHECK(one.decide().billed == Billed::no);
}

TEST_CASE("once a byte of the body has left, an end without a reply is never repeated")
{
    const StatusCode code = GENERATE(
        StatusCode::disconnected, StatusCode::timed_out, StatusCode::tls_failed,
        StatusCode::protocol_error, StatusCode::truncated, StatusCode::cancelled);
    Case one(code, true);
    one.settings.retry_maybe_billed = true;
    CHECK_FALSE(one.decide().is_retry);
    CHECK(one.decide().billed == Billed::maybe);
}

TEST_CASE("which statuses are repeated, and what they cost")
{
    struct Row {
        int status;
        bool is_retry;
        bool is_retry_when_widened;
        Billed billed;
    };
    const Row row = GENERATE(
        Row{429, true, true, Billed::no}, Row{503, true, true, Billed::maybe},
        Row{408, true, true, Billed::no}, Row{409, true, true, Billed::no},
        Row{500, false, true, Billed::maybe}, Row{502, false, true, Billed::maybe},
        Row{504, false, true, Billed::maybe}, Row{400, false, false, Billed::no},
        Row{401, false, false, Billed::no}, Row{403, false, false, Billed::no},
        Row{404, false, false, Billed::no}, Row{413, false, false, Billed::no},
        Row{422, false, false, Billed::no}, Row{307, false, false, Billed::no},
        Row{200, false, false, Billed::maybe});
    CAPTURE(row.status);
    Case one(row.status);
    CHECK(one.decide().is_retry == row.is_retry);
    CHECK(one.decide().billed == row.billed);
    one.settings.retry_maybe_billed = true;
    CHECK(one.decide().is_retry == row.is_retry_when_widened);
}

TEST_CASE("a late 503, or one that the service did not write, may hide a painted picture")
{
    const int status = GENERATE(503, 408, 409);
    Case one(status);
    SECTION("late")
    {
        one.outcome.answered_at_ms = one.outcome.body_sent_at_ms + 10'001;
    }
    SECTION("from a gateway")
    {
        one.outcome.has_envelope = false;
    }
    CHECK_FALSE(one.decide().is_retry);
    one.outcome.has_envelope = true;
    one.outcome.answered_at_ms = one.outcome.body_sent_at_ms + 10'000;
    CHECK(one.decide().is_retry);
}

TEST_CASE("a 503 during the upload counts as prompt")
{
    Case one(503);
    one.outcome.is_body_sent = false;
    one.outcome.body_sent_at_ms = 0;
    one.outcome.answered_at_ms = 1'000'000;
    CHECK(one.decide().is_retry);
}

TEST_CASE("x-should-retry: false always wins, true is obeyed when it comes at once")
{
    const auto [status, value, is_retry] = GENERATE(table<int, const char *, bool>({
        {429, "false", false},
        {503, "False", false},
        {400, "true", true},
        {500, " true ", true},
        {400, "perhaps", false},
        {200, "true", false},
    }));
    CAPTURE(status, value);
    Case one(status);
    one.head.fields.push_back({"X-Should-Retry", value, false});
    CHECK(one.decide().is_retry == is_retry);
    one.outcome.answered_at_ms += 20'000;
    CHECK_FALSE((one.decide().is_retry && status != 429));
}

TEST_CASE("money, a refused prompt and image bytes end it whatever the header says")
{
    Case one(429);
    one.head.fields.push_back({"x-should-retry", "true", false});
    REQUIRE(one.decide().is_retry);
    SECTION("billing")
    {
        one.outcome.is_billing = true;
    }
    SECTION("content filter")
    {
        one.outcome.is_content_filter = true;
    }
    SECTION("image bytes")
    {
        one.outcome.has_image_bytes = true;
        CHECK(one.decide().billed == Billed::maybe);
    }
    SECTION("cancelled")
    {
        one.outcome.status.code = StatusCode::cancelled;
    }
    CHECK_FALSE(one.decide().is_retry);
    CHECK(one.decide().reason != std::string());
}

TEST_CASE("retries stop at their number")
{
    Case one(429);
    one.settings.max_retries = 2;
    one.outcome.attempt = 1;
    CHECK(one.decide().is_retry);
    CHECK(one.decide().wait_ms == 1000);
    one.outcome.attempt = 2;
    CHECK_FALSE(one.decide().is_retry);
    one.settings.max_retries = 0;
    one.outcome.attempt = 0;
    CHECK_FALSE(one.decide().is_retry);
}

TEST_CASE("a wait the service asked for is told even when the retries are used up")
{
    Case one(429);
    one.settings.max_retries = 0;
    one.head.fields.push_back({"Retry-After", "30", false});
    const RetryDecision decision = one.decide();
    CHECK_FALSE(decision.is_retry);
    CHECK(decision.is_told);
    CHECK(decision.wait_ms == 30'000);
}
