// SPDX-License-Identifier: MIT
// Remembers every piece of GL state that the bridge touches, and puts it back.
#pragma once

#include "gl_functions.h"

#include <array>

namespace gesso::opengl {

class StateGuard {
public:
    // Also sets what every upload and copy here relies on: no scissor, no conversion, tight rows.
    explicit StateGuard(const GlFunctions &gl);
    ~StateGuard();
    StateGuard(const StateGuard &) = delete;
    StateGuard &operator=(const StateGuard &) = delete;

private:
    static constexpr std::array<GlEnum, 8> kStores = {
        kGlUnpackSwapBytes,  kGlUnpackLsbFirst,  kGlUnpackRowLength,  kGlUnpackSkipRows,
        kGlUnpackSkipPixels, kGlUnpackAlignment, kGlUnpackSkipImages, kGlUnpackImageHeight};
    static constexpr std::array<GlEnum, 3> kSwitches = {
        kGlScissorTest, kGlFramebufferSrgb, kGlRasterizerDiscard};

    const GlFunctions &gl_;
    GlName texture_;
    GlName unpack_buffer_;
    GlName read_framebuffer_;
    GlName draw_framebuffer_;
    std::array<int32_t, kStores.size()> stores_{};
    std::array<uint8_t, kSwitches.size()> switches_{};
};

} // namespace gesso::opengl
