// SPDX-License-Identifier: MIT
#include "stream/image_intake.h"

namespace gesso::core {

ImageIntake::ImageIntake(ImageReplySink &sink) : sink_(sink), decoder_(*this) {}

void ImageIntake::expect(const ImageStart &start)
{
    start_ = start;
}

void ImageIntake::begin_text()
{
    has_ended_ = false;
    damage_ = {};
    decoder_.reset();
}

Status ImageIntake::feed(Bytes text)
{
    return damage_.is_ok() ? note(decoder_.feed(text)) : Status();
}

Status ImageIntake::end_text()
{
    has_ended_ = true;
    return damage_.is_ok() ? note(decoder_.finish()) : Status();
}

Status ImageIntake::condition() const
{
    if (!damage_.is_ok() || has_ended_)
        return damage_;
    return {StatusCode::truncated, "the reply ended inside an image"};
}

Status ImageIntake::end(const ImageFacts &facts, bool keep)
{
    const bool has_begun = has_begun_;
    has_begun_ = false;
    start_ = {};
    begin_text();
    if (!has_begun || !sink_failure_.is_ok())
        return sink_failure_;
    sink_failure_ = sink_.on_image_end(facts, keep);
    return sink_failure_;
}

Status ImageIntake::on_bytes(Bytes bytes)
{
    if (!has_begun_) {
        has_begun_ = true;
        sink_failure_ = sink_.on_image_begin(start_);
    }
    if (sink_failure_.is_ok())
        sink_failure_ = sink_.on_image_bytes(bytes);
    return sink_failure_;
}

// Tells the sink's refusal, which stops everything, from damage, which is kept for the end.
Status ImageIntake::note(Status status)
{
    if (!sink_failure_.is_ok())
        return sink_failure_;
    damage_ = std::move(status);
    return {};
}

} // namespace gesso::core
