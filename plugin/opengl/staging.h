// SPDX-License-Identifier: MIT
// A ring of pixel-unpack buffers: rows are copied into mapped memory, and the driver takes them
// from there while the frame goes on.
#pragma once

#include "gl_functions.h"

#include <array>
#include <vector>

namespace gesso::opengl {

// A rectangle of one level of a texture.
struct UploadPlace {
    GlName texture = 0;
    int32_t level = 0;
    int32_t x = 0, y = 0, width = 0, height = 0;
    GlEnum format = kGlRgba;

    [[nodiscard]] uint64_t bytes() const
    {
        return uint64_t{4} * static_cast<uint32_t>(width) * static_cast<uint32_t>(height);
    }
};

class Staging {
public:
    static constexpr uint64_t kMaxBytes = uint64_t{4} << 20;

    // Room for that many bytes, at most kMaxBytes.
    void begin(const GlFunctions &gl, uint64_t bytes);
    [[nodiscard]] uint64_t room() const { return capacity_ - used_; }
    // Where to write place.bytes() tight bytes, which must fit into room(). Write-only memory.
    uint8_t *take(const UploadPlace &place);
    // Issues the uploads. False: the driver lost the buffer, nothing of it has arrived.
    bool flush(const GlFunctions &gl);

    void forget(); // after a lost context
    void release(const GlFunctions &gl);

private:
    static constexpr size_t kBuffers = 3;

    struct Upload {
        UploadPlace place;
        uint64_t offset;
    };

    std::array<GlName, kBuffers> buffers_{};
    size_t current_ = 0;
    uint8_t *memory_ = nullptr;  // mapped, or of spare_
    std::vector<uint8_t> spare_; // for a driver that does not map
    bool is_mapped_ = false;
    uint64_t capacity_ = 0;
    uint64_t used_ = 0;
    std::vector<Upload> uploads_;
};

} // namespace gesso::opengl
