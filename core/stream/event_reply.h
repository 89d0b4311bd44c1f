// SPDX-License-Identifier: MIT
#pragma once

#include "stream/json_scanner.h"
#include "stream/reply_facts.h"
#include "stream/reply_object.h"
#include "stream/reply_outcome.h"
#include "stream/sse_parser.h"

#include <optional>
#include <string>

namespace gesso::core {

// A reply that is a stream of events. The `type` inside the data rules; the event's name stands in
// where it is missing. Unknown types are ignored, their images with them.
class EventReply final : SseSink {
public:
    EventReply(const Limits &limits, ReplyOutcome &outcome, ReplyObject &object);

    // Finished once every output has arrived or the stream says that it is over.
    Status feed(Bytes bytes) { return parser_.feed(bytes); }
    Status finish() { return parser_.finish(); }

    bool is_over() const { return is_over_; } // "[DONE]", or completed without an image

private:
    // Data is an object, text, or still nothing but white space.
    enum class Place : uint8_t { lead, object, text };

    Status on_data_begin(std::string_view type) override;
    Status on_data(Bytes piece) override;
    Status on_event(const SseEvent &event) override;

    void begin_object();
    void keep_text(Bytes piece);
    Status judge(const SseEvent &event);
    Status judge_text(const SseEvent &event);
    Status judge_object(const Json &root, EventKind kind);
    Status refuse(const SseEvent &event, const Status &status);
    Status end_preview(const Json &root);
    Status end_part(const Json &root, bool has_failed);
    Status end_completed(const Json &root);
    Status fail(const Json &root);

    const Limits &limits_;
    ReplyOutcome &outcome_;
    ReplyObject &object_;
    SseParser parser_;
    std::optional<JsonScanner> scanner_;

    Place place_ = Place::lead;
    PassKind hint_ = PassKind::unknown;
    Status scan_;      // how the scan of this event's object fares
    std::string text_; // of data that is no object, as much as "[DONE]" needs
    uint32_t previews_ = 0;
    bool is_over_ = false;
};

} // namespace gesso::core
