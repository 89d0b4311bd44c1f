// SPDX-License-Identifier: MIT
// What the event board must know of images, without knowing where pixels live.
#pragma once

#include <cstdint>

namespace gesso::core {

using ImageId = uint64_t; // never reused; zero is none

enum class PassState : uint8_t { decoding, complete, dropped };

struct PassNews {
    uint32_t width = 0;  // pixels
    uint32_t height = 0; // pixels
    uint32_t rows_final = 0;
    PassState state = PassState::decoding;
    bool is_final = false;      // meaningful once complete
    int32_t preview_index = -1; // as the service numbers them
};

// Every function is lock-free, allocates nothing and may be called from any thread.
class ImageRefs {
public:
    // Adds references unless the image is gone; false and no effect then.
    virtual bool acquire(ImageId image, uint32_t references) = 0;
    virtual void release(ImageId image, uint32_t references) = 0;
    // Only for a caller that holds a reference.
    virtual PassNews look(ImageId image) const = 0;

protected:
    ~ImageRefs() = default;
};

} // namespace gesso::core
