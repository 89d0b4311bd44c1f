// SPDX-License-Identifier: MIT
#include "rules/parameters.h"

#include "rules/refusal.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <limits>

namespace loopback {

namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 64;

Value value_of(const Json &json)
{
    switch (json.type()) {
    case Json::value_t::null:
        return nullptr;
    case Json::value_t::boolean:
        return json.get<bool>();
    case Json::value_t::number_integer:
        return json.get<int64_t>();
    case Json::value_t::number_unsigned:
        if (json.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
            return std::numeric_limits<int64_t>::max();
        }
        return json.get<int64_t>();
    case Json::value_t::string:
        return json.get<std::string>();
    case Json::value_t::object:
        return OtherType{"an object"};
    case Json::value_t::array:
        return OtherType{"an array"};
    default:
        return OtherType{"a decimal number"};
    }
}

Response unreadable()
{
    return make_error(
        400,
        {"We could not parse the JSON body of your request. (HINT: This likely means you aren't "
         "using your HTTP library correctly. The API expects a JSON payload, but what was sent "
         "was not valid JSON.)"});
}

// A discarded document is one that is not an object, or too deep.
Json parse_object(std::string_view body)
{
    bool is_too_deep = false;
    const auto watch = [&is_too_deep](int depth, Json::parse_event_t, Json &) {
        is_too_deep = is_too_deep || depth > kMaxDepth;
        return !is_too_deep;
    };
    Json document = Json::parse(body.begin(), body.end(), watch, false);
    return is_too_deep || !document.is_object() ? Json(Json::value_t::discarded) : document;
}

std::optional<Response>
read_reference(const Json &json, const std::string &name, ImageReference &out_reference)
{
    if (!json.is_object()) {
        return invalid_type(name, "an object", "something else");
    }
    if (json.size() != 1 || !(json.contains("image_url") || json.contains("file_id"))) {
        return invalid_value(name, "'" + name + "' takes either 'image_url' or 'file_id'.");
    }
    const bool is_url = json.contains("image_url");
    const Json &text = json.at(is_url ? "image_url" : "file_id");
    if (!text.is_string() || text.get_ref<const std::string &>().empty()) {
        return invalid_type(name, "a string", "something else");
    }
    (is_url ? out_reference.image_url : out_reference.file_id) = text.get<std::string>();
    return std::nullopt;
}

std::optional<Response> read_references(const Json &json, JsonEdit &out_edit)
{
    if (!json.is_array()) {
        return invalid_type("images", "an array of objects", "something else");
    }
    for (const Json &entry : json) {
        const std::string name = "images[" + std::to_string(out_edit.images.size()) + "]";
        if (auto refusal = read_reference(entry, name, out_edit.images.emplace_back())) {
            return refusal;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Response> parse_json_parameters(std::string_view body, Parameters &out_parameters)
{
    const Json document = parse_object(body);
    if (document.is_discarded()) {
        return unreadable();
    }
    out_parameters.clear();
    for (const auto &[name, value] : document.items()) {
        out_parameters.emplace_back(name, value_of(value));
    }
    return std::nullopt;
}

std::optional<Response> parse_json_edit(std::string_view body, JsonEdit &out_edit)
{
    const Json document = parse_object(body);
    if (document.is_discarded()) {
        return unreadable();
    }
    for (const auto &[name, value] : document.items()) {
        std::optional<Response> refusal;
        if (name == "images") {
            refusal = read_references(value, out_edit);
        } else if (name == "mask" && !value.is_null()) {
            refusal = read_reference(value, "mask", out_edit.mask.emplace());
        } else if (name != "mask") {
            out_edit.parameters.emplace_back(name, value_of(value));
        }
        if (refusal) {
            return refusal;
        }
    }
    return std::nullopt;
}

// What is neither a number nor a flag stays text; the field then says that it expected otherwise.
Value value_of_text(std::string_view name, std::string_view text)
{
    if (name == "stream" && (text == "true" || text == "false")) {
        return text == "true";
    }
    if (name == "n" || name == "output_compression" || name == "partial_images") {
        int64_t number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) {
            return number;
        }
    }
    return std::string(text);
}

} // namespace loopback
