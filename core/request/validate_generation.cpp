// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "request/choices.h"
#include "request/extra_json.h"
#include "request/generation.h"
#include "request/image_size.h"

#include <algorithm>
#include <string>
#include <utility>

namespace gesso::core {

namespace {

constexpr uint32_t kMaxPartials = 3;

Status refused(std::string message)
{
    return {StatusCode::invalid_argument, std::move(message)};
}

// Valid UTF-8 assumed: every byte that does not continue a character begins one.
size_t count_code_points(std::string_view text)
{
    const auto begins = [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; };
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), begins));
}

// What JSON and this library need, whoever is asked.
Status check_text(const GenerationAsk &ask)
{
    if (ask.prompt.empty())
        return refused("prompt: it is empty");
    const std::pair<const char *, const std::string *> fields[] = {
        {"prompt", &ask.prompt},
        {"size", &ask.size},
        {"quality", &ask.quality},
        {"format", &ask.format},
        {"background", &ask.background},
        {"style", &ask.style},
        {"user", &ask.user},
        {"moderation", &ask.moderation}};
    for (const auto &[name, text] : fields) {
        if (!is_valid_utf8(*text))
            return refused(std::string(name) + ": it is not valid UTF-8");
    }
    return {};
}

Status check_counts(const GenerationAsk &ask, const ServiceRoute &route)
{
    if (ask.n < 1 || ask.n > kMaxImagesPerRequest)
        return refused("n " + std::to_string(ask.n) + ": it must be 1 to 10");
    const uint32_t partials = ask.partials.value_or(0);
    if (partials > 0 && !ask.wants_stream)
        return refused("partials: previews need streaming");
    if (partials > 0 && !route.can_stream) {
        const std::string who = route.rules ? std::string(route.rules->family) : "this service";
        return refused("partials: " + who + " sends no previews; leave them out");
    }
    return {};
}

// DALL-E on the plain forms can answer either way; its polled form only ever gives addresses.
Status check_url_wish(const GenerationAsk &ask, const ServiceRoute &route)
{
    if (!ask.wants_url || route.form == EndpointForm::azure_async ||
        route.rules->wants_response_format)
        return {};
    return refused(
        "url: " + std::string(route.rules->family) +
        " sends its images in the answer and has no addresses for them; leave it out");
}

Status check_prompt(const GenerationAsk &ask, const ModelRules &rules)
{
    const size_t length = count_code_points(ask.prompt);
    if (length <= rules.max_prompt)
        return {};
    return refused(
        "prompt: it has " + std::to_string(length) + " characters; " + std::string(rules.family) +
        " takes at most " + std::to_string(rules.max_prompt));
}

Status check_choices(const GenerationAsk &ask, const ModelRules &rules)
{
    const struct {
        const char *name;
        const std::string &value;
        Choices choices;
    } fields[] = {
        {"quality", ask.quality, rules.qualities},         {"format", ask.format, rules.formats},
        {"background", ask.background, rules.backgrounds}, {"style", ask.style, rules.styles},
        {"moderation", ask.moderation, rules.moderations},
    };
    for (const auto &field : fields)
        GESSO_RETURN_IF_FAILED(check_choice(field.name, field.value, field.choices, rules.family));
    return ask.size.empty() ? Status() : check_size(ask.size, rules);
}

Status check_combinations(const GenerationAsk &ask, const ModelRules &rules)
{
    // Without a format the service answers with PNG.
    if (ask.background == "transparent" && ask.format == "jpeg") {
        const bool has_webp = is_listed("webp", rules.formats);
        return refused(
            std::string("background transparent: jpeg has no transparency; use format png") +
            (has_webp ? " or webp" : ""));
    }
    if (ask.compression) {
        const std::string value = "compression " + std::to_string(*ask.compression);
        if (rules.compressed_formats.empty()) {
            return refused(
                "compression: " + std::string(rules.family) + " does not take it; leave it out");
        }
        if (*ask.compression < 0 || *ask.compression > 100)
            return refused(value + ": it must be 0 to 100, where 100 is the best picture");
        if (!is_listed(ask.format, rules.compressed_formats)) {
            return refused(value + ": it needs format " + list_text(rules.compressed_formats));
        }
    }
    if (ask.partials.value_or(0) > kMaxPartials) {
        return refused("partials " + std::to_string(*ask.partials) + ": it must be 0 to 3");
    }
    return {};
}

} // namespace

Status validate_generation(const GenerationAsk &ask, const ServiceRoute &route)
{
    GESSO_RETURN_IF_FAILED(check_text(ask));
    GESSO_RETURN_IF_FAILED(check_counts(ask, route));
    Json extra;
    GESSO_RETURN_IF_FAILED(
        parse_extra_json(ask.extra_json, route.form, Operation::generate, extra));
    if (!route.rules)
        return {};
    GESSO_RETURN_IF_FAILED(check_prompt(ask, *route.rules));
    GESSO_RETURN_IF_FAILED(check_choices(ask, *route.rules));
    GESSO_RETURN_IF_FAILED(check_url_wish(ask, route));
    return check_combinations(ask, *route.rules);
}

} // namespace gesso::core
