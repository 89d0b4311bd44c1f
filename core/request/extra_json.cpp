// SPDX-License-Identifier: MIT
#include "request/extra_json.h"

namespace gesso::core {

Status parse_extra_json(std::string_view text, EndpointForm form, Json &out_extra)
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
    for (const char *name : {"n", "stream"}) {
        if (extra.find(name)) {
            return {
                StatusCode::invalid_argument,
                std::string("extra_json: set ") + name +
                    " through its own option, so that no image is lost count of"};
        }
    }
    if (form == EndpointForm::azure_deployments && extra.find("model")) {
        return {
            StatusCode::invalid_argument,
            "extra_json: the deployment in the address decides the model; leave model out"};
    }
    out_extra = std::move(extra);
    return {};
}

} // namespace gesso::core
