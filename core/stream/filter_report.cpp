// SPDX-License-Identifier: MIT
#include "stream/filter_report.h"

#include "base/text.h"

#include <algorithm>

namespace gesso::core {
namespace {

constexpr size_t kMaxCategories = 32; // as flow.h promises
constexpr size_t kMaxWord = 64;       // code points of a name or a severity

// A category may be told twice, for the prompt and for the picture: the worse news stays.
void add_category(ServiceError &error, FilterCategory category)
{
    const auto known = std::find_if(
        error.categories.begin(), error.categories.end(),
        [&](const FilterCategory &other) { return other.name == category.name; });
    if (known == error.categories.end()) {
        if (!category.name.empty() && error.categories.size() < kMaxCategories)
            error.categories.push_back(std::move(category));
        return;
    }
    const bool is_news = category.is_filtered && !known->is_filtered;
    if (is_news || known->severity.empty())
        known->severity = category.severity;
    known->is_filtered = known->is_filtered || category.is_filtered;
}

bool is_true(const Json *value)
{
    return value && value->boolean() == true;
}

std::string word(const Json *value)
{
    const std::string *text = value ? value->string() : nullptr;
    return text ? clean_text(*text, kMaxWord) : std::string();
}

// {"violence": {"filtered": true, "severity": "medium"}, "jailbreak": {"detected": false, ...}}
bool read_results(const Json &results, ServiceError &error)
{
    bool is_any_filtered = false;
    const Json::Object *members = results.object();
    for (size_t i = 0; members && i < members->size(); ++i) {
        const auto &[name, value] = (*members)[i];
        if (!value.object() && !value.boolean())
            continue;
        const bool is_filtered = is_true(&value) || is_true(value.find("filtered"));
        is_any_filtered = is_any_filtered || is_filtered;
        add_category(
            error, {clean_text(name, kMaxWord), word(value.find("severity")), is_filtered});
    }
    return is_any_filtered;
}

bool read_result_members(const Json &object, ServiceError &error)
{
    bool is_any_filtered = false;
    for (const char *key : {"content_filter_results", "content_filter_result"}) {
        if (const Json *results = object.find(key))
            is_any_filtered = read_results(*results, error) || is_any_filtered;
    }
    return is_any_filtered;
}

// An object of categories, or an array with one report a prompt.
void read_prompt_results(const Json &results, ServiceError &error)
{
    bool is_any_filtered = false;
    if (const Json::Array *prompts = results.array()) {
        for (size_t i = 0; i < std::min(prompts->size(), kMaxCategories); ++i)
            is_any_filtered = read_result_members((*prompts)[i], error) || is_any_filtered;
    } else {
        is_any_filtered = read_results(results, error);
    }
    if (is_any_filtered)
        error.stage = FilterStage::input;
}

void read_moderation(const Json &details, ServiceError &error)
{
    const std::string stage = word(details.find("moderation_stage"));
    if (equals_ignoring_case(stage, "input"))
        error.stage = FilterStage::input;
    else if (equals_ignoring_case(stage, "output"))
        error.stage = FilterStage::output;
    const Json *names = details.find("categories");
    const Json::Array *items = names ? names->array() : nullptr;
    for (size_t i = 0; items && i < std::min(items->size(), kMaxCategories); ++i)
        add_category(error, {word(&(*items)[i]), {}, true});
}

// "safety_violations=[sexual, violence]"
void read_violations(std::string_view message, ServiceError &error)
{
    constexpr std::string_view kMark = "safety_violations=[";
    const size_t mark = to_lower_ascii(message).find(kMark);
    const size_t end = message.find(']', mark);
    if (mark == std::string_view::npos || end == std::string_view::npos)
        return;
    std::string_view names = message.substr(mark + kMark.size(), end - mark - kMark.size());
    while (!names.empty()) {
        const size_t comma = std::min(names.find(','), names.size());
        add_category(error, {clean_text(trim_ascii(names.substr(0, comma)), kMaxWord), {}, true});
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
}

struct StageText {
    std::string_view phrase;
    FilterStage stage;
};

// First match decides: a response can be "filtered due to the prompt".
constexpr StageText kStageTexts[] = {
    {"prompt trigger", FilterStage::input},
    {"generated image", FilterStage::output},
    {"generated content", FilterStage::output},
    {"output image", FilterStage::output},
    {"input image", FilterStage::input},
    {"prompt", FilterStage::input},
    {"your task failed as a result of our safety system", FilterStage::input},
};

} // namespace

void read_filter_report(const Json &object, ServiceError &error)
{
    read_result_members(object, error);
    if (const Json *results = object.find("prompt_filter_results"))
        read_prompt_results(*results, error);
    if (const Json *details = object.find("moderation_details"))
        read_moderation(*details, error);
}

void read_filter_text(std::string_view message, ServiceError &error)
{
    read_violations(message, error);
    if (error.stage != FilterStage::unknown)
        return;
    const std::string lower = to_lower_ascii(message);
    const auto *const found =
        std::find_if(std::begin(kStageTexts), std::end(kStageTexts), [&](const StageText &entry) {
            return lower.find(entry.phrase) != std::string::npos;
        });
    if (found != std::end(kStageTexts))
        error.stage = found->stage;
}

bool has_filtered_category(const ServiceError &error)
{
    return std::any_of(error.categories.begin(), error.categories.end(), [](const auto &category) {
        return category.is_filtered;
    });
}

} // namespace gesso::core
