// SPDX-License-Identifier: MIT
#include "decode/whole_image.h"

#include <stb_image.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>
#include <string>

namespace gesso::core {

namespace {

struct FreePixels {
    void operator()(stbi_uc *pixels) const { stbi_image_free(pixels); }
};

void store_row(const uint8_t *rgba, uint8_t *out, size_t width, PixelOrder order)
{
    if (order == PixelOrder::rgba) {
        std::memcpy(out, rgba, width * 4);
        return;
    }
    for (size_t x = 0; x < width; ++x, rgba += 4, out += 4) {
        out[0] = rgba[2];
        out[1] = rgba[1];
        out[2] = rgba[0];
        out[3] = rgba[3];
    }
}

} // namespace

Status decode_whole_image(Bytes encoded, const ImageHeader &header, RowSink &sink)
{
    if (encoded.size() > INT_MAX)
        return {StatusCode::unsupported, "the encoded image is larger than 2 GiB"};
    // A host that uses the same library may have turned its global switch on.
    stbi_set_flip_vertically_on_load_thread(0);
    int width = 0;
    int height = 0;
    int channels = 0;
    const std::unique_ptr<stbi_uc, FreePixels> pixels(stbi_load_from_memory(
        encoded.data(), static_cast<int>(encoded.size()), &width, &height, &channels, 4));
    if (!pixels) {
        const char *reason = stbi_failure_reason(); // a literal of the library
        if (reason && std::strcmp(reason, "outofmem") == 0)
            return {StatusCode::out_of_memory, "not enough memory to decode the image"};
        return {
            StatusCode::malformed,
            std::string("the image is damaged: ") + (reason ? reason : "it does not decode")};
    }
    if (static_cast<uint32_t>(width) != header.width ||
        static_cast<uint32_t>(height) != header.height)
        return {StatusCode::malformed, "the image is damaged: it names two different sizes"};

    PixelTarget target;
    GESSO_RETURN_IF_FAILED(sink.on_header(header, target));
    for (uint32_t y = 0; y < header.height; ++y)
        store_row(
            pixels.get() + size_t{y} * header.width * 4,
            target.first_row + static_cast<ptrdiff_t>(y) * target.stride, header.width,
            target.order);
    return sink.on_rows(0, header.height);
}

Status append_encoded(std::vector<uint8_t> &buffer, Bytes bytes, uint64_t limit)
{
    if (bytes.size() > limit - std::min<uint64_t>(limit, buffer.size()))
        return {
            StatusCode::limit_exceeded, "the encoded image is larger than " +
                                            std::to_string(limit) +
                                            " bytes (limits.response_bytes)"};
    buffer.insert(buffer.end(), bytes.begin(), bytes.end());
    return {};
}

} // namespace gesso::core
