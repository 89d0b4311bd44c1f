// SPDX-License-Identifier: MIT
#include "stream/image_reply_reader.h"

#include "base/text.h"
#include "stream/service_error.h"

#include <algorithm>

namespace gesso::core {

namespace {

Status web_page()
{
    return {
        StatusCode::protocol_error,
        "the service answered with a web page instead of an image; check the endpoint, and "
        "whether a proxy or a captive portal stands in between"};
}

Status redirect(const ResponseHead &head)
{
    const std::string *location = head.find("Location");
    const std::string host = location ? location_host(*location) : std::string();
    return {
        StatusCode::redirected, "the service answered " + std::to_string(head.status) +
                                    " and points " +
                                    (host.empty() ? "elsewhere on the same host" : "to " + host) +
                                    "; redirects are never followed: enter the final address as "
                                    "the endpoint"};
}

bool has_encoding(const ResponseHead &head)
{
    const std::string *encoding = head.find("Content-Encoding");
    const std::string_view name = encoding ? trim_ascii(*encoding) : std::string_view();
    return !name.empty() && !equals_ignoring_case(name, "identity");
}

} // namespace

ImageReplyReader::ImageReplyReader(
    const Limits &limits, uint32_t expected_outputs, ImageReplySink &sink)
    : limits_(limits), sink_(sink), outcome_(expected_outputs), object_(limits_, outcome_, sink)
{}

Status ImageReplyReader::begin(const ResponseHead &head)
{
    http_status_ = head.status;
    is_encoded_ = has_encoding(head);
    if (head.status >= 300 && head.status <= 399)
        return status_ = redirect(head);
    if (head.status < 200 || head.status > 299) {
        mode_ = Mode::refusal;
        if (const std::string *code = head.find("x-ms-error-code"))
            told_code_ = clean_text(*code, 128);
        return {};
    }
    if (is_encoded_) {
        return status_ = {
                   StatusCode::protocol_error,
                   "the service answered with a compressed reply, which was not asked for"};
    }
    const std::string *type = head.find("Content-Type");
    sniffer_.emplace(type ? std::string_view(*type) : std::string_view());
    mode_ = Mode::sniffing;
    return {};
}

Status ImageReplyReader::feed(Bytes bytes)
{
    if (status_.is_ok() && !bytes.empty())
        status_ = read(bytes);
    return status_;
}

Status ImageReplyReader::finish()
{
    if (!is_over_)
        verdict_ = mode_ == Mode::refusal ? end_refusal() : end_reply();
    is_over_ = true;
    return verdict_;
}

bool ImageReplyReader::is_complete() const
{
    return object_.sink_failure().is_ok() && outcome_.has_all() &&
           outcome_.verdict({StatusCode::no_image, {}}).is_ok();
}

Status ImageReplyReader::read(Bytes bytes)
{
    switch (mode_) {
    case Mode::head:
        return {StatusCode::protocol_error, "the reply has a body but no head"};
    case Mode::refusal:
        return keep_refusal(bytes);
    case Mode::sniffing:
        return sniff(bytes);
    case Mode::document:
        return document_->feed(bytes);
    case Mode::events:
        return events_->feed(bytes);
    }
    return {};
}

Status ImageReplyReader::sniff(Bytes bytes)
{
    switch (sniffer_->feed(bytes)) {
    case ReplyFormat::unknown:
        return {};
    case ReplyFormat::web_page:
        return web_page();
    case ReplyFormat::other:
        return {
            StatusCode::protocol_error,
            "the service answered with neither JSON nor an event stream; check the endpoint"};
    case ReplyFormat::document:
        mode_ = Mode::document;
        document_.emplace(limits_, outcome_, object_);
        return document_->feed(bytes);
    case ReplyFormat::events:
        break;
    }
    mode_ = Mode::events;
    events_.emplace(limits_, outcome_, object_);
    GESSO_RETURN_IF_FAILED(events_->feed(sniffer_->held()));
    return events_->feed(bytes);
}

Status ImageReplyReader::keep_refusal(Bytes bytes)
{
    const size_t room = limits_.error_body_bytes - refusal_.size();
    refusal_.append(reinterpret_cast<const char *>(bytes.data()), std::min(bytes.size(), room));
    return bytes.size() < room ? Status() : Status(StatusCode::finished, {});
}

Status ImageReplyReader::end_refusal()
{
    ServiceError error =
        parse_service_error(http_status_, is_encoded_ ? std::string_view() : refusal_);
    if (error.code.empty())
        error.code = told_code_;
    GESSO_RETURN_IF_FAILED(sink_.on_service_error(error, std::nullopt));
    return {
        StatusCode::refused,
        describe("the service answered " + std::to_string(http_status_), error)};
}

Status ImageReplyReader::end_reply()
{
    const bool is_fed = status_.is_ok(); // nobody has stopped the flow
    if (is_fed && document_)
        status_ = document_->finish();
    if (is_fed && events_)
        status_ = events_->finish();
    GESSO_RETURN_IF_FAILED(object_.sink_failure());
    // An image cut off by the end of the stream is none; the sink is told before the verdict.
    GESSO_RETURN_IF_FAILED(object_.drop_image());
    if (!status_.is_ok() && status_.code != StatusCode::finished)
        return outcome_.verdict(status_);
    if (events_ && !events_->is_over() && !outcome_.has_all()) {
        return outcome_.verdict(
            {StatusCode::truncated, "the stream ended early, without a finished image"});
    }
    if (mode_ == Mode::head)
        return {StatusCode::protocol_error, "the service sent no reply"};
    return outcome_.verdict(
        {StatusCode::no_image, mode_ == Mode::sniffing ? "the service's reply is empty"
                                                       : "the service returned no image"});
}

} // namespace gesso::core
