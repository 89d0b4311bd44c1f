// SPDX-License-Identifier: MIT
// How a program in C++ usually does it, with the libraries that people take: each event is
// collected, nlohmann/json parses it, a loop over a table decodes base64, stb_image the PNG.
// Written as well as that design allows: nothing is searched twice, no copy is made for nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gesso_bench {

// Four characters a turn by a table of 256; stops at padding. Returns the bytes.
std::vector<uint8_t> table_base64(std::string_view text);
// The string of the first b64_json of a document or an event.
std::string dom_base64(const std::string &document);
// RGBA of a PNG through stb_image; empty when it cannot be read.
std::vector<uint8_t> stb_pixels(const std::vector<uint8_t> &png, uint32_t &out_width);
// The same without the copy into a vector: what stb allocated is freed at once. For timing.
bool stb_decodes(const std::vector<uint8_t> &png);
// Rows through libpng into `rgba`, for comparing stb with it.
bool libpng_decodes(const std::vector<uint8_t> &png, std::vector<uint8_t> &rgba);

// POSTs with libcurl and hands over each picture of the event stream as pixels.
using OnPixels = std::function<void(const uint8_t *rgba, int width, int height)>;
bool usual_stream(const std::string &url, const OnPixels &on_pixels);

} // namespace gesso_bench
