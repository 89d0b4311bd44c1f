// SPDX-License-Identifier: MIT
// The least that any program must do with the same bytes: each step alone, whole, in one loop, with
// the fastest code that we know. Nothing streams here, nothing is checked beyond what a library
// checks by itself, and no step waits for another.
#pragma once

#include "bench/pictures.h"

#include <string_view>

namespace gesso_bench {

class PictureFloor {
public:
    explicit PictureFloor(const Picture &picture);

    void inflate();  // the image data in one call, its Adler-32 included
    void unfilter(); // the inflated rows to RGBA, one pass
    const Buffer &rgba() const { return rgba_; }

private:
    const Picture &picture_;
    Buffer stream_; // the image data of all IDATs
    Buffer inflated_;
    Buffer row_;
    Buffer rgba_;
};

// Where the quote is that ends the string.
size_t scan_for_quote(std::string_view text);
// With the kernel that this machine runs.
void decode_base64(std::string_view text, Buffer &out);

} // namespace gesso_bench
