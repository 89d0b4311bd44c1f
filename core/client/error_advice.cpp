// SPDX-License-Identifier: MIT
#include "client/error_advice.h"

#include "base/text.h"
#include "service/model_table.h"

#include <algorithm>

namespace gesso::core {
namespace {

constexpr uint32_t kLongWaitMs = 3'600'000;
constexpr size_t kMaxValue = 80; // code points of anything that is put into a sentence

bool is_azure(const ServiceRoute &route)
{
    return route.is_provider_azure || route.form == EndpointForm::azure_deployments ||
           route.form == EndpointForm::azure_v1 || route.form == EndpointForm::azure_async;
}

int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Of a path that we encoded ourselves.
std::string percent_decoded(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_code = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                             hex_digit(text[i + 2]) >= 0;
        out += is_code ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]))
                       : text[i];
        i += is_code ? 2 : 0;
    }
    return out;
}

// What follows `mark` in the target, up to one of `ends`.
std::string part_of_target(const ServiceRoute &route, std::string_view mark, std::string_view ends)
{
    const std::string_view target = route.generation_target;
    const size_t at = target.find(mark);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = target.substr(at + mark.size());
    return percent_decoded(rest.substr(0, rest.find_first_of(ends)));
}

std::string deployment_of(const ServiceRoute &route)
{
    return route.form == EndpointForm::azure_v1 ? route.model
                                                : part_of_target(route, "/deployments/", "/?");
}

std::string version_of(const ServiceRoute &route)
{
    return part_of_target(route, "api-version=", "&");
}

bool is_model_name(std::string_view name)
{
    const std::span<const ModelRules> models = model_table(false);
    return std::any_of(models.begin(), models.end(), [name](const ModelRules &rules) {
        return equals_ignoring_case(name, rules.family) ||
               equals_ignoring_case(name, rules.default_model);
    });
}

std::string_view current_model(bool on_azure)
{
    for (const ModelRules &rules : model_table(on_azure)) {
        if (rules.retired.empty())
            return rules.default_model;
    }
    return {};
}

bool has_field(const ServiceRoute &route, std::string_view name)
{
    return std::any_of(route.fields.begin(), route.fields.end(), [name](const HttpField &field) {
        return field.is_secret && equals_ignoring_case(field.name, name);
    });
}

uint32_t conditions_of_route(const ServiceRoute &route)
{
    uint32_t found = 0;
    const auto note = [&found](bool is_so, uint32_t condition) { found |= is_so ? condition : 0; };
    const bool has_key = has_field(route, "api-key");
    const bool has_bearer = has_field(route, "Authorization");
    note(is_azure(route), kOnAzure);
    note(route.form == EndpointForm::openai && !is_azure(route), kOnOpenAi);
    note(has_key, kSentKey);
    note(has_bearer, kSentBearer);
    note(!has_key && !has_bearer, kSentNothing);
    note(is_model_name(deployment_of(route)), kNamedAsModel);
    note(!version_of(route).empty(), kHasVersion);
    note(route.rules && !route.rules->retired.empty(), kModelRetired);
    return found;
}

uint32_t conditions_of(const AdviceQuestion &question)
{
    const ServiceError &error = *question.error;
    uint32_t found = question.route ? conditions_of_route(*question.route) : 0;
    const auto note = [&found](bool is_so, uint32_t condition) { found |= is_so ? condition : 0; };
    note(!error.param.empty(), kHasParam);
    note(!error.wanted_audience.empty(), kHasAudience);
    note(
        std::any_of(
            error.categories.begin(), error.categories.end(),
            [](const FilterCategory &category) { return category.is_filtered; }),
        kHasCategories);
    note(error.stage == FilterStage::output, kOutputStage);
    note(question.retry_after_ms > 0, kHasWait);
    note(question.retry_after_ms > kLongWaitMs, kLongWait);
    note(question.billed != Billed::no, kMaybeBilled);
    note(question.is_rescued, kRescued);
    note(question.http_status == 0 && question.billed == Billed::no, kNeverSent);
    return found;
}

std::string wait_text(uint32_t ms)
{
    const uint32_t seconds = ms / 1000 + (ms % 1000 != 0 ? 1 : 0);
    const auto in = [seconds](uint32_t unit, const char *one) {
        const uint32_t count = (seconds + unit - 1) / unit;
        return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
    };
    return seconds < 120 ? in(1, "second") : seconds < 7200 ? in(60, "minute") : in(3600, "hour");
}

std::string categories_text(const ServiceError &error)
{
    std::string text;
    for (const FilterCategory &category : error.categories) {
        if (!category.is_filtered)
            continue;
        text += (text.empty() ? "" : ", ") + category.name;
        text += category.severity.empty() ? "" : " (" + category.severity + ")";
    }
    return text;
}

std::string or_else(std::string text, const char *otherwise)
{
    return text.empty() ? otherwise : std::move(text);
}

std::string value_of(std::string_view name, const AdviceQuestion &question)
{
    static const ServiceRoute kNoRoute;
    const ServiceRoute &route = question.route ? *question.route : kNoRoute;
    if (name == "param")
        return question.error->param;
    if (name == "audience")
        return question.error->wanted_audience;
    if (name == "categories")
        return categories_text(*question.error);
    if (name == "wait")
        return wait_text(question.retry_after_ms);
    if (name == "deployment")
        return or_else(deployment_of(route), "deployment of that name");
    if (name == "version")
        return version_of(route);
    if (name == "model")
        return or_else(route.model, "the model");
    if (name == "retired")
        return route.rules ? std::string(route.rules->retired) : std::string();
    return name == "current" ? std::string(current_model(is_azure(route))) : std::string();
}

std::string fill(std::string_view text, const AdviceQuestion &question)
{
    std::string out;
    while (!text.empty()) {
        const size_t open = std::min(text.find('{'), text.size());
        out += text.substr(0, open);
        text.remove_prefix(open);
        const size_t close = text.find('}');
        if (close == std::string_view::npos)
            break;
        out += clean_text(value_of(text.substr(1, close - 1), question), kMaxValue);
        text.remove_prefix(close + 1);
    }
    return out;
}

} // namespace

std::string advise(const AdviceQuestion &question)
{
    const ServiceError &error = *question.error;
    const uint32_t found = conditions_of(question);
    const std::string message = to_lower_ascii(error.message);
    for (const Advice &row : advice_table()) {
        const bool fits = (row.result == 0 || row.result == question.result) &&
                          (row.http_status == 0 || row.http_status == question.http_status) &&
                          (row.code.empty() || equals_ignoring_case(row.code, error.code) ||
                           equals_ignoring_case(row.code, error.type)) &&
                          (row.phrase.empty() || message.find(row.phrase) != std::string::npos) &&
                          (row.conditions & ~found) == 0;
        if (fits)
            return fill(row.text, question);
    }
    return {};
}

const char *standing_advice(gesso_result result)
{
    for (const Advice &row : advice_table()) {
        const bool is_plain = row.http_status == 0 && row.code.empty() && row.phrase.empty() &&
                              row.conditions == 0 && row.text.find('{') == std::string_view::npos;
        if (is_plain && (row.result == 0 || row.result == result))
            return row.text.data(); // a literal: it ends in NUL
    }
    return "";
}

} // namespace gesso::core
