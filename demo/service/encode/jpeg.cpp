// SPDX-License-Identifier: MIT
// The distribution's library holds stb's implementation; only its declarations are wanted here.
#include "encode/encoders.h"

#include <stb_image_write.h>

#include <algorithm>

namespace loopback {

namespace {

void append_bytes(void *context, void *data, int size)
{
    static_cast<std::string *>(context)->append(
        static_cast<const char *>(data), static_cast<size_t>(size));
}

} // namespace

std::string encode_jpeg(const Picture &picture, int quality)
{
    std::string out;
    stbi_write_jpg_to_func(
        append_bytes, &out, picture.width, picture.height, picture.channels(),
        picture.pixels.data(), std::clamp(quality, 1, 100));
    return out;
}

} // namespace loopback
