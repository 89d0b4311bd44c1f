// SPDX-License-Identifier: MIT
#include "stream/event_reply.h"

#include "base/text.h"
#include "stream/document_reply.h"
#include "stream/service_error.h"

#include <algorithm>

namespace gesso::core {

namespace {

constexpr size_t kMaxText = 64;

bool is_white(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

Status finished()
{
    return {StatusCode::finished, {}};
}

// Which kind an event is, by the type in its data or else by its name.
EventKind kind_of(const Json &root, std::string_view name, bool has_image)
{
    const bool is_named = name != "message";
    const std::string_view type = text_member(root, "type");
    const EventKind by_name = is_named ? classify_event(name) : EventKind::ignored;
    if (type.empty() && !is_named && has_image) // some proxies send neither
        return root.find("partial_image_index") ? EventKind::preview : EventKind::completed;
    const EventKind kind = type.empty() ? by_name : classify_event(type);
    // The bare error object of an "error" event has a type of its own: "server_error".
    return kind == EventKind::ignored && by_name == EventKind::failed ? by_name : kind;
}

} // namespace

EventReply::EventReply(const Limits &limits, ReplyOutcome &outcome, ReplyObject &object)
    : limits_(limits), outcome_(outcome), object_(object), parser_(limits, *this)
{}

Status EventReply::on_data_begin(std::string_view type)
{
    place_ = Place::lead;
    hint_ = pass_kind(classify_event(type));
    return {};
}

Status EventReply::on_data(Bytes piece)
{
    if (place_ == Place::lead) {
        const auto begin = std::find_if_not(piece.begin(), piece.end(), is_white);
        if (begin == piece.end())
            return {};
        piece = piece.subspan(static_cast<size_t>(begin - piece.begin()));
        if (piece[0] == '{') {
            begin_object();
        } else {
            place_ = Place::text;
            text_.clear();
        }
    }
    if (place_ == Place::text) {
        keep_text(piece);
        return {};
    }
    if (scan_.is_ok())
        scan_ = scanner_->feed(piece);
    // An event that is no JSON is judged at its end: it may be one that concerns nobody.
    return object_.sink_failure();
}

void EventReply::begin_object()
{
    place_ = Place::object;
    const bool is_surplus = hint_ == PassKind::preview && previews_ >= limits_.partials_per_reply;
    object_.begin(hint_, !is_surplus);
    scanner_.emplace(limits_, object_);
    scan_ = {};
}

void EventReply::keep_text(Bytes piece)
{
    const size_t size = std::min(piece.size(), kMaxText - text_.size());
    text_.append(reinterpret_cast<const char *>(piece.data()), size);
}

Status EventReply::on_event(const SseEvent &event)
{
    Status status = judge(event);
    place_ = Place::lead;
    return status;
}

Status EventReply::judge(const SseEvent &event)
{
    if (place_ == Place::lead)
        return {};
    if (place_ == Place::text)
        return judge_text(event);
    if (scan_.is_ok())
        scan_ = scanner_->finish();
    GESSO_RETURN_IF_FAILED(object_.sink_failure());
    if (!scan_.is_ok())
        return refuse(event, scan_);
    const Json root = object_.take_root();
    return judge_object(root, kind_of(root, event.type, object_.has_image_or_url()));
}

Status EventReply::judge_text(const SseEvent &event)
{
    if (trim_ascii(text_) == "[DONE]") {
        is_over_ = true;
        return finished();
    }
    return refuse(event, {StatusCode::malformed, "its data is no JSON object"});
}

// What cannot be read is an error unless its name says that it is not for us.
Status EventReply::refuse(const SseEvent &event, const Status &status)
{
    GESSO_RETURN_IF_FAILED(object_.drop_image());
    if (!event.is_terminated)
        return {StatusCode::truncated, "the stream ended early, inside an event"};
    if (event.type != "message" && classify_event(event.type) == EventKind::ignored)
        return {};
    const bool is_cut = status.code == StatusCode::truncated; // by a blank line, not by the end
    return {
        is_cut ? StatusCode::malformed : status.code,
        "an event of the reply cannot be read: " + status.message};
}

Status EventReply::judge_object(const Json &root, EventKind kind)
{
    if (kind == EventKind::part_failed)
        return end_part(root, true);
    if (kind == EventKind::failed || is_truthy(root.find("error")))
        return fail(root);
    if (kind == EventKind::preview)
        return end_preview(root);
    if (kind == EventKind::part)
        return end_part(root, false);
    if (kind == EventKind::completed)
        return end_completed(root);
    if (object_.has_items()) { // a whole document as an event
        GESSO_RETURN_IF_FAILED(judge_document(root, outcome_, object_));
        return outcome_.has_all() ? finished() : Status();
    }
    return object_.drop_image();
}

Status EventReply::fail(const Json &root)
{
    GESSO_RETURN_IF_FAILED(object_.drop_image());
    std::optional<ServiceError> error = find_service_error(root);
    const Json *response = root.find("response");
    if (!error && response)
        error = find_service_error(*response);
    Status status = object_.report_error(error.value_or(ServiceError()), std::nullopt);
    GESSO_RETURN_IF_FAILED(object_.sink_failure());
    outcome_.fail(status);
    return status;
}

Status EventReply::end_preview(const Json &root)
{
    const bool is_surplus = previews_ >= limits_.partials_per_reply;
    previews_ += is_surplus ? 0 : 1;
    return object_.end_preview(root, !is_surplus);
}

// The stream goes on after the last part: its completed event has the usage.
Status EventReply::end_part(const Json &root, bool has_failed)
{
    const Json *index = root.find("image_index");
    const int64_t number = index ? index->integer().value_or(-1) : -1;
    const bool is_known =
        number >= 0 && number <= UINT32_MAX && outcome_.is_awaited(static_cast<uint32_t>(number));
    const uint32_t output = is_known ? static_cast<uint32_t>(number) : outcome_.next_awaited();
    if (!outcome_.is_awaited(output))
        return object_.drop_image();
    if (!has_failed)
        return object_.settle_final(output, root);
    GESSO_RETURN_IF_FAILED(object_.drop_image());
    const ServiceError error = find_service_error(root).value_or(ServiceError());
    outcome_.settle(output, object_.report_error(error, output));
    return object_.sink_failure();
}

Status EventReply::end_completed(const Json &root)
{
    // After parts have come one by one it says only that they are all.
    is_over_ = !object_.has_image_or_url() && outcome_.has_any();
    if (!is_over_)
        GESSO_RETURN_IF_FAILED(object_.settle_final(outcome_.next_awaited(), root));
    GESSO_RETURN_IF_FAILED(object_.report_usage(root));
    return is_over_ || outcome_.has_all() ? finished() : Status();
}

} // namespace gesso::core
