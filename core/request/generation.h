// SPDX-License-Identifier: MIT
// What to ask for: checked against the family's rules, then written as a JSON body that holds only
// what the host set and the family takes.
#pragma once

#include "base/route.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gesso::core {

// The images of one request, however many posts they need.
inline constexpr uint32_t kMaxImagesPerRequest = 10;

// Empty text and unset numbers are not sent.
struct GenerationAsk {
    std::string prompt; // UTF-8, required; sent as it is, nothing trimmed
    std::string size;   // "WIDTHxHEIGHT" or "auto"
    std::string quality;
    std::string format;
    std::string background;
    std::string style;
    std::string user;
    std::string moderation;
    std::optional<int32_t> compression; // 0 to 100: quality of a JPEG or WebP
    uint32_t n = 1;
    bool wants_stream = false;        // ignored where the service cannot stream
    std::optional<uint32_t> partials; // previews, 0 to 3; streaming without it asks for 1
    bool wants_url = false; // DALL-E: a result URL instead of base64; others have only one way
    // A JSON object whose members are set last, over ours: the host's own word, unchecked. Only
    // what the library counts with is refused: n, stream, and the model of a deployments address.
    std::string extra_json;
};

// Whether it can be sent. A message names the field, the rule and the nearest legal values. Of an
// unknown family only what JSON and this library need is checked. `ask.n` counts the whole
// request; see images_per_post().
Status validate_generation(const GenerationAsk &ask, const ServiceRoute &route);

// Whether an event stream is asked for.
bool is_streamed(const GenerationAsk &ask, const ServiceRoute &route);

// How many images one post may ask for. Streamed images cannot be told apart, so each of them is
// a post of its own.
uint32_t images_per_post(const GenerationAsk &ask, const ServiceRoute &route);

// One post for `ask.n` images, which must not exceed images_per_post().
Status
build_generation(const GenerationAsk &ask, const ServiceRoute &route, HttpRequest &out_request);

} // namespace gesso::core
