// SPDX-License-Identifier: MIT
// The rules about money, sentence by sentence: each row is a claim, and its neighbour that differs
// in the one thing that the sentence is about.
#include "support/catch.h"
#include "transport/retry_policy.h"

#include <iterator>
#include <vector>

using namespace gesso::core;

namespace {

constexpr int64_t kNow = 1'700'000'000;

// An attempt: by default one that was sent, and answered at once in the provider's envelope.
struct Try {
    int status = 0; // 0: no answer
    StatusCode code = StatusCode::refused;
    bool is_sent = true;
    int64_t after_ms = 100; // from the last body byte to the answer
    bool has_envelope = true;
    bool is_billing = false;
    bool has_image_bytes = false;
    const char *should_retry = nullptr;
    const char *retry_after = nullptr;
    uint32_t retries = 0; // used up
    bool is_first_limit = false;
    uint32_t max_retries = 2;
    bool is_widened = false;
};

RetryDecision decide(const Try &one, double random = 0)
{
    ResponseHead head;
    head.status = one.status;
    if (one.should_retry)
        head.fields.push_back({"x-should-retry", one.should_retry, false});
    if (one.retry_after)
        head.fields.push_back({"Retry-After", one.retry_after, false});
    AttemptOutcome outcome;
    outcome.status = {one.code, "it failed"};
    outcome.head = one.status != 0 ? &head : nullptr;
    outcome.is_body_started = outcome.is_body_sent = one.is_sent;
    outcome.body_sent_at_ms = 5000;
    outcome.answered_at_ms = 5000 + one.after_ms;
    outcome.has_envelope = one.has_envelope;
    outcome.is_billing = one.is_billing;
    outcome.has_image_bytes = one.has_image_bytes;
    outcome.attempt = one.retries;
    outcome.is_first_limit = one.is_first_limit;
    return decide_retry(outcome, {one.max_retries, one.is_widened}, kNow, random);
}

struct Row {
    const char *says;
    Try one;
    bool is_retry;
    Billed billed;
};

void check(const std::vector<Row> &rows)
{
    for (const Row &row : rows) {
        CAPTURE(row.says);
        CHECK(decide(row.one).is_retry == row.is_retry);
        CHECK(decide(row.one).billed == row.billed);
    }
}

Try lost(StatusCode code, bool is_sent)
{
    Try one;
    one.code = code;
    one.is_sent = is_sent;
    return one;
}

Try answered(int status)
{
    Try one;
    one.status = status;
    return one;
}

template <typename Change>
Try with(Try one, Change change)
{
    change(one);
    return one;
}

} // namespace

TEST_CASE("rule: repeated when nothing was sent, never when a byte of the body was")
{
    check({
        {"refused", lost(StatusCode::connect_failed, false), true, Billed::no},
        {"no such name", lost(StatusCode::name_not_resolved, false), true, Billed::no},
        {"connect clock", lost(StatusCode::timed_out, false), true, Billed::no},
        {"reset on accept", lost(StatusCode::disconnected, false), true, Billed::no},
        {"a certificate does not get better", lost(StatusCode::tls_failed, false), false,
         Billed::no},
        {"reset after a byte", lost(StatusCode::disconnected, true), false, Billed::maybe},
        {"silence after a byte", lost(StatusCode::timed_out, true), false, Billed::maybe},
        {"cut answer", lost(StatusCode::truncated, true), false, Billed::maybe},
    });
}

TEST_CASE("rule: a 429 is repeated however late and by whomever, unless it is about money")
{
    check({
        {"429", answered(429), true, Billed::no},
        {"late", with(answered(429), [](Try &t) { t.after_ms = 60'000; }), true, Billed::no},
        {"a gateway's", with(answered(429), [](Try &t) { t.has_envelope = false; }), true,
         Billed::no},
        {"billing", with(answered(429), [](Try &t) { t.is_billing = true; }), false, Billed::no},
    });
}

TEST_CASE("rule: 503, 408, 409 and x-should-retry count within 10 s and in the envelope")
{
    struct Kind {
        int status;
        const char *should_retry;
        Billed billed;
    };
    const Kind kind = GENERATE(
        Kind{503, nullptr, Billed::maybe}, Kind{408, nullptr, Billed::no},
        Kind{409, nullptr, Billed::no}, Kind{500, "true", Billed::maybe},
        Kind{400, "true", Billed::no});
    CAPTURE(kind.status);
    const Try one = with(answered(kind.status), [&](Try &t) {
        t.should_retry = kind.should_retry;
        t.after_ms = 10'000;
    });
    check({
        {"in time", one, true, kind.billed},
        {"too late", with(one, [](Try &t) { t.after_ms = 10'001; }), false, kind.billed},
        {"no envelope", with(one, [](Try &t) { t.has_envelope = false; }), false, kind.billed},
        {"false wins", with(one, [](Try &t) { t.should_retry = "false"; }), false, kind.billed},
    });
}

TEST_CASE("rule: x-should-retry: false always wins")
{
    const int status = GENERATE(429, 503, 408, 409, 500);
    CHECK_FALSE(decide(with(answered(status), [](Try &t) {
                    t.should_retry = "false";
                    t.is_widened = true;
                    t.is_first_limit = true;
                })).is_retry);
}

TEST_CASE("rule: two retries unless the host says otherwise, 0.5 to 8 s apart with jitter")
{
    CHECK(RetrySettings{}.max_retries == 2);
    check({
        {"first", answered(503), true, Billed::maybe},
        {"second", with(answered(503), [](Try &t) { t.retries = 1; }), true, Billed::maybe},
        {"no third", with(answered(503), [](Try &t) { t.retries = 2; }), false, Billed::maybe},
        {"none", with(answered(503), [](Try &t) { t.max_retries = 0; }), false, Billed::maybe},
    });
    const int64_t full[] = {500, 1000, 2000, 4000, 8000, 8000};
    for (uint32_t k = 0; k < std::size(full); ++k) {
        const Try one = with(answered(503), [&](Try &t) {
            t.retries = k;
            t.max_retries = 100;
        });
        CHECK(decide(one, 0).wait_ms == full[k]);
        CHECK(decide(one, 1).wait_ms == full[k] * 3 / 4);
    }
}

TEST_CASE("rule: the service's own wait counts up to 120 s, above it gives up")
{
    const int status = GENERATE(429, 503);
    const auto asked = [&](const char *wait) {
        return decide(with(answered(status), [&](Try &t) { t.retry_after = wait; }));
    };
    CHECK(asked("120").is_retry);
    CHECK(asked("120").wait_ms == 120'000);
    CHECK_FALSE(asked("121").is_retry);
    CHECK(asked("121").hold_ms == 0);
}

TEST_CASE("rule: the first 429 uses up nobody's retries and holds the others")
{
    const Try first = with(answered(429), [](Try &t) {
        t.is_first_limit = true;
        t.retries = 2;
        t.retry_after = "20";
    });
    CHECK(decide(first).is_retry);
    CHECK(decide(first).is_free);
    CHECK(decide(first).trouble == Trouble::rate_limit);
    CHECK(decide(first).hold_ms == 20'000);
    const RetryDecision further = decide(with(first, [](Try &t) { t.is_first_limit = false; }));
    CHECK_FALSE(further.is_retry);
    CHECK(further.hold_ms == 20'000); // of the others all the same
    const RetryDecision unwanted = decide(with(first, [](Try &t) { t.max_retries = 0; }));
    CHECK_FALSE(unwanted.is_retry);
    CHECK(unwanted.hold_ms == 20'000);
    CHECK(decide(with(first, [](Try &t) { t.is_billing = true; })).hold_ms == 0);
    const RetryDecision away = decide(lost(StatusCode::connect_failed, false));
    CHECK(away.trouble == Trouble::unreachable);
    CHECK(away.hold_ms == 500);
    CHECK_FALSE(away.is_free);
    CHECK(decide(lost(StatusCode::disconnected, true)).trouble == Trouble::none);
    CHECK(decide(answered(503)).trouble == Trouble::none);
}

TEST_CASE("rule: retry_maybe_billed widens it to 5xx, at 1, 2, 4, 8, 16 s")
{
    const auto wide = [](Try &t) { t.is_widened = true; };
    check({
        {"500", with(answered(500), wide), true, Billed::maybe},
        {"a gateway's late 504",
         with(
             answered(504),
             [](Try &t) {
                 t.is_widened = true;
                 t.has_envelope = false;
                 t.after_ms = 60'000;
             }),
         true, Billed::maybe},
        {"not without", answered(500), false, Billed::maybe},
        {"not a 4xx", with(answered(400), wide), false, Billed::no},
        {"not what was lost", with(lost(StatusCode::disconnected, true), wide), false,
         Billed::maybe},
    });
    const int64_t full[] = {1000, 2000, 4000, 8000, 16'000, 16'000};
    for (uint32_t k = 0; k < std::size(full); ++k) {
        const Try one = with(answered(500), [&](Try &t) {
            t.is_widened = true;
            t.retries = k;
            t.max_retries = 100;
        });
        CHECK(decide(one).wait_ms == full[k]);
    }
}

TEST_CASE("rule: after any image byte never")
{
    const int status = GENERATE(0, 200, 408, 429, 500, 503);
    const Try one = with(answered(status), [](Try &t) {
        t.has_image_bytes = true;
        t.is_widened = true;
        t.is_first_limit = true;
        t.should_retry = "true";
    });
    CHECK_FALSE(decide(one).is_retry);
    CHECK(decide(one).billed == Billed::maybe);
}
