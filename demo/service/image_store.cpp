// SPDX-License-Identifier: MIT
#include "image_store.h"

#include "encode/encoders.h"
#include "paint/picture.h"

#include <algorithm>
#include <new>
#include <random>

namespace loopback {

namespace {

constexpr size_t kMaxKeptBytes = size_t{128} << 20;
constexpr int kMaxPainters = 2; // a 4K picture takes some hundred megabytes while it is painted

std::string name_of_picture(const Generation &generation, int index, int coarseness)
{
    std::string name(generation.model->id);
    for (const int number :
         {generation.width, generation.height, index, coarseness, int{generation.is_transparent},
          static_cast<int>(generation.format), generation.compression}) {
        name += " " + std::to_string(number);
    }
    name += generation.edit ? " edit " + generation.edit_fingerprint +
                                  (generation.is_faithful ? " faithful" : "")
                            : "";
    return name + " " + generation.style + " " + generation.prompt;
}

SharedImage encode(const Picture &picture, const Generation &generation)
{
    auto image = std::make_shared<EncodedImage>();
    switch (generation.format) {
    case ImageFormat::png:
        image->bytes = encode_png(picture);
        image->content_type = "image/png";
        break;
    case ImageFormat::jpeg:
        image->bytes = encode_jpeg(picture, generation.compression);
        image->content_type = "image/jpeg";
        break;
    case ImageFormat::webp:
        image->bytes = encode_webp(picture, generation.compression);
        image->content_type = "image/webp";
        break;
    }
    image->base64 = encode_base64(image->bytes);
    return image;
}

} // namespace

std::string random_hex(int bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::random_device source;
    std::string out;
    for (int i = 0; i < bytes; ++i) {
        const unsigned value = source();
        out.push_back(kDigits[value & 15U]);
        out.push_back(kDigits[value >> 4 & 15U]);
    }
    return out;
}

SharedImage ImageStore::find_kept(const std::string &name)
{
    const auto found = std::find_if(
        kept_.begin(), kept_.end(), [&name](const Kept &entry) { return entry.name == name; });
    if (found == kept_.end()) {
        return nullptr;
    }
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().image;
}

void ImageStore::keep(const std::string &name, const SharedImage &image)
{
    kept_bytes_ += image->bytes.size() + image->base64.size();
    kept_.push_front({name, image});
    while (kept_bytes_ > kMaxKeptBytes && kept_.size() > 1) {
        const EncodedImage &oldest = *kept_.back().image;
        kept_bytes_ -= oldest.bytes.size() + oldest.base64.size();
        kept_.pop_back();
    }
}

namespace {

PaintJob job_of(const Generation &generation, int index, int coarseness)
{
    PaintJob job;
    job.prompt = generation.prompt;
    job.model = generation.model->id;
    job.index = index;
    job.width = generation.width;
    job.height = generation.height;
    job.is_transparent = generation.is_transparent;
    job.coarseness = coarseness;
    job.saturation = generation.style == "natural" ? 0.7F : generation.style == "vivid" ? 1.3F : 1;
    return job;
}

Picture make_picture(const Generation &generation, int index, int coarseness)
{
    const PaintJob job = job_of(generation, index, coarseness);
    return generation.edit ? paint_edit(job, *generation.edit) : paint(job);
}

} // namespace

// Everyone is woken whenever a painter leaves: some find their picture kept and need no painter.
SharedImage ImageStore::get(const Generation &generation, int index, int coarseness)
{
    const std::string name = name_of_picture(generation, index, coarseness);
    SharedImage image;
    std::unique_lock lock(mutex_);
    painter_left_.wait(lock, [&] {
        image = find_kept(name);
        return image != nullptr || painters_ < kMaxPainters;
    });
    if (image) {
        return image;
    }
    ++painters_;
    lock.unlock();
    try {
        image = encode(make_picture(generation, index, coarseness), generation);
    } catch (const std::bad_alloc &) {
        image = nullptr;
    }
    lock.lock();
    --painters_;
    if (image) {
        keep(name, image);
    }
    painter_left_.notify_all();
    return image;
}

} // namespace loopback
