// SPDX-License-Identifier: MIT
#include "stream/reply_facts.h"

#include "base/text.h"
#include "stream/filter_report.h"

namespace gesso::core {

namespace {

constexpr size_t kMaxFact = 64; // code points of a size, a quality, ...
constexpr size_t kMaxRevisedPrompt = 32000;

std::string
fact(const Json &object, const JsonTree &document, std::string_view key, size_t max_code_points)
{
    const Json *value = object.find(key);
    if (!value || !value->string())
        value = document.find_in_root(key);
    const std::string *text = value ? value->string() : nullptr;
    return text ? clean_text(*text, max_code_points) : std::string();
}

// The first of the members that holds a count.
std::optional<int64_t> count(const Json *object, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        const Json *value = object ? object->find(key) : nullptr;
        const std::optional<int64_t> number = value ? value->integer() : std::nullopt;
        if (number && *number >= 0)
            return number;
    }
    return std::nullopt;
}

} // namespace

EventKind classify_event(std::string_view type)
{
    if (type.ends_with(".partial_image"))
        return EventKind::preview;
    if (type.ends_with(".partial_succeeded"))
        return EventKind::part;
    if (type.ends_with(".partial_failed"))
        return EventKind::part_failed;
    if (type == "error" || type.ends_with(".error") || type.ends_with(".failed"))
        return EventKind::failed;
    // "response.completed" ends a conversation, not an image.
    if (type.starts_with("image") && type.ends_with(".completed"))
        return EventKind::completed;
    return EventKind::ignored;
}

PassKind pass_kind(EventKind kind)
{
    if (kind == EventKind::preview)
        return PassKind::preview;
    return kind == EventKind::part || kind == EventKind::completed ? PassKind::final
                                                                   : PassKind::unknown;
}

ImageFacts read_facts(const Json &object, const JsonTree &document)
{
    ImageFacts facts;
    facts.size = fact(object, document, "size", kMaxFact);
    facts.quality = fact(object, document, "quality", kMaxFact);
    facts.background = fact(object, document, "background", kMaxFact);
    facts.output_format = fact(object, document, "output_format", kMaxFact);
    facts.revised_prompt = fact(object, document, "revised_prompt", kMaxRevisedPrompt);
    const Json *created = document.find_in_root("created");
    if (created)
        facts.created_unix = std::max<int64_t>(created->integer().value_or(0), 0);
    const Json *index = object.find("partial_image_index");
    if (index)
        facts.preview_index = index->integer().value_or(-1);
    return facts;
}

ImageFacts read_document_facts(const Json &root)
{
    ImageFacts facts = read_facts(root, JsonTree());
    const Json *created = root.find("created");
    if (created)
        facts.created_unix = std::max<int64_t>(created->integer().value_or(0), 0);
    return facts;
}

std::optional<Usage> read_usage(const Json *usage)
{
    if (!usage || !usage->object())
        return std::nullopt;
    Usage out;
    const Json *details = usage->find("input_tokens_details");
    if (!details)
        details = usage->find("prompt_tokens_details");
    out.input_tokens = count(usage, {"input_tokens", "prompt_tokens"});
    out.input_text_tokens = count(details, {"text_tokens"});
    if (!out.input_text_tokens)
        out.input_text_tokens = count(usage, {"num_input_text_tokens"});
    out.input_image_tokens = count(details, {"image_tokens"});
    if (!out.input_image_tokens)
        out.input_image_tokens = count(usage, {"num_input_image_tokens"});
    out.output_tokens = count(usage, {"output_tokens", "completion_tokens", "num_output_tokens"});
    out.total_tokens = count(usage, {"total_tokens"});
    const bool is_empty = !out.input_tokens && !out.input_text_tokens && !out.input_image_tokens &&
                          !out.output_tokens && !out.total_tokens;
    return is_empty ? std::nullopt : std::optional<Usage>(out);
}

std::string_view text_member(const Json &object, std::string_view key)
{
    const Json *value = object.find(key);
    const std::string *text = value ? value->string() : nullptr;
    return text ? std::string_view(*text) : std::string_view();
}

std::optional<ServiceError> find_filtered(const Json &object)
{
    ServiceError error;
    read_filter_report(object, error);
    std::string names;
    for (const FilterCategory &category : error.categories) {
        if (category.is_filtered)
            names += (names.empty() ? "" : ", ") + category.name;
    }
    if (names.empty())
        return std::nullopt;
    error.message = "the image was filtered: " + clean_text(names, 100);
    error.code = "content_filter";
    error.is_content_filter = true;
    if (error.stage == FilterStage::unknown)
        error.stage = FilterStage::output; // it is told in the place of a picture
    return error;
}

} // namespace gesso::core
