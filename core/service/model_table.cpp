// SPDX-License-Identifier: MIT
#include "service/model_table.h"

#include "base/text.h"

#include <array>
#include <string>

namespace gesso::core {

namespace {

using Text = std::string_view;

constexpr Text kDallE2Sizes[] = {"256x256", "512x512", "1024x1024"};
constexpr Text kDallE3Sizes[] = {"1024x1024", "1792x1024", "1024x1792"};
constexpr Text kThreeSizes[] = {"1024x1024", "1536x1024", "1024x1536", "auto"};
constexpr Text kAutoSize[] = {"auto"};

constexpr Text kStandard[] = {"standard"};
constexpr Text kStandardOrHd[] = {"standard", "hd"};
constexpr Text kFourQualities[] = {"low", "medium", "high", "auto"};
constexpr Text kSixQualities[] = {"low", "medium", "high", "xhigh", "max", "auto"};

constexpr Text kStyles[] = {"vivid", "natural"};
constexpr Text kModerations[] = {"auto", "low"};
constexpr Text kBackgrounds[] = {"transparent", "opaque", "auto"};

// gif and svg, which the newest family also makes, are not pictures that this library decodes.
constexpr Text kFormats[] = {"png", "jpeg", "webp"};
constexpr Text kAzureFormats[] = {"png", "jpeg"};
constexpr Text kCompressedFormats[] = {"jpeg", "webp"};
constexpr Text kAzureCompressedFormats[] = {"jpeg"};

constexpr Text kOnlyPng[] = {"png"};
constexpr Text kFidelities[] = {"high", "low"};
constexpr Text kLowFidelity[] = {"low"};

// "Less than 50 MB": in the larger reading, so that nothing is refused that may pass.
constexpr uint64_t kMaxEditBytes = uint64_t{50} << 20;
constexpr uint64_t kMaxDallE2EditBytes = uint64_t{4} << 20;

constexpr ModelRules dall_e_2()
{
    ModelRules rules;
    rules.family = "dall-e-2";
    rules.default_model = "dall-e-2";
    rules.retired = "2026-05-12";
    rules.max_prompt = 1000;
    rules.max_images = 10;
    rules.sizes = kDallE2Sizes;
    rules.qualities = kStandard;
    rules.wants_response_format = true;
    rules.max_edit_images = 1;
    rules.edit_inputs = kOnlyPng;
    rules.max_edit_bytes = kMaxDallE2EditBytes;
    rules.is_edit_square = true;
    return rules;
}

constexpr ModelRules dall_e_3()
{
    ModelRules rules;
    rules.family = "dall-e-3";
    rules.default_model = "dall-e-3";
    rules.retired = "2026-05-12";
    rules.max_prompt = 4000;
    rules.max_images = 1;
    rules.sizes = kDallE3Sizes;
    rules.qualities = kStandardOrHd;
    rules.default_quality = "standard";
    rules.styles = kStyles;
    rules.wants_response_format = true;
    return rules;
}

constexpr ModelRules gpt_image(Text family, Text model, Text retired)
{
    ModelRules rules;
    rules.family = family;
    rules.default_model = model;
    rules.retired = retired;
    rules.max_prompt = 32000;
    rules.max_images = 10;
    rules.sizes = kThreeSizes;
    rules.qualities = kFourQualities;
    // The service's own default can be its dearest: "high" on Azure, a guess elsewhere.
    rules.default_quality = "medium";
    rules.formats = kFormats;
    rules.compressed_formats = kCompressedFormats;
    rules.backgrounds = kBackgrounds;
    rules.moderations = kModerations;
    rules.can_stream = true;
    rules.max_edit_images = 16;
    rules.edit_inputs = kFormats;
    rules.max_edit_bytes = kMaxEditBytes;
    rules.fidelities = kFidelities;
    return rules;
}

constexpr ModelRules gpt_image_2(Text family, Text model, std::span<const Text> qualities)
{
    ModelRules rules = gpt_image(family, model, "");
    rules.size_rule = SizeRule::sixteenths;
    rules.sizes = kAutoSize;
    rules.qualities = qualities;
    rules.fidelities = {}; // always high; the field is an error
    return rules;
}

constexpr ModelRules gpt_image_1_mini()
{
    ModelRules rules = gpt_image("gpt-image-1-mini", "gpt-image-1-mini", "2026-12-01");
    rules.fidelities = kLowFidelity;
    return rules;
}

constexpr ModelRules dall_e_2_polled()
{
    ModelRules rules = dall_e_2();
    rules.max_images = 5;
    rules.qualities = {};
    rules.wants_response_format = false;
    rules.max_edit_images = 0;
    return rules;
}

constexpr std::array kModels = {
    gpt_image_2("gpt-image-2.6", "gpt-image-2.6-flare", kSixQualities),
    gpt_image_2("gpt-image-2.5", "gpt-image-2.5-flare", kSixQualities),
    gpt_image_2("gpt-image-2", "gpt-image-2", kFourQualities),
    gpt_image("gpt-image-1.5", "gpt-image-1.5", "2026-12-01"),
    gpt_image("chatgpt-image", "chatgpt-image-latest", "2026-12-01"),
    gpt_image_1_mini(),
    gpt_image("gpt-image-1", "gpt-image-1", "2026-10-23"),
    dall_e_3(),
    dall_e_2(),
};

constexpr auto as_on_azure(std::array<ModelRules, kModels.size()> models)
{
    for (ModelRules &rules : models) {
        if (!rules.formats.empty())
            rules.formats = kAzureFormats;
        if (!rules.compressed_formats.empty())
            rules.compressed_formats = kAzureCompressedFormats;
        // DALL-E cannot edit there, whichever it is.
        if (rules.wants_response_format)
            rules.max_edit_images = 0;
        else
            rules.edit_inputs = kAzureFormats;
    }
    return models;
}

constexpr std::array kAzureModels = as_on_azure(kModels);
constexpr ModelRules kPolled = dall_e_2_polled();

struct Hint {
    Text part;
    Text family;
};

// Names under which people deploy models. Families without rules are here too, so that "flux-2"
// is never taken for something else.
constexpr Hint kHints[] = {
    {"gpt-image-2.6", "gpt-image-2.6"},
    {"gpt-image-2.5", "gpt-image-2.5"},
    {"gpt-image-2", "gpt-image-2"},
    {"gpt-image-1.5", "gpt-image-1.5"},
    {"gpt-image-1-mini", "gpt-image-1-mini"},
    {"gpt-image-1", "gpt-image-1"},
    {"chatgpt-image", "chatgpt-image"},
    {"dall-e-3", "dall-e-3"},
    {"dall-e3", "dall-e-3"},
    {"dalle-3", "dall-e-3"},
    {"dalle3", "dall-e-3"},
    {"dall-e-2", "dall-e-2"},
    {"dall-e2", "dall-e-2"},
    {"dalle-2", "dall-e-2"},
    {"dalle2", "dall-e-2"},
    {"flux", "flux"},
    {"mai-image", "mai-image"},
};

bool is_digit_at(Text text, size_t index)
{
    return index < text.size() && text[index] >= '0' && text[index] <= '9';
}

// "gpt-image-2" is no match in "gpt-image-20" or "gpt-image-2.7-flare".
bool has_part(Text name, Text part)
{
    const size_t at = name.find(part);
    if (at == Text::npos)
        return false;
    const size_t end = at + part.size();
    const bool has_number = is_digit_at(part, part.size() - 1);
    const bool goes_on = is_digit_at(name, end) ||
                         (end < name.size() && name[end] == '.' && is_digit_at(name, end + 1));
    return !(has_number && goes_on);
}

} // namespace

std::span<const ModelRules> model_table(bool is_azure)
{
    return is_azure ? kAzureModels : kModels;
}

const ModelRules *find_rules(std::string_view family, bool is_azure)
{
    for (const ModelRules &rules : model_table(is_azure)) {
        if (rules.family == family)
            return &rules;
    }
    return nullptr;
}

const ModelRules &async_rules()
{
    return kPolled;
}

bool is_model_name(std::string_view name)
{
    const std::string lower = to_lower_ascii(name);
    for (const ModelRules &rules : kModels) {
        if (lower == rules.family || lower == rules.default_model)
            return true;
    }
    return false;
}

std::string_view guess_family(std::string_view name)
{
    const std::string lower = to_lower_ascii(name);
    const Hint *best = nullptr;
    for (const Hint &hint : kHints) {
        if (has_part(lower, hint.part) && (!best || hint.part.size() > best->part.size()))
            best = &hint;
    }
    return best ? best->family : Text();
}

} // namespace gesso::core
