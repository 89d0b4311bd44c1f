// SPDX-License-Identifier: MIT
// The only file of this program that knows stb.
#include "picture.h"

#include <stb_image_write.h>

namespace gesso_cli {

namespace {

void append(void *context, void *data, int size)
{
    auto *out = static_cast<std::string *>(context);
    out->append(static_cast<const char *>(data), static_cast<size_t>(size));
}

} // namespace

std::string encode_png(const Picture &picture)
{
    std::string out;
    const int width = static_cast<int>(picture.width);
    const int height = static_cast<int>(picture.height);
    const int written =
        stbi_write_png_to_func(append, &out, width, height, 3, picture.rgb.data(), width * 3);
    return written != 0 ? out : std::string();
}

} // namespace gesso_cli
