// SPDX-License-Identifier: MIT
// Three services to ask: one that streams, one that makes a single image, one that is unknown.
#pragma once

#include "request/generation.h"
#include "support/catch.h"

#include <string>
#include <string_view>

namespace gesso::core {

// Rules of this test's own: request/ takes them as data and must not know service/'s table.
inline constexpr std::string_view kThree[] = {"1024x1024", "1536x1024", "auto"};
inline constexpr std::string_view kAuto[] = {"auto"};
inline constexpr std::string_view kQualities[] = {"low", "medium", "high", "auto"};
inline constexpr std::string_view kStandardOrHd[] = {"standard", "hd"};
inline constexpr std::string_view kStyles[] = {"vivid", "natural"};
inline constexpr std::string_view kFormats[] = {"png", "jpeg", "webp"};
inline constexpr std::string_view kCompressed[] = {"jpeg", "webp"};
inline constexpr std::string_view kBackgrounds[] = {"transparent", "opaque", "auto"};
inline constexpr std::string_view kFidelities[] = {"high", "low"};
inline constexpr std::string_view kModerations[] = {"auto", "low"};

inline ModelRules streaming_rules()
{
    ModelRules rules;
    rules.family = "gpt-image-2";
    rules.max_prompt = 32000;
    rules.max_images = 10;
    rules.size_rule = SizeRule::sixteenths;
    rules.sizes = kAuto;
    rules.qualities = kQualities;
    rules.default_quality = "medium";
    rules.formats = kFormats;
    rules.compressed_formats = kCompressed;
    rules.backgrounds = kBackgrounds;
    rules.moderations = kModerations;
    rules.can_stream = true;
    rules.max_edit_images = 16;
    rules.edit_inputs = kFormats;
    rules.max_edit_bytes = uint64_t{50} << 20;
    rules.fidelities = kFidelities;
    return rules;
}

inline ModelRules single_rules()
{
    ModelRules rules;
    rules.family = "dall-e-3";
    rules.max_prompt = 10;
    rules.max_images = 1;
    rules.sizes = kThree;
    rules.qualities = kStandardOrHd;
    rules.default_quality = "standard";
    rules.styles = kStyles;
    rules.wants_response_format = true;
    return rules;
}

inline const ModelRules kStreaming = streaming_rules();
inline const ModelRules kSingle = single_rules();

inline ServiceRoute route_for(EndpointForm form, const ModelRules *rules)
{
    ServiceRoute route;
    route.origin = {"https", "h", 443};
    route.form = form;
    route.generation_target = "/v1/images/generations";
    route.edit_target = "/v1/images/edits";
    route.has_model_field = form != EndpointForm::azure_deployments;
    route.model = rules ? std::string(rules->family) : "unknown";
    route.rules = rules;
    route.fields = {{"Authorization", "Bearer k", true}};
    route.sends_response_format = rules && rules->wants_response_format;
    route.can_stream = !rules || rules->can_stream;
    route.max_images_per_post = rules ? rules->max_images : 10;
    return route;
}

inline const ServiceRoute kOpenAi = route_for(EndpointForm::openai, &kStreaming);
inline const ServiceRoute kDallE = route_for(EndpointForm::openai, &kSingle);
inline const ServiceRoute kUnknown = route_for(EndpointForm::compatible, nullptr);

inline GenerationAsk ask_for(const char *prompt)
{
    GenerationAsk ask;
    ask.prompt = prompt;
    return ask;
}

inline HttpRequest built(const GenerationAsk &ask, const ServiceRoute &route)
{
    HttpRequest request;
    const Status status = build_generation(ask, route, request);
    CAPTURE(status.message);
    REQUIRE(status.is_ok());
    return request;
}

inline std::string body(const GenerationAsk &ask, const ServiceRoute &route)
{
    const HttpRequest request = built(ask, route);
    REQUIRE(request.body.size() == 1);
    return request.body[0].owned;
}

// The message, or "ok".
inline std::string verdict(const GenerationAsk &ask, const ServiceRoute &route)
{
    const Status status = validate_generation(ask, route);
    if (status.is_ok())
        return "ok";
    CHECK(status.code == StatusCode::invalid_argument);
    return status.message;
}

inline std::string size_verdict(const char *size, const ServiceRoute &route)
{
    GenerationAsk ask = ask_for("p");
    ask.size = size;
    return verdict(ask, route);
}

inline bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace gesso::core
