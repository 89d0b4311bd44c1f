// SPDX-License-Identifier: MIT
// Pictures of an edit as pixels, within the memory that a client may use.
#pragma once

#include "base/limits.h"
#include "base/pixels.h"
#include "texture/image_store.h"

#include <cstdint>

namespace gesso::core {

// Memory beside the images that is counted against limits.image_bytes while this lives.
class MemoryShare {
public:
    explicit MemoryShare(ImageStore &store) : store_(store) {}
    ~MemoryShare() { store_.unreserve(bytes_); }
    MemoryShare(const MemoryShare &) = delete;
    MemoryShare &operator=(const MemoryShare &) = delete;

    // limit_exceeded when there is no room; lacking() then says what it would have come to.
    Status grow(uint64_t bytes);
    void shrink(uint64_t bytes);
    uint64_t bytes() const { return bytes_; }
    uint64_t lacking() const { return lacking_; } // 0: there always was room

private:
    ImageStore &store_;
    uint64_t bytes_ = 0;
    uint64_t lacking_ = 0;
};

// What the first bytes say. Errors: no picture of ours, or beyond the limits.
Status read_header(Bytes file, const Limits &limits, ImageHeader &out_header);

// A whole file, turned upright. `share` has grown by out_picture.size() when it is done, by twice
// that while it turns.
Status decode_upright(
    Bytes file, int orientation, const Limits &limits, MemoryShare &share, Pixels &out_picture);

} // namespace gesso::core
