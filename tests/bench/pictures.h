// SPDX-License-Identifier: MIT
// What the benches read: photographs as PNG the way the services send them, and those as replies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gesso_bench {

using Buffer = std::vector<uint8_t>;

struct Picture {
    std::string name; // "garden-1024"
    uint32_t width = 0;
    uint32_t height = 0;
    uint32_t channels = 3;
    Buffer png;
    Buffer rgba; // what every reader must produce
};

// Crops of the photographs in `folder` (JPEG, any depth below it), adaptive filters, zlib level 6.
// Written into `cache` the first time. Ends the program, saying why, when a photograph is missing.
Picture load_picture(const std::string &name);

// Names that load_picture knows: 1024 x 1024 and 1536 x 1024, RGB and RGBA.
std::vector<std::string> picture_names();
// Any size, tiled from a photograph: for the bench that doubles.
Picture make_picture(uint32_t width, uint32_t height, uint32_t channels);

std::string to_base64(const Buffer &bytes);
// A document with one image.
std::string to_document(const std::string &base64);
// An event stream: three previews and the final image, all the same picture. `out_ends` is where
// each event's last byte ends.
std::string to_event_stream(const std::string &base64, std::vector<size_t> &out_ends);

} // namespace gesso_bench
