// SPDX-License-Identifier: MIT
// Text out of what a server sent instead of JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gesso::core {

// The text of a web page: what stands between its tags, without scripts and styles. Any other text
// stays as it is. Stops soon after `max_bytes`.
std::string strip_tags(std::string_view html, size_t max_bytes);

// Some servers repeat the key in their refusal; a person is helped without it.
std::string hide_keys(std::string text);

} // namespace gesso::core
