// SPDX-License-Identifier: MIT
#include "client/job_work.h"

#include "client/client_core.h"
#include "client/edit_picture.h"
#include "decode/image_decoder.h"
#include "imaging/clean_picture.h"
#include "imaging/copy_picture.h"
#include "imaging/mips.h"
#include "imaging/png_writer.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {
namespace {

constexpr size_t kPiece = 64u << 10; // bytes decoded between two looks at `stop`

Status check_stop(const JobRecord &job)
{
    if (job.stop.load(std::memory_order_relaxed))
        return {StatusCode::cancelled, "the job was cancelled"};
    return {};
}

// An image of the store while it is being made; given back unless it is handed on.
class NewImage {
public:
    explicit NewImage(ClientCore &core) : core_(core) {}
    ~NewImage()
    {
        if (image_ != 0)
            core_.images.release(image_, 1);
    }
    NewImage(const NewImage &) = delete;
    NewImage &operator=(const NewImage &) = delete;

    Status create(uint32_t width, uint32_t height, const PixelLayout &layout)
    {
        ImageSpec spec;
        spec.width = width;
        spec.height = height;
        spec.layout = layout;
        return core_.images.create(spec, image_);
    }
    PixelTarget target() const { return core_.images.target(image_); }
    void hand_on(JobRecord &job)
    {
        core_.images.publish_complete(image_, true, -1);
        job.images.push_back(std::exchange(image_, 0));
    }

private:
    ClientCore &core_;
    ImageId image_ = 0;
};

// Decodes straight into the image that was asked for.
class DecodeSink final : public RowSink {
public:
    DecodeSink(ClientCore &core, const PixelLayout &layout) : image(core), layout_(layout) {}

    Status on_header(const ImageHeader &header, PixelTarget &out_target) override
    {
        GESSO_RETURN_IF_FAILED(image.create(header.width, header.height, layout_));
        out_target = image.target();
        return {};
    }
    Status on_rows(uint32_t, uint32_t) override { return {}; }

    NewImage image;

private:
    PixelLayout layout_;
};

// A file that cannot be read is the file's fault; limits and memory keep their own names.
Status as_file_fault(Status status)
{
    const bool is_about_bytes =
        status.code == StatusCode::malformed || status.code == StatusCode::truncated;
    return is_about_bytes
               ? Status{StatusCode::decode_failed, "picture: " + std::move(status.message)}
               : status;
}

Status decode(ClientCore &core, const JobRecord &job, DecodeSink &sink)
{
    ImageDecoder decoder(core.settings.limits, sink);
    Bytes rest = job.picture.file();
    while (!rest.empty()) {
        GESSO_RETURN_IF_FAILED(check_stop(job));
        const Bytes piece = rest.first(std::min(kPiece, rest.size()));
        rest = rest.subspan(piece.size());
        if (Status status = decoder.feed(piece); !status.is_ok())
            return as_file_fault(std::move(status));
    }
    return as_file_fault(decoder.finish());
}

// The picture upright, whatever it was lent as.
class Source {
public:
    explicit Source(ClientCore &core) : share(core.images) {}

    Status load(const ClientCore &core, const JobRecord &job)
    {
        if (!job.picture.is_encoded()) {
            view = job.picture.view();
            return {};
        }
        const Bytes file = job.picture.file();
        GESSO_RETURN_IF_FAILED(as_file_fault(decode_upright(
            file, picture_orientation(file), core.settings.limits, share, decoded_)));
        view = decoded_.view();
        return check_stop(job);
    }

    PixelView view;
    MemoryShare share; // all that the job needs beside its images

private:
    Pixels decoded_;
};

// A PNG within a limit, unless the job is cancelled.
class FileSink final : public ByteSink {
public:
    FileSink(JobRecord &job, uint64_t max_bytes) : job_(job), max_bytes_(max_bytes) {}

    Status on_bytes(Bytes bytes) override
    {
        GESSO_RETURN_IF_FAILED(check_stop(job_));
        if (bytes.size() > max_bytes_ - job_.bytes.size()) {
            return {
                StatusCode::limit_exceeded, "the PNG would outgrow limits.image_bytes (" +
                                                std::to_string(max_bytes_) + " bytes)"};
        }
        job_.bytes.insert(job_.bytes.end(), bytes.begin(), bytes.end());
        return {};
    }

private:
    JobRecord &job_;
    const uint64_t max_bytes_;
};

Status run_decode(ClientCore &core, JobRecord &job)
{
    const bool is_upright =
        job.picture.is_encoded() && picture_orientation(job.picture.file()) == 1;
    if (is_upright) { // straight into the image that was asked for
        DecodeSink sink(core, job.layout);
        GESSO_RETURN_IF_FAILED(decode(core, job, sink));
        sink.image.hand_on(job);
        return {};
    }
    Source source(core);
    GESSO_RETURN_IF_FAILED(source.load(core, job));
    NewImage image(core);
    GESSO_RETURN_IF_FAILED(image.create(source.view.width, source.view.height, job.layout));
    copy_picture(source.view, image.target());
    image.hand_on(job);
    return {};
}

Status run_encode(ClientCore &core, JobRecord &job)
{
    Source source(core);
    GESSO_RETURN_IF_FAILED(source.load(core, job));
    FileSink sink(job, core.settings.limits.image_bytes);
    return encode_png(source.view, sink);
}

Status run_mips(ClientCore &core, JobRecord &job)
{
    Source source(core);
    GESSO_RETURN_IF_FAILED(source.load(core, job));
    // The levels have a third of the pixels, each held as bytes and as light: 4 + 8 bytes.
    GESSO_RETURN_IF_FAILED(source.share.grow(uint64_t{4} * source.view.width * source.view.height));
    std::vector<Pixels> levels;
    GESSO_RETURN_IF_FAILED(make_mips(source.view, job.wrap, &job.stop, levels));
    for (const Pixels &level : levels) {
        NewImage image(core);
        GESSO_RETURN_IF_FAILED(image.create(level.width(), level.height(), job.layout));
        copy_picture(level.view(), image.target());
        image.hand_on(job);
    }
    return {};
}

Status run_kind(ClientCore &core, JobRecord &job)
{
    GESSO_RETURN_IF_FAILED(check_stop(job));
    if (!job.picture.begin_reading())
        return {StatusCode::cancelled, "the client was destroyed"};
    core.images.collect(); // what the host has released must not stand in the way
    switch (job.kind) {
    case GESSO_JOB_DECODE:
        return run_decode(core, job);
    case GESSO_JOB_ENCODE:
        return run_encode(core, job);
    default:
        return run_mips(core, job);
    }
}

} // namespace

Status run_job(ClientCore &core, JobRecord &job)
{
    Status status;
    try {
        status = run_kind(core, job);
    } catch (const std::bad_alloc &) {
        status = {StatusCode::out_of_memory, "this machine has no memory left"};
    }
    job.picture.give_back();
    if (!status.is_ok()) {
        job.forget_images();
        job.bytes = {};
    }
    return status;
}

} // namespace gesso::core
