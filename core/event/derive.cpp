// SPDX-License-Identifier: MIT
// The poll thread's half of the board: published minus reported.
#include "event/event_board.h"
#include "event/packing.h"

namespace gesso::core {

bool EventBoard::derive_job(Event &out_event)
{
    return jobs_.next([&out_event](const JobNews &news) {
        out_event = Event{};
        out_event.kind = NewsKind::job;
        out_event.user_data = news.user_data;
        out_event.job = news.job;
        out_event.job_images = news.images;
        out_event.end.result = news.result;
    });
}

bool EventBoard::derive(Mailbox &mailbox, Event &out_event)
{
    // First, so that everything published before it is visible below.
    const uint64_t end = mailbox.end.load(std::memory_order_acquire);
    if (mailbox.is_end_reported)
        return false;
    out_event = Event{};
    out_event.request = mailbox.request;
    out_event.user_data = mailbox.user_data;
    if (end == 0 && derive_progress(mailbox, out_event))
        return true;
    if (derive_release(mailbox, out_event))
        return true;

    for (uint32_t i = 0; i < mailbox.lane_count; ++i) {
        const uint32_t lane = (mailbox.next_lane + i) % mailbox.lane_count;
        if (derive_lane(mailbox.lanes[lane], out_event)) {
            out_event.output = static_cast<int32_t>(lane);
            mailbox.next_lane = (lane + 1) % mailbox.lane_count;
            return true;
        }
    }
    if (end == 0)
        return false;
    mailbox.is_end_reported = true;
    out_event.end = unpack_end(end);
    out_event.kind = out_event.end.ok_count > 0 ? NewsKind::finished : NewsKind::failed;
    return true;
}

bool EventBoard::derive_progress(Mailbox &mailbox, Event &out_event)
{
    const uint32_t phase = mailbox.phase.load(std::memory_order_acquire);
    if (phase != mailbox.phase_reported) {
        mailbox.phase_reported = phase;
        out_event.phase = phase_of(phase);
        out_event.attempt = attempt_of(phase);
        out_event.kind = out_event.phase == Phase::queued ? NewsKind::queued : NewsKind::phase;
        return true;
    }
    const uint64_t waiting = mailbox.waiting.load(std::memory_order_acquire);
    if (waiting == mailbox.waiting_reported)
        return false;
    mailbox.waiting_reported = waiting;
    if (reason_of(waiting) == WaitReason::none)
        return false;
    out_event.kind = NewsKind::waiting;
    out_event.reason = reason_of(waiting);
    out_event.remaining_ms = static_cast<uint32_t>(waiting);
    return true;
}

bool EventBoard::derive_release(Mailbox &mailbox, Event &out_event)
{
    if (mailbox.is_release_reported || !mailbox.are_inputs_released.load(std::memory_order_acquire))
        return false;
    mailbox.is_release_reported = true;
    out_event.kind = NewsKind::inputs_released;
    return true;
}

bool EventBoard::derive_lane(Lane &lane, Event &out_event)
{
    const uint32_t failure = lane.failure.load(std::memory_order_acquire);
    // Active before complete: see complete_pass.
    const ImageId active = lane.active.load(std::memory_order_acquire);
    const ImageId complete = lane.complete.load(std::memory_order_acquire);

    if (lane.open != 0 && continue_open(lane, active, complete, out_event))
        return true;
    if (lane.open == 0 && complete != 0 && complete != lane.shown &&
        adopt(lane, complete, out_event))
        return true;
    if (lane.open == 0 && active != 0 && active != complete && adopt(lane, active, out_event))
        return true;
    return failure != 0 && derive_failure(lane, out_event);
}

bool EventBoard::continue_open(Lane &lane, ImageId active, ImageId complete, Event &out_event)
{
    const PassNews news = images_.look(lane.open);
    if (news.state == PassState::dropped)
        return close_dropped(lane, news, out_event);
    if (lane.open == complete) {
        return report_rows(lane, news, out_event) || close_complete(lane, news, out_event);
    }
    if (lane.open == active)
        return report_rows(lane, news, out_event);
    // A newer pass is complete: what was not reported of this one is withdrawn.
    images_.release(lane.open, 1);
    lane.open = 0;
    return false;
}

bool EventBoard::adopt(Lane &lane, ImageId image, Event &out_event)
{
    // One reference for the host, one for this thread until the pass is closed.
    if (!images_.acquire(image, 2))
        return false;
    lane.open = image;
    lane.rows_reported = 0;
    if (report_rows(lane, images_.look(image), out_event))
        return true;
    lane.open = 0;
    images_.release(image, 2);
    return false;
}

bool EventBoard::report_rows(Lane &lane, const PassNews &news, Event &out_event)
{
    if (news.rows_final <= lane.rows_reported)
        return false;
    out_event.kind = NewsKind::rows;
    out_event.image = lane.open;
    out_event.news = news;
    out_event.y0 = lane.rows_reported;
    out_event.y1 = news.rows_final;
    lane.rows_reported = news.rows_final;
    return true;
}

bool EventBoard::close_complete(Lane &lane, const PassNews &news, Event &out_event)
{
    out_event.kind = news.is_final ? NewsKind::image : NewsKind::preview;
    out_event.image = lane.open;
    out_event.news = news;
    ImageId expected = lane.open;
    const bool owns_creators_reference =
        lane.complete.compare_exchange_strong(expected, 0, std::memory_order_acq_rel);
    images_.release(lane.open, owns_creators_reference ? 2 : 1);
    lane.shown = lane.open;
    lane.open = 0;
    return true;
}

bool EventBoard::close_dropped(Lane &lane, const PassNews &news, Event &out_event)
{
    out_event.kind = NewsKind::dropped;
    out_event.image = lane.open;
    out_event.restore = lane.shown;
    out_event.news = news;
    images_.release(lane.open, 1);
    lane.open = 0;
    return true;
}

bool EventBoard::derive_failure(Lane &lane, Event &out_event)
{
    if (lane.is_failure_reported)
        return false;
    lane.is_failure_reported = true;
    const uint32_t failure = lane.failure.load(std::memory_order_relaxed);
    out_event.kind = NewsKind::image_failed;
    out_event.end.result = static_cast<int16_t>(failure & 0xffff);
    out_event.end.billed = static_cast<uint8_t>((failure >> 16) & 0xff);
    return true;
}

} // namespace gesso::core
