// SPDX-License-Identifier: MIT
#include "client/output_writer.h"

#include "client/result_map.h"
#include "client/scrub.h"

#include <algorithm>
#include <utility>

namespace gesso::core {
namespace {

// Bytes that are no picture are the service's fault whatever is wrong with them; limits, missing
// abilities and memory keep their own names.
Status as_decode_failure(Status status)
{
    const bool is_about_bytes =
        status.code == StatusCode::malformed || status.code == StatusCode::truncated;
    return is_about_bytes ? Status{StatusCode::decode_failed, std::move(status.message)} : status;
}

} // namespace

OutputWriter::OutputWriter(ClientCore &core, const Job &job, uint32_t lane)
    : core_(core), job_(job), record_(*job.record), lane_(lane)
{
    if (job.edit && job.edit->is_composited())
        compositor_.emplace(job.edit->plan, *this);
}

OutputWriter::~OutputWriter()
{
    abandon();
}

bool OutputWriter::is_watched() const
{
    return !core_.slots.is_detached(record_.slot);
}

bool OutputWriter::is_wanted() const
{
    return (core_.slots.cancel_mask(record_.slot) & (1u << lane_)) == 0;
}

void OutputWriter::begin(PassKind kind)
{
    abandon();
    is_open_ = true;
    is_damaged_ = false;
    kind_ = kind;
    decode_status_ = {};
    format_ = ImageFormat::unknown;
    if (!is_wanted())
        return;
    keeper_ = std::make_unique<OriginalKeeper>(core_, record_, lane_, kind);
    RowSink &sink = compositor_ ? static_cast<RowSink &>(*compositor_) : *this;
    decoder_ = std::make_unique<ImageDecoder>(core_.settings.limits, sink);
}

void OutputWriter::append(Bytes encoded)
{
    if (keeper_)
        keeper_->append(encoded);
    if (decoder_)
        feed(encoded);
}

void OutputWriter::append_damaged(Bytes text)
{
    is_damaged_ = true;
    if (keeper_ && kind_ != PassKind::preview)
        keeper_->append_damaged(text);
}

void OutputWriter::feed(Bytes encoded)
{
    const Status status = decoder_->feed(encoded);
    format_ = decoder_->format();
    if (!is_watched() && image_ != 0)
        drop_pixels();
    if (status.is_ok())
        return;
    // `finished`: a preview for which there is no buffer. Its format is still wanted for its name.
    if (status.code != StatusCode::finished) {
        decode_status_ = as_decode_failure(status);
        drop_pixels();
    }
    if (format_ != ImageFormat::unknown)
        decoder_.reset();
}

Status OutputWriter::on_header(const ImageHeader &header, PixelTarget &out_target)
{
    header_ = header;
    if (!is_watched() || !has_buffer(kind_))
        return {StatusCode::finished, ""};
    ImageSpec spec;
    spec.width = header.width;
    spec.height = header.height;
    spec.layout = record_.layout;
    spec.is_limit_ignored = kind_ != PassKind::preview;
    if (const Status made = core_.images.create(spec, image_); !made.is_ok())
        return kind_ == PassKind::preview ? Status{StatusCode::finished, ""} : made;
    made_.push_back(image_);
    job_.signs->has_pixels.store(true, std::memory_order_relaxed);
    out_target = core_.images.target(image_);
    core_.board.begin_pass(record_.slot, lane_, image_);
    return {};
}

bool OutputWriter::has_buffer(PassKind kind)
{
    const auto count_alive = [this] {
        made_.erase(
            std::remove_if(
                made_.begin(), made_.end(),
                [this](ImageId image) { return !core_.images.is_alive(image); }),
            made_.end());
        return made_.size();
    };
    if (count_alive() < 2)
        return true;
    // A complete preview that nobody has seen makes room for a newer pass.
    const ImageId unreported = core_.board.unreported(record_.slot, lane_);
    if (unreported != 0 && core_.images.withdraw(unreported))
        core_.board.forget_complete(record_.slot, lane_, unreported);
    return count_alive() < 2 || kind != PassKind::preview;
}

Status OutputWriter::on_rows(uint32_t, uint32_t y1)
{
    if (image_ == 0)
        return {};
    core_.images.publish_rows(image_, y1);
    core_.board.rows_changed(record_.slot);
    return {};
}

void OutputWriter::drop_pixels()
{
    if (image_ == 0)
        return;
    core_.images.publish_dropped(image_);
    core_.board.drop_pass(record_.slot, lane_, std::exchange(image_, 0));
    decoder_.reset(); // it writes into memory that is no longer ours
}

void OutputWriter::abandon()
{
    if (!is_open_)
        return;
    drop_pixels();
    decoder_.reset();
    keeper_.reset();
    is_open_ = false;
}

void OutputWriter::finish_decoding()
{
    if (!decoder_)
        return;
    const Status status = decoder_->finish();
    format_ = decoder_->format();
    decoder_.reset();
    if (!status.is_ok() && status.code != StatusCode::finished) {
        decode_status_ = as_decode_failure(status);
        drop_pixels();
    }
}

void OutputWriter::end(const ImageFacts &facts, bool keep)
{
    if (is_open_ && !keep && is_damaged_ && keeper_ && facts.kind == PassKind::final)
        keep_damaged(facts);
    if (!is_open_ || !keep)
        return abandon();
    finish_decoding();
    if (!keeper_)
        failure_ = {StatusCode::cancelled, "cancelled by the host"};
    else if (facts.kind == PassKind::preview)
        end_preview(facts);
    else
        end_final(facts);
    abandon();
}

// The host may be reading what was said before: nothing of it is touched.
void OutputWriter::add_facts(const ImageFacts &facts)
{
    OutputFacts &output = record_.outputs[lane_];
    if (!has_arrived_ || output.has_later.load(std::memory_order_relaxed))
        return;
    output.said_later = facts;
    scrub(output.said_later, job_.service->route.fields);
    output.has_later.store(true, std::memory_order_release);
}

void OutputWriter::end_preview(const ImageFacts &facts)
{
    OutputFacts &output = record_.outputs[lane_];
    const OriginalKeeper::Kept kept = keeper_->commit_preview(++previews_seen_, format_);
    if (!kept.path.empty())
        output.preview_paths.push_back(kept.path);
    if (!decode_status_.is_ok())
        core_.log.write(LogLevel::warning, "a preview was dropped: " + decode_status_.message);
    if (image_ == 0)
        return;
    ++output.previews;
    const int64_t index = facts.preview_index;
    const bool is_plausible = index >= 0 && index <= INT32_MAX;
    core_.images.publish_complete(image_, false, is_plausible ? static_cast<int32_t>(index) : -1);
    core_.board.complete_pass(record_.slot, lane_, std::exchange(image_, 0));
}

// Paid for, and no image: what there is of it is for the host to look at.
void OutputWriter::keep_damaged(const ImageFacts &facts)
{
    OutputFacts &output = record_.outputs[lane_];
    output.format = format_;
    output.encoded_bytes = keeper_->encoded_bytes();
    output.rescued = keeper_->take_damaged();
    output.said = facts;
    scrub(output.said, job_.service->route.fields);
    if (output.rescued)
        core_.log.write(
            LogLevel::warning,
            "a damaged image is kept in memory: " + std::to_string(output.encoded_bytes) +
                " bytes that could be decoded, then its text");
}

void OutputWriter::end_final(const ImageFacts &facts)
{
    // Saved first: IMAGE is not reported before the bytes are safe.
    OriginalKeeper::Kept kept = keeper_->commit_final(format_);
    OutputFacts &output = record_.outputs[lane_];
    output.format = format_;
    output.width = header_.width;
    output.height = header_.height;
    output.encoded_bytes = keeper_->encoded_bytes();
    output.path = std::move(kept.path);
    output.rescued = std::move(kept.rescued);
    output.said = facts;
    scrub(output.said, job_.service->route.fields);
    if (!decode_status_.is_ok()) {
        failure_ = decode_status_;
        return;
    }
    output.code = kept.status.code;
    output.result = result_of(kept.status.code);
    output.billed = Billed::yes;
    output.message = kept.status.message;
    has_arrived_ = true;
    output.is_set.store(true, std::memory_order_release);
    if (image_ == 0)
        return; // nobody watches: the file is all there is
    core_.images.publish_complete(image_, true, -1);
    core_.board.complete_pass(record_.slot, lane_, std::exchange(image_, 0));
}

} // namespace gesso::core
