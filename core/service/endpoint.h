// SPDX-License-Identifier: MIT
// An endpoint as a person pasted it, taken apart: a base address with or without its last parts,
// or the whole target URI that a portal shows.
#pragma once

#include "base/flow.h"
#include "base/status.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

struct Endpoint {
    Origin origin;
    std::vector<std::string> segments; // of the path, as written, without empty ones
    std::string query;                 // as written, without api-version
    std::string api_version;           // from the query, or empty
    bool is_operation = false;         // ended in images/generations or such, which is cut off
    bool is_submit = false;            // ... in images/generations:submit
};

// Refuses what is not a plain http or https address: user names in it, spaces, other schemes, bad
// hosts and ports, dot segments, fragments. Messages never quote the text: it may hold a secret.
Status parse_endpoint(std::string_view text, Endpoint &out_endpoint);

// One path segment: everything but letters, digits and "-._~" is percent-encoded.
std::string encode_segment(std::string_view text);
std::string decode_segment(std::string_view text); // sequences must be valid, as parsed above

} // namespace gesso::core
