// SPDX-License-Identifier: MIT
#pragma once

#include "base/flow.h"
#include "base/limits.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gesso::core {

// What is known of an event once it has ended. The views live until the call returns.
struct SseEvent {
    std::string_view type; // "message" when the stream named none
    std::string_view id;
    // False when the stream ended before the blank line. The standard discards such an event; here
    // the sink judges whether its data is whole.
    bool is_terminated = true;
};

// An event arrives in pieces: on_data_begin, on_data in order, on_event.
struct SseSink {
    // The first data line of an event has begun. `type` is empty unless it was named before.
    virtual Status on_data_begin(std::string_view type) = 0;
    // Several data lines are joined by line feeds. Lifetime: until the call returns.
    virtual Status on_data(Bytes piece) = 0;
    // Follows data always: an event without a data line is none.
    virtual Status on_event(const SseEvent &event) = 0;

protected:
    ~SseSink() = default;
};

// Server-sent events by the WHATWG grammar, pushed through as the network delivers them.
//
// What is reported does not depend on where the bytes were cut. Data is never buffered: an event
// of any size costs no memory. Bytes are taken for UTF-8 and pass through untouched. Time is
// linear. After anything but ok, the sink's answer included, every further call answers the same.
class SseParser {
public:
    SseParser(const Limits &limits, SseSink &sink);

    Status feed(Bytes bytes);
    // The stream has ended: reports the event in progress, if any, as not terminated. A line
    // without its end counts only as far as it is data.
    Status finish();

    // The last reconnection time, in milliseconds. Nothing here reconnects.
    std::optional<uint64_t> retry_ms() const { return retry_ms_; }

private:
    enum class Place : uint8_t { name, space, value };
    enum class Field : uint8_t { ignored, data, event, id, retry };

    Status scan(Bytes bytes);
    size_t skip_byte_order_mark(Bytes bytes, Status &out_status);
    Status take_line_part(Bytes part);
    Bytes take_name(Bytes part);
    Status begin_value();
    Status take_value(Bytes part);
    Status end_line();
    void apply_field();
    Status dispatch(bool is_terminated);

    const uint64_t event_bytes_limit_;
    const uint32_t events_limit_;
    SseSink &sink_;
    Status status_; // what every call answers once it is not ok

    size_t mark_matched_ = 0; // bytes of the byte order mark seen; meaningful until started
    bool is_started_ = false;
    bool is_line_feed_skipped_ = false; // the last byte was CR: an LF now belongs to it

    Place place_ = Place::name;
    Field field_ = Field::ignored;
    std::array<char, 5> name_{};
    size_t name_size_ = 0;
    std::string value_; // of event, id and retry lines
    bool is_value_too_long_ = false;

    std::string type_;
    std::string id_;
    std::optional<uint64_t> retry_ms_;
    bool has_data_ = false;
    uint64_t event_bytes_ = 0; // of every line since the last blank one
    uint32_t events_ = 0;
};

} // namespace gesso::core
