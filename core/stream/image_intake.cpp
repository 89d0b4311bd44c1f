// SPDX-License-Identifier: MIT
#include "stream/image_intake.h"

#include <algorithm>
#include <string>

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
    return damage_.is_ok() ? note(decoder_.feed(text), text) : pass_on(text);
}

Status ImageIntake::end_text()
{
    has_ended_ = true;
    return damage_.is_ok() ? note(decoder_.finish(), {}) : Status();
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
Status ImageIntake::note(Status status, Bytes text)
{
    if (!sink_failure_.is_ok())
        return sink_failure_;
    damage_ = std::move(status);
    if (damage_.is_ok())
        return {};
    const std::string held = decoder_.undecoded();
    GESSO_RETURN_IF_FAILED(pass_on({reinterpret_cast<const uint8_t *>(held.data()), held.size()}));
    return pass_on(text.subspan(std::min(decoder_.damaged_at(), text.size())));
}

// Of an image that has begun, what cannot be decoded may still be mended by a person.
Status ImageIntake::pass_on(Bytes text)
{
    if (has_begun_ && sink_failure_.is_ok() && !text.empty())
        sink_failure_ = sink_.on_damaged_text(text);
    return sink_failure_;
}

} // namespace gesso::core
