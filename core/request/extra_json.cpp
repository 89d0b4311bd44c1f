// SPDX-License-Identifier: MIT
#include "request/extra_json.h"

#include <algorithm>
#include <string>

namespace gesso::core {

namespace {

constexpr const char *kCounted[] = {"n", "stream"};
constexpr const char *kPictures[] = {"image", "image[]", "images", "mask"};

Status has_own_option(const char *name, const char *why)
{
    return {
        StatusCode::invalid_argument,
        std::string("extra_json: set ") + name + " through its own option, " + why};
}

bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '[' || c == ']';
}

// Each name becomes part of a header line.
Status check_form_names(const Json &extra)
{
    for (const char *name : kPictures) {
        if (extra.find(name))
            return has_own_option(name, "so that the picture is checked and pasted back");
    }
    for (const Json::Member &member : *extra.object()) {
        const std::string &name = member.first;
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_plain)) {
            return {
                StatusCode::invalid_argument,
                "extra_json: the names of an edit's fields are letters, digits and -_.[]"};
        }
    }
    return {};
}

} // namespace

Status
parse_extra_json(std::string_view text, EndpointForm form, Operation operation, Json &out_extra)
{
    out_extra = Json();
    if (text.empty())
        return {};
    Json extra;
    Status status = parse_json(text, JsonLimits(), extra);
    if (!status.is_ok())
        return {StatusCode::invalid_argument, "extra_json: " + status.message};
    if (!extra.object())
        return {StatusCode::invalid_argument, "extra_json: it must be a JSON object"};
    for (const char *name : kCounted) {
        if (extra.find(name))
            return has_own_option(name, "so that no image is lost count of");
    }
    if (operation == Operation::edit)
        GESSO_RETURN_IF_FAILED(check_form_names(extra));
    const bool is_address_enough =
        form == EndpointForm::azure_deployments || form == EndpointForm::azure_async;
    if (is_address_enough && extra.find("model")) {
        return {
            StatusCode::invalid_argument,
            "extra_json: the address decides the model; leave model out"};
    }
    out_extra = std::move(extra);
    return {};
}

} // namespace gesso::core
