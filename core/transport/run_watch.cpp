// SPDX-License-Identifier: MIT
#include "transport/run_watch.h"

#include <algorithm>
#include <utility>

namespace gesso::core {

namespace {

// What the HTTP library may have read beyond the header block when it asks for the next byte: its
// own buffer, and one TLS record.
constexpr uint64_t kReadAhead = 48u << 10;

bool has_passed(int64_t since_ms, int64_t now_ms, uint64_t limit_ms)
{
    return limit_ms < kNoLimitMs && now_ms - since_ms >= static_cast<int64_t>(limit_ms);
}

std::string seconds_text(uint32_t ms)
{
    std::string text = std::to_string(ms / 1000);
    if (ms % 1000 != 0)
        text += '.' + std::to_string(ms % 1000 + 1000).substr(1);
    return text + " s";
}

Status timed_out(const char *what, const char *clock, uint32_t limit_ms, const char *advice)
{
    return {
        StatusCode::timed_out, std::string(what) + " within " + seconds_text(limit_ms) + " (" +
                                   clock + " clock). " + advice};
}

std::string interrupt_text(StatusCode why)
{
    if (why == StatusCode::cancelled)
        return "The request was cancelled";
    return std::string("The request was ended: ") + to_string(why);
}

} // namespace

void RunWatch::begin(const ExchangeAttempt &attempt, int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    is_running_ = true;
    is_head_delivered_ = false;
    is_in_sink_ = false;
    reason_ = {};
    clocks_ = attempt.clocks;
    header_bytes_ = attempt.header_bytes;
    phase_ = LinePhase::connecting;
    began_at_ms_ = phase_at_ms_ = active_at_ms_ = now_ms;
    received_ = 0;
    read_before_ = 0;
}

Status RunWatch::end()
{
    const std::lock_guard lock(mutex_);
    is_running_ = false;
    phase_ = LinePhase::idle;
    return std::exchange(reason_, {});
}

void RunWatch::enter(LinePhase phase, int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    phase_ = phase;
    phase_at_ms_ = active_at_ms_ = now_ms;
    SocketLine::Traffic traffic;
    if (phase == LinePhase::sending && line_.traffic(traffic))
        read_before_ = traffic.received - std::min(traffic.received, traffic.unread);
}

void RunWatch::note_progress(int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    active_at_ms_ = now_ms;
}

void RunWatch::enter_sink()
{
    const std::lock_guard lock(mutex_);
    is_in_sink_ = true;
}

void RunWatch::leave_sink(int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    is_in_sink_ = false;
    active_at_ms_ = now_ms;
}

void RunWatch::note_head_delivered()
{
    const std::lock_guard lock(mutex_);
    is_head_delivered_ = true;
}

void RunWatch::stop(Status reason)
{
    const std::lock_guard lock(mutex_);
    stop_locked(std::move(reason));
}

bool RunWatch::is_stopped()
{
    const std::lock_guard lock(mutex_);
    return !reason_.is_ok();
}

void RunWatch::interrupt(StatusCode why)
{
    const std::lock_guard lock(mutex_);
    if (is_running_)
        stop_locked({why, interrupt_text(why)});
}

void RunWatch::inspect(int64_t now_ms)
{
    const std::lock_guard lock(mutex_);
    if (!is_running_)
        return;
    // A socket that was created after the first shutdown, or was connecting during it, needs
    // another one.
    if (!reason_.is_ok()) {
        line_.shut_down();
        return;
    }
    SocketLine::Traffic traffic;
    if (line_.traffic(traffic)) {
        if (traffic.received != received_)
            active_at_ms_ = now_ms;
        received_ = traffic.received;
        stop_locked(check_header_bytes(traffic));
    }
    stop_locked(check_clocks(now_ms));
}

Status RunWatch::check_header_bytes(const SocketLine::Traffic &traffic) const
{
    const uint64_t read = traffic.received - std::min(traffic.received, traffic.unread);
    if (is_head_delivered_ || read <= read_before_ + header_bytes_ + kReadAhead)
        return {};
    return {
        StatusCode::limit_exceeded,
        "The header of the server's answer is larger than the limit of " +
            std::to_string(header_bytes_) + " bytes (header_bytes). It is not an image service"};
}

Status RunWatch::check_clocks(int64_t now_ms) const
{
    if (has_passed(began_at_ms_, now_ms, clocks_.total_ms))
        return timed_out(
            "The request had not ended", "total", clocks_.total_ms,
            "Raise the total time if images may take longer");
    switch (phase_) {
    case LinePhase::connecting:
        if (has_passed(began_at_ms_, now_ms, clocks_.connect_ms))
            return timed_out(
                "The server did not accept a connection", "connect", clocks_.connect_ms,
                "Check the endpoint, the network and any firewall");
        break;
    case LinePhase::waiting:
        if (has_passed(phase_at_ms_, now_ms, clocks_.first_byte_ms))
            return timed_out(
                "The server took the request but did not begin to answer", "first byte",
                clocks_.first_byte_ms, "It may still be working on it, and may charge for it");
        break;
    case LinePhase::sending:
    case LinePhase::receiving:
        if (!is_in_sink_ && has_passed(active_at_ms_, now_ms, clocks_.idle_ms))
            return timed_out(
                phase_ == LinePhase::sending ? "The server took no more of the request"
                                             : "The server's answer did not go on",
                "idle", clocks_.idle_ms, "Check the network, then try again");
        break;
    case LinePhase::idle:
    case LinePhase::done:
        break;
    }
    return {};
}

void RunWatch::stop_locked(Status reason)
{
    if (reason.is_ok() || !reason_.is_ok())
        return;
    reason_ = std::move(reason);
    line_.shut_down();
}

} // namespace gesso::core
