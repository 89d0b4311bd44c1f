// SPDX-License-Identifier: MIT
#include "encode/encoders.h"

#if GESSO_HAVE_WEBP
#include <webp/encode.h>
#endif

namespace loopback {

#if GESSO_HAVE_WEBP

std::string encode_webp(const Picture &picture, int quality)
{
    uint8_t *bytes = nullptr;
    const int stride = static_cast<int>(picture.row_bytes());
    const auto encode = picture.has_alpha ? WebPEncodeRGBA : WebPEncodeRGB;
    const size_t size = encode(
        picture.pixels.data(), picture.width, picture.height, stride, static_cast<float>(quality),
        &bytes);
    std::string out(reinterpret_cast<const char *>(bytes), size);
    WebPFree(bytes);
    return out;
}

#else

std::string encode_webp(const Picture & /*picture*/, int /*quality*/)
{
    return {};
}

#endif

} // namespace loopback
