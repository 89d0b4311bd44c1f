// SPDX-License-Identifier: MIT
#include "state_guard.h"

namespace gesso::opengl {

StateGuard::StateGuard(const GlFunctions &gl)
    : gl_(gl), texture_(static_cast<GlName>(gl.integer(kGlTextureBinding2D))),
      unpack_buffer_(static_cast<GlName>(gl.integer(kGlPixelUnpackBufferBinding))),
      read_framebuffer_(static_cast<GlName>(gl.integer(kGlReadFramebufferBinding))),
      draw_framebuffer_(static_cast<GlName>(gl.integer(kGlDrawFramebufferBinding)))
{
    for (size_t i = 0; i < kStores.size(); ++i) {
        stores_[i] = gl_.integer(kStores[i]);
        gl_.PixelStorei(kStores[i], kStores[i] == kGlUnpackAlignment ? 4 : 0);
    }
    for (size_t i = 0; i < kSwitches.size(); ++i) {
        switches_[i] = gl_.IsEnabled(kSwitches[i]);
        if (switches_[i])
            gl_.Disable(kSwitches[i]);
    }
    gl_.BindBuffer(kGlPixelUnpackBuffer, 0);
}

StateGuard::~StateGuard()
{
    for (size_t i = 0; i < kStores.size(); ++i)
        gl_.PixelStorei(kStores[i], stores_[i]);
    for (size_t i = 0; i < kSwitches.size(); ++i) {
        if (switches_[i])
            gl_.Enable(kSwitches[i]);
    }
    gl_.BindBuffer(kGlPixelUnpackBuffer, unpack_buffer_);
    gl_.BindFramebuffer(kGlReadFramebuffer, read_framebuffer_);
    gl_.BindFramebuffer(kGlDrawFramebuffer, draw_framebuffer_);
    gl_.BindTexture(kGlTexture2D, texture_);
}

} // namespace gesso::opengl
