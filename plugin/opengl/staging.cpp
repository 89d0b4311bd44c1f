// SPDX-License-Identifier: MIT
#include "staging.h"

#include <algorithm>

namespace gesso::opengl {

void Staging::begin(const GlFunctions &gl, uint64_t bytes)
{
    capacity_ = std::min(bytes, kMaxBytes);
    used_ = 0;
    uploads_.clear();
    if (buffers_[0] == 0)
        gl.GenBuffers(static_cast<int32_t>(kBuffers), buffers_.data());
    current_ = (current_ + 1) % kBuffers;
    gl.BindBuffer(kGlPixelUnpackBuffer, buffers_[current_]);
    // Orphans the old storage: a driver that still reads it is not waited for.
    const auto size = static_cast<ptrdiff_t>(capacity_);
    gl.BufferData(kGlPixelUnpackBuffer, size, nullptr, kGlStreamDraw);
    memory_ = static_cast<uint8_t *>(
        gl.MapBufferRange(kGlPixelUnpackBuffer, 0, size, kGlMapWrite | kGlMapInvalidateBuffer));
    is_mapped_ = memory_ != nullptr;
    if (!is_mapped_) {
        gl.forget_errors();
        gl.BindBuffer(kGlPixelUnpackBuffer, 0);
        spare_.resize(capacity_);
        memory_ = spare_.data();
    }
}

uint8_t *Staging::take(const UploadPlace &place)
{
    uint8_t *memory = memory_ + used_;
    uploads_.push_back({place, used_});
    used_ += place.bytes();
    return memory;
}

bool Staging::flush(const GlFunctions &gl)
{
    const bool is_whole = !is_mapped_ || gl.UnmapBuffer(kGlPixelUnpackBuffer) != 0;
    for (const Upload &upload : uploads_) {
        if (!is_whole)
            break;
        const UploadPlace &place = upload.place;
        // With a buffer bound the pointer is an offset into it: GL has no other way to say so.
        const void *from = is_mapped_ ? reinterpret_cast<const void *>( // NOLINT(*-no-int-to-ptr)
                                            upload.offset)
                                      : spare_.data() + upload.offset;
        gl.BindTexture(kGlTexture2D, place.texture);
        gl.TexSubImage2D(
            kGlTexture2D, place.level, place.x, place.y, place.width, place.height, place.format,
            kGlUnsignedByte, from);
    }
    gl.BindBuffer(kGlPixelUnpackBuffer, 0);
    memory_ = nullptr;
    capacity_ = used_ = 0;
    return is_whole;
}

void Staging::forget()
{
    buffers_ = {};
    memory_ = nullptr;
    capacity_ = used_ = 0;
}

void Staging::release(const GlFunctions &gl)
{
    if (buffers_[0] != 0)
        gl.DeleteBuffers(static_cast<int32_t>(kBuffers), buffers_.data());
    forget();
}

} // namespace gesso::opengl
