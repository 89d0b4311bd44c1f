// SPDX-License-Identifier: MIT
// The fields of a request, whatever they came in.
#pragma once

#include "http/responder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace loopback {

// The name of a JSON type that no field takes: "an object", "an array", "a number".
struct OtherType {
    std::string_view article_and_name;
};

using Value = std::variant<std::nullptr_t, bool, int64_t, std::string, OtherType>;
using Parameters = std::vector<std::pair<std::string, Value>>;

// A refusal where the body is not a JSON object.
std::optional<Response> parse_json_parameters(std::string_view body, Parameters &out_parameters);

// Where a picture of a JSON edit is to be had. Exactly one of the two is filled.
struct ImageReference {
    std::string image_url;
    std::string file_id;
};

struct JsonEdit {
    Parameters parameters; // without `images` and `mask`
    std::vector<ImageReference> images;
    std::optional<ImageReference> mask;
};

std::optional<Response> parse_json_edit(std::string_view body, JsonEdit &out_edit);

// A field of a form, where everything is text.
Value value_of_text(std::string_view name, std::string_view text);

} // namespace loopback
