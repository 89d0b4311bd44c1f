// SPDX-License-Identifier: MIT
#include "rules/parameters.h"

#include "rules/refusal.h"

#include <nlohmann/json.hpp>

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

} // namespace

std::optional<Response> parse_json_parameters(std::string_view body, Parameters &out_parameters)
{
    bool is_too_deep = false;
    const auto watch = [&is_too_deep](int depth, Json::parse_event_t, Json &) {
        is_too_deep = is_too_deep || depth > kMaxDepth;
        return !is_too_deep;
    };
    const Json document = Json::parse(body.begin(), body.end(), watch, false);
    if (is_too_deep || document.is_discarded() || !document.is_object()) {
        return unreadable();
    }
    out_parameters.clear();
    for (const auto &[name, value] : document.items()) {
        out_parameters.emplace_back(name, value_of(value));
    }
    return std::nullopt;
}

} // namespace loopback
