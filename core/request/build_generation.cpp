// SPDX-License-Identifier: MIT
#include "request/extra_json.h"
#include "request/generation.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace gesso::core {

namespace {

void set_text(Json &body, const char *name, std::string_view value)
{
    if (!value.empty())
        body.set(name, std::string(value));
}

// The order is fixed, so that equal asks give equal bytes.
Json make_body(const GenerationAsk &ask, const ServiceRoute &route)
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
    set_text(body, "background", ask.background);
    set_text(body, "moderation", ask.moderation);
    set_text(body, "output_format", ask.format);
    if (ask.compression)
        body.set("output_compression", int64_t{*ask.compression});
    if (route.sends_response_format)
        body.set("response_format", "b64_json");
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

bool is_streamed(const GenerationAsk &ask, const ServiceRoute &route)
{
    return ask.wants_stream && route.can_stream;
}

uint32_t images_per_post(const GenerationAsk &ask, const ServiceRoute &route)
{
    return is_streamed(ask, route) ? 1 : std::max<uint32_t>(route.max_images_per_post, 1);
}

Status
build_generation(const GenerationAsk &ask, const ServiceRoute &route, HttpRequest &out_request)
{
    if (ask.n < 1 || ask.n > images_per_post(ask, route))
        return {StatusCode::invalid_argument, "n: more images than one post may ask for"};
    Json extra;
    GESSO_RETURN_IF_FAILED(parse_extra_json(ask.extra_json, route.form, extra));
    Json body = make_body(ask, route);
    if (const Json::Object *members = extra.object()) {
        for (const Json::Member &member : *members)
            body.set(member.first, member.second);
    }
    HttpRequest request;
    request.origin = route.origin;
    request.target = route.generation_target;
    request.fields = route.fields;
    request.fields.push_back(
        {"Accept",
         is_streamed(ask, route) ? "text/event-stream, application/json" : "application/json",
         false});
    request.content_type = "application/json";
    request.body.push_back({to_text(body), {}});
    out_request = std::move(request);
    return {};
}

} // namespace gesso::core
