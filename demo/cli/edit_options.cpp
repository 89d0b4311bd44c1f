// SPDX-License-Identifier: MIT
#include "edit_options.h"

#include "save_plan.h"
#include "text.h"

#include "gesso/gesso.h"

#include <algorithm>
#include <vector>

namespace gesso_cli {

namespace {

using Settings = GenerateSettings;
using Row = Option<GenerateSettings>;

constexpr size_t kMaxImages = 16;
constexpr std::string_view kMeanings[] = {"auto", "alpha", "white", "black"}; // GESSO_MASK_*
constexpr std::string_view kCrops[] = {"none", "context"};                    // GESSO_CROP_*

// The place of the word in the list, which is its number in the contract.
bool find_word(std::span<const std::string_view> words, const std::string &value, int32_t &out)
{
    const auto found = std::find(words.begin(), words.end(), to_lower(value));
    out = static_cast<int32_t>(found - words.begin());
    return found != words.end();
}

std::string add_image(Settings &settings, const std::string &value)
{
    settings.edit.images.push_back(value);
    if (settings.edit.images.size() > kMaxImages) {
        return "an edit takes at most 16 pictures";
    }
    return value.empty() ? "its value is empty" : "";
}

std::string set_mask(Settings &settings, const std::string &value)
{
    settings.edit.mask = value;
    return value.empty() ? "its value is empty" : "";
}

std::string set_meaning(Settings &settings, const std::string &value)
{
    return find_word(kMeanings, value, settings.edit.mask_meaning)
               ? ""
               : "it is one of auto, alpha, white, black";
}

std::string set_crop(Settings &settings, const std::string &value)
{
    return find_word(kCrops, value, settings.edit.crop) ? "" : "it is one of none, context";
}

std::string set_margin(Settings &settings, const std::string &value)
{
    int margin = 0;
    std::string problem = parse_whole_number(value, 1, 16'384, margin);
    settings.edit.crop_margin = margin;
    return problem;
}

std::string set_feather(Settings &settings, const std::string &value)
{
    return parse_whole_number(value, 0, 256, settings.edit.feather);
}

std::string set_fidelity(Settings &settings, const std::string &value)
{
    settings.edit.input_fidelity = value;
    return trim(value).empty() ? "its value is empty" : "";
}

template <bool EditSettings::*Member>
std::string set_switch(Settings &settings, const std::string &)
{
    settings.edit.*Member = true;
    return {};
}

constexpr Row kOwn[] = {
    Row{{"", "", "What is edited"}},
    Row{{"--image", "FILE",
         "PNG, JPEG or WebP; repeated up to 16 times: the first is the base,\n"
         "the others are for reference"},
        add_image},
    Row{{"--mask", "FILE",
         "what may change, in the size of the base; every other pixel stays\n"
         "the base's own (default: all of it may change)"},
        set_mask},
    Row{{"--mask-meaning", "M",
         "what changes: alpha (where the mask is clear), white, black, or\n"
         "auto (default): alpha if the mask has any clear pixel, else white"},
        set_meaning},
    Row{{"--feather", "N", "pixels inside the mask over which the edit fades in, 0 to 256"},
        set_feather},
    Row{{"--crop", "C", "none (default), or context: send the part round the mask alone"},
        set_crop},
    Row{{"--crop-margin", "N", "pixels of context (default: a quarter of the mask's size)"},
        set_margin},
    Row{{"--wrap", "", "the base tiles: crop and feather go round its edges"},
        set_switch<&EditSettings::wraps>},
    Row{{"--raw-answer", "", "the service's own picture; nothing is protected outside the mask"},
        set_switch<&EditSettings::is_raw>},
    Row{{"--input-fidelity", "F", "high or low, for models that know it"}, set_fidelity},
    Row{{"--json-body", "", "openai: send JSON with data URLs instead of a form"},
        set_switch<&EditSettings::is_json>},
};

constexpr OptionText kOut = {
    "--out", "FILE|DIR",
    "the edited picture as PNG, every pixel outside the mask as in\n"
    "the base; the service's own bytes go beside it, unchanged, as\n"
    "NAME.original.EXT. Folders and --n as for generate"};

std::vector<Row> make_table()
{
    std::vector<Row> rows(std::begin(kOwn), std::end(kOwn));
    for (Row row : generate_options()) {
        if (row.text.name == kOut.name) {
            row.text = kOut;
        }
        rows.push_back(row);
    }
    return rows;
}

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

} // namespace

std::span<const Row> edit_options()
{
    static const std::vector<Row> rows = make_table();
    return rows;
}

bool is_composited(const Settings &settings)
{
    return settings.is_edit && !settings.edit.is_raw;
}

Failure check_edit(const Settings &settings)
{
    const EditSettings &edit = settings.edit;
    if (edit.images.empty()) {
        return usage("--image: there is nothing to edit; name the base with --image FILE");
    }
    const bool is_cropped = edit.crop == GESSO_CROP_CONTEXT;
    if (edit.mask.empty() && (is_cropped || edit.feather > 0)) {
        return usage("--crop and --feather follow a mask; name one with --mask FILE");
    }
    if (edit.crop_margin && !is_cropped) {
        return usage("--crop-margin: nothing is cropped without --crop context");
    }
    if (edit.is_raw && is_cropped) {
        return usage(
            "--raw-answer: with --crop context the answer is a piece of the picture; leave "
            "one of the two out");
    }
    if (is_composited(settings) && format_of_name(settings.out) != GESSO_FORMAT_UNKNOWN &&
        format_of_name(settings.out) != GESSO_FORMAT_PNG) {
        return usage("--out: the edited picture is written as PNG, so that no pixel outside the "
                     "mask changes; name it .png, or take the service's own with --raw-answer");
    }
    return {};
}

} // namespace gesso_cli
