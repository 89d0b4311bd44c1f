// SPDX-License-Identifier: MIT
#include "client/service_pace.h"

#include <algorithm>
#include <utility>

namespace gesso::core {
namespace {

constexpr int64_t kMinuteMs = 60'000;

} // namespace

void ServicePace::describe(uint32_t images_per_minute, bool is_elsewhere)
{
    set_per_minute_ = images_per_minute;
    said_per_minute_ = 0;
    exhausted_until_ = 0;
    paced_until_ = 0;
    limit_.open();
    reach_.open();
    if (is_elsewhere)
        starts_.clear();
}

Hold ServicePace::ask(uint32_t images, int64_t now_ms)
{
    if (!limit_.lets_pass(now_ms))
        return {WaitReason::rate_limit, limit_.due_ms()};
    if (!reach_.lets_pass(now_ms))
        return {WaitReason::connection, reach_.due_ms()};
    if (!is_paced_)
        paced_until_ = paced_until(images, now_ms);
    is_paced_ = paced_until_ > now_ms;
    return is_paced_ ? Hold{WaitReason::pacing, paced_until_} : Hold{};
}

Hold ServicePace::notice(int64_t now_ms) const
{
    if (limit_.is_shut())
        return {WaitReason::rate_limit, limit_.due_ms()};
    if (reach_.is_shut())
        return {WaitReason::connection, reach_.due_ms()};
    if (paced_until_ > now_ms)
        return {WaitReason::pacing, paced_until_};
    return {};
}

ServicePace::Pass ServicePace::start(uint32_t images, int64_t now_ms)
{
    forget_old(now_ms);
    if (images > 0)
        starts_.push_back({now_ms, images});
    return {limit_.pass(), reach_.pass(), now_ms, images};
}

void ServicePace::note_answered(const Pass &pass)
{
    reach_.open(pass.reach);
    limit_.open(pass.limit);
}

void ServicePace::note_end(const Pass &pass, bool was_sent)
{
    limit_.give_up(pass.limit);
    reach_.give_up(pass.reach);
    if (was_sent)
        return; // the service counts what fails as well
    const auto unsent = std::find_if(starts_.begin(), starts_.end(), [&](const Start &start) {
        return start.at_ms == pass.at_ms && start.images == pass.images;
    });
    if (unsent != starts_.end())
        starts_.erase(unsent);
}

void ServicePace::learn(const RateLimits &said, int64_t now_ms)
{
    if (said.images_per_minute != 0)
        said_per_minute_ = said.images_per_minute;
    if (said.exhausted_for_ms > 0)
        exhausted_until_ = std::max(exhausted_until_, now_ms + said.exhausted_for_ms);
}

void ServicePace::hold_for_limit(const Pass &pass, int64_t due_ms, bool is_told)
{
    if (is_told || limit_.is_news(pass.limit) || !limit_.is_shut())
        limit_.shut(pass.limit, due_ms);
}

void ServicePace::hold_for_connection(const Pass &pass, int64_t due_ms, Status why)
{
    if (!reach_.is_news(pass.reach) && reach_.is_shut())
        return;
    why_unreachable_ = std::move(why);
    reach_.shut(pass.reach, due_ms);
}

// No window of a minute holds more images than allowed. What exceeds the allowance by itself goes
// alone: otherwise it could never go.
int64_t ServicePace::paced_until(uint32_t images, int64_t now_ms)
{
    forget_old(now_ms);
    int64_t until = exhausted_until_;
    const uint32_t per_minute = set_per_minute_ != 0 ? set_per_minute_ : said_per_minute_;
    if (per_minute == 0)
        return until;
    uint64_t sum = images;
    for (const Start &start : starts_)
        sum += start.images;
    for (const Start &start : starts_) {
        if (sum <= per_minute)
            break;
        until = std::max(until, start.at_ms + kMinuteMs);
        sum -= start.images;
    }
    return until;
}

void ServicePace::forget_old(int64_t now_ms)
{
    while (!starts_.empty() && starts_.front().at_ms + kMinuteMs <= now_ms)
        starts_.pop_front();
}

} // namespace gesso::core
