// SPDX-License-Identifier: MIT
#include "decode/decoders.h"

#if GESSO_HAVE_WEBP
#include <webp/decode.h>
#endif

namespace loopback {

#if GESSO_HAVE_WEBP

std::optional<FileFacts> read_webp_facts(std::string_view bytes)
{
    WebPBitstreamFeatures features;
    const auto *data = reinterpret_cast<const uint8_t *>(bytes.data());
    if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK ||
        features.has_animation != 0) {
        return std::nullopt;
    }
    return FileFacts{FileKind::webp, features.width, features.height, features.has_alpha != 0};
}

std::optional<Picture> decode_webp(std::string_view bytes)
{
    const auto facts = read_webp_facts(bytes);
    if (!facts) {
        return std::nullopt;
    }
    Picture picture;
    picture.width = facts->width;
    picture.height = facts->height;
    picture.has_alpha = true;
    picture.pixels.resize(picture.row_bytes() * static_cast<size_t>(picture.height));
    const auto *data = reinterpret_cast<const uint8_t *>(bytes.data());
    if (WebPDecodeRGBAInto(
            data, bytes.size(), picture.pixels.data(), picture.pixels.size(),
            static_cast<int>(picture.row_bytes())) == nullptr) {
        return std::nullopt;
    }
    return picture;
}

#else

std::optional<FileFacts> read_webp_facts(std::string_view /*bytes*/)
{
    return std::nullopt;
}

std::optional<Picture> decode_webp(std::string_view /*bytes*/)
{
    return std::nullopt;
}

#endif

} // namespace loopback
