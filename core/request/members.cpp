// SPDX-License-Identifier: MIT
#include "request/members.h"

#include "request/extra_json.h"

#include <string>
#include <utility>

namespace gesso::core {

namespace {

void set_text(Json &body, const char *name, std::string_view value)
{
    if (!value.empty())
        body.set(name, std::string(value));
}

// "url", "b64_json", or nothing where the service has only one answer.
std::string_view response_format(const GenerationAsk &ask, const ServiceRoute &route)
{
    // Of an unknown model nobody knows whether it takes the field; a wish is sent all the same.
    if (ask.wants_url && (route.sends_response_format || !route.rules))
        return "url";
    return route.sends_response_format ? "b64_json" : "";
}

Json own_members(const GenerationAsk &ask, const ServiceRoute &route, std::string_view fidelity)
{
    const ModelRules *rules = route.rules;
    Json body;
    if (route.has_model_field)
        body.set("model", route.model);
    body.set("prompt", ask.prompt);
    if (ask.n != 1)
        body.set("n", static_cast<int64_t>(ask.n));
    set_text(body, "size", ask.size);
    const std::string_view default_quality = rules ? rules->default_quality : std::string_view();
    set_text(body, "quality", ask.quality.empty() ? default_quality : ask.quality);
    set_text(body, "style", ask.style);
    set_text(body, "input_fidelity", fidelity);
    set_text(body, "background", ask.background);
    set_text(body, "moderation", ask.moderation);
    set_text(body, "output_format", ask.format);
    if (ask.compression)
        body.set("output_compression", int64_t{*ask.compression});
    set_text(body, "response_format", response_format(ask, route));
    if (!ask.user.empty())
        body.set(std::string(rules ? rules->user_field : "user"), ask.user);
    if (is_streamed(ask, route)) {
        body.set("stream", true);
        // Some routes refuse a stream without previews, so none are sent only when asked for.
        body.set("partial_images", static_cast<int64_t>(ask.partials.value_or(1)));
    }
    return body;
}

} // namespace

Status make_members(
    const GenerationAsk &ask, const ServiceRoute &route, Operation operation,
    std::string_view fidelity, Json &out_members)
{
    if (ask.n < 1 || ask.n > images_per_post(ask, route))
        return {StatusCode::invalid_argument, "n: more images than one post may ask for"};
    Json extra;
    GESSO_RETURN_IF_FAILED(parse_extra_json(ask.extra_json, route.form, operation, extra));
    Json body = own_members(ask, route, fidelity);
    if (const Json::Object *members = extra.object()) {
        for (const Json::Member &member : *members)
            body.set(member.first, member.second);
    }
    out_members = std::move(body);
    return {};
}

HttpRequest
make_request(const GenerationAsk &ask, const ServiceRoute &route, const std::string &target)
{
    HttpRequest request;
    request.origin = route.origin;
    request.target = target;
    request.fields = route.fields;
    request.fields.push_back(
        {"Accept",
         is_streamed(ask, route) ? "text/event-stream, application/json" : "application/json",
         false});
    request.content_type = "application/json";
    return request;
}

} // namespace gesso::core
