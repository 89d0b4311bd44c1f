// SPDX-License-Identifier: MIT
#include "rules/generation.h"

#include "paint/words.h"
#include "rules/generation_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace loopback {

namespace {

using Text = std::string_view;

constexpr std::array<Text, 4> kCommonFields{"prompt", "model", "n", "size"};
constexpr std::array<Text, 3> kDalle2Fields{"quality", "response_format", "user"};
constexpr std::array<Text, 4> kDalle3Fields{"quality", "style", "response_format", "user"};
constexpr std::array<Text, 9> kGptFields{
    "quality", "background",     "moderation", "output_format",    "output_compression",
    "stream",  "partial_images", "user",       "safety_identifier"};
constexpr std::array<Text, 5> kQueuedFields{"prompt", "n", "size", "user", "response_format"};
constexpr std::array<Text, 9> kEditFields{
    "quality", "background",     "input_fidelity", "output_format",    "output_compression",
    "stream",  "partial_images", "user",           "safety_identifier"};
constexpr std::array<Text, 1> kGpt26Fields{"complexity"};

constexpr int kMaxQueued = 5;

constexpr std::array<Text, 2> kStyles{"vivid", "natural"};
constexpr std::array<Text, 2> kResponseFormats{"url", "b64_json"};
constexpr std::array<Text, 3> kBackgrounds{"transparent", "opaque", "auto"};
constexpr std::array<Text, 2> kModerations{"low", "auto"};
constexpr std::array<Text, 2> kFidelities{"low", "high"};
constexpr std::array<Text, 3> kComplexities{"low", "medium", "high"};
constexpr std::array<Text, 3> kFormats{"png", "jpeg", "webp"};

// Azure has no WebP, and neither has a build without the library.
std::span<const Text> formats_of(Form form)
{
    const std::span<const Text> all(kFormats);
#if GESSO_HAVE_WEBP
    return is_azure(form) ? all.first(2) : all;
#else
    static_cast<void>(form);
    return all.first(2);
#endif
}

bool contains(std::span<const Text> list, Text name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

// The form of an edit does not know `moderation`; its JSON does.
bool is_known_field(const ModelRules &model, Task task, Text name)
{
    if (task == Task::queued_generation) {
        return contains(kQueuedFields, name);
    }
    if (contains(kCommonFields, name)) {
        return true;
    }
    if (is_edit(task)) {
        return contains(kEditFields, name) || (task == Task::json_edit && name == "moderation") ||
               (model.family == Family::gpt26 && contains(kGpt26Fields, name));
    }
    if (model.family == Family::dalle2) {
        return contains(kDalle2Fields, name);
    }
    if (model.family == Family::dalle3) {
        return contains(kDalle3Fields, name);
    }
    return contains(kGptFields, name) ||
           (model.family == Family::gpt26 && contains(kGpt26Fields, name));
}

// ASCII digits, one small x, no leading zero.
bool parse_size(Text text, int &out_width, int &out_height)
{
    const size_t cross = text.find('x');
    if (cross == Text::npos || text.size() > 11 || text.starts_with('0') ||
        text.substr(cross + 1).starts_with('0')) {
        return false;
    }
    const char *end = text.data() + text.size();
    const auto width = std::from_chars(text.data(), text.data() + cross, out_width);
    const auto height = std::from_chars(text.data() + cross + 1, end, out_height);
    return width.ec == std::errc{} && width.ptr == text.data() + cross &&
           height.ec == std::errc{} && height.ptr == end && out_width > 0 && out_height > 0;
}

std::string size_complaint(Text size, int width, int height)
{
    const std::string start = "Invalid size '" + std::string(size) + "'. ";
    const int64_t pixels = int64_t{width} * height;
    if (std::max(width, height) > 3840) {
        return start + "The longest edge must be less than or equal to 3840.";
    }
    if (width % 16 != 0 || height % 16 != 0) {
        return start + "Width and height must both be divisible by 16.";
    }
    if (std::max(width, height) > 3 * std::min(width, height)) {
        return start + "The aspect ratio must be between 1:3 and 3:1.";
    }
    if (pixels < 655'360) {
        return start + "The image must have at least 655360 pixels.";
    }
    if (pixels > 8'294'400) {
        return start + "The image must have at most 8294400 pixels.";
    }
    return {};
}

void choose_automatic_size(Generation &out)
{
    const Orientation orientation = orientation_of(out.prompt);
    out.size = orientation == Orientation::square ? "1024x1024"
               : orientation == Orientation::wide ? "1536x1024"
                                                  : "1024x1536";
}

void read_size(FieldReader &fields, const ModelRules &model, Generation &out)
{
    out.size = model.sizes.empty() ? "auto" : std::string(model.sizes.front());
    if (model.sizes.empty()) {
        fields.read_text("size", out.size);
    } else {
        fields.read_choice("size", model.sizes, out.size);
    }
    if (fields.has_failed()) {
        return;
    }
    out.is_size_automatic = out.size == "auto";
    if (out.is_size_automatic) {
        choose_automatic_size(out);
    }
    if (!parse_size(out.size, out.width, out.height)) {
        fields.refuse(invalid_size(
            "Invalid size '" + out.size.substr(0, 100) + "'. Use WIDTHxHEIGHT or auto."));
        return;
    }
    const std::string complaint =
        model.sizes.empty() ? size_complaint(out.size, out.width, out.height) : std::string();
    if (!complaint.empty()) {
        fields.refuse(invalid_size(complaint));
    }
}

void read_prompt(FieldReader &fields, const ModelRules &model, Generation &out)
{
    fields.read_text("prompt", out.prompt);
    if (!fields.has_failed() && out.prompt.empty()) {
        fields.refuse(missing_parameter("prompt"));
    }
    const size_t length = count_code_points(out.prompt);
    if (length > model.max_prompt) {
        fields.refuse(invalid_value(
            "prompt", "Invalid 'prompt': string too long. Expected a string with maximum length " +
                          std::to_string(model.max_prompt) + ", but got a string with length " +
                          std::to_string(length) + " instead."));
    }
}

void read_dalle_fields(FieldReader &fields, const ModelRules &model, Generation &out)
{
    std::string response_format = "url";
    const bool is_queued = out.task == Task::queued_generation;
    fields.read_choice(
        "response_format", std::span(kResponseFormats).first(is_queued ? 1 : 2), response_format);
    out.is_url_wanted = response_format == "url";
    if (model.family == Family::dalle3) {
        out.style = kStyles.front();
        fields.read_choice("style", kStyles, out.style);
    }
}

void read_format(FieldReader &fields, Form form, Generation &out)
{
    std::string format = "png";
    fields.read_choice("output_format", formats_of(form), format);
    out.format = format == "jpeg"   ? ImageFormat::jpeg
                 : format == "webp" ? ImageFormat::webp
                                    : ImageFormat::png;
    fields.read_integer("output_compression", 0, 100, out.compression);
    if (out.format == ImageFormat::png && out.compression < 100) {
        fields.refuse(invalid_value(
            "output_compression", "Compression less than 100 is not supported for PNG output "
                                  "format."));
    }
}

void read_background(FieldReader &fields, Generation &out)
{
    std::string background = "auto";
    fields.read_choice("background", kBackgrounds, background);
    if (background == "transparent" && out.format == ImageFormat::jpeg) {
        fields.refuse(invalid_value(
            "background", "Transparent background is not supported for JPEG output format."));
    }
    const bool may_cut_out = out.format != ImageFormat::jpeg && !is_edit(out.task);
    out.is_transparent = background == "transparent" ||
                         (background == "auto" && may_cut_out && wants_cutout(out.prompt));
}

void read_stream(FieldReader &fields, Generation &out)
{
    fields.read_bool("stream", out.is_streamed);
    fields.read_integer("partial_images", 0, 3, out.partial_images);
    if (out.partial_images > 0 && !out.is_streamed) {
        fields.refuse(invalid_value(
            "partial_images", "'partial_images' is only supported when 'stream' is true."));
    }
}

// The second generation keeps every input as it is and has no switch for it.
void read_fidelity(FieldReader &fields, const ModelRules &model, Generation &out)
{
    std::string fidelity = "low";
    fields.read_choice("input_fidelity", kFidelities, fidelity);
    out.is_faithful = fidelity == "high";
    const bool is_sent = fields.find("input_fidelity") != nullptr;
    const bool is_mini = model.id == "gpt-image-1-mini";
    if (is_sent && (model.family != Family::gpt1 || (is_mini && out.is_faithful))) {
        const std::string message = "The model '" + std::string(model.id) +
                                    "' does not support this value of 'input_fidelity'.";
        fields.refuse(make_error(
            400, {message, "image_generation_user_error", "input_fidelity",
                  "invalid_input_fidelity_model"}));
    }
}

void read_gpt_fields(FieldReader &fields, const ModelRules &model, Form form, Generation &out)
{
    std::string unused;
    read_format(fields, form, out);
    read_background(fields, out);
    fields.read_choice("moderation", kModerations, unused);
    fields.read_text("safety_identifier", out.safety_identifier);
    read_stream(fields, out);
    if (is_edit(out.task)) {
        read_fidelity(fields, model, out);
    }
    if (model.family == Family::gpt26) {
        fields.read_choice("complexity", kComplexities, unused);
    }
}

} // namespace

std::string_view name_of(ImageFormat format)
{
    return kFormats[static_cast<size_t>(format)];
}

void set_size(Generation &generation, std::string_view size)
{
    generation.size = size;
    parse_size(size, generation.width, generation.height);
}

std::optional<Response> check_generation(
    const Parameters &parameters, const ModelRules &model, Form form, Task task,
    Generation &out_generation)
{
    FieldReader fields(parameters);
    Generation &out = out_generation;
    out = Generation{};
    out.task = task;
    out.form = form;
    out.model = &model;
    for (const auto &[name, value] : parameters) {
        if (!is_known_field(model, task, name)) {
            return unknown_parameter(name);
        }
    }
    std::string unused;
    read_prompt(fields, model, out);
    const bool is_queued = task == Task::queued_generation;
    fields.read_integer("n", 1, is_queued ? kMaxQueued : model.max_n, out.n);
    read_size(fields, model, out);
    out.quality = model.qualities.front();
    fields.read_choice("quality", model.qualities, out.quality);
    out.quality = out.quality == "auto" ? "high" : out.quality;
    fields.read_text("user", unused);
    if (model.is_gpt()) {
        read_gpt_fields(fields, model, form, out);
    } else {
        read_dalle_fields(fields, model, out);
    }
    return fields.take_refusal();
}

} // namespace loopback
