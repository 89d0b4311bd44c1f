// SPDX-License-Identifier: MIT
// Shares a frame's bytes out among the pictures that want some.
#pragma once

#include "picture.h"
#include "staging.h"

#include <vector>

namespace gesso::opengl {

class Uploader {
public:
    // Returns the bytes, never above the budget.
    uint64_t upload(const GlFunctions &gl, const std::vector<Picture *> &pictures, uint64_t budget);

    void forget() { staging_.forget(); } // after a lost context
    void release(const GlFunctions &gl) { staging_.release(gl); }

private:
    uint64_t round(const GlFunctions &gl, const std::vector<Picture *> &pictures, uint64_t budget);

    Staging staging_;
};

} // namespace gesso::opengl
