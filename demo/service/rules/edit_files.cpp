// SPDX-License-Identifier: MIT
#include "rules/edit_files.h"

#include "decode/decoders.h"
#include "paint/scale.h"

#include <algorithm>

namespace loopback {

namespace {

constexpr size_t kMaxImages = 16;
constexpr size_t kMaxFileBytes = 50'000'000; // a file must be smaller

Response user_error(std::string_view message, std::string_view param, std::string_view code)
{
    return make_error(400, {message, "image_generation_user_error", param, code});
}

std::string_view field_of(const EditBody &body)
{
    return body.task == Task::json_edit ? "images" : "image";
}

std::optional<Response> check_count(const EditBody &body)
{
    if (body.images.empty()) {
        return missing_parameter(field_of(body));
    }
    if (body.images.size() <= kMaxImages) {
        return std::nullopt;
    }
    return make_error(
        400, {"Invalid '" + std::string(field_of(body)) +
                  "': array too long. Expected an array with maximum length 16, but got an array "
                  "with length " +
                  std::to_string(body.images.size()) + " instead.",
              "invalid_request_error", field_of(body), "array_above_max_length"});
}

// Azure takes no WebP; a type that says nothing ("octet-stream") is refused by both.
bool is_type_taken(std::string_view type, Form form)
{
    return type == "image/png" || type == "image/jpeg" || (type == "image/webp" && !is_azure(form));
}

std::optional<Response>
check_file(const EditFile &file, std::string_view name, size_t number, Form form)
{
    if (!is_type_taken(file.content_type, form)) {
        const std::string type =
            file.content_type.empty() ? "application/octet-stream" : file.content_type;
        return make_error(
            400, {"Invalid file '" + std::string(name) + "': unsupported mimetype ('" +
                      type.substr(0, 100) + "'). Supported file formats are 'image/jpeg'" +
                      (is_azure(form) ? " and 'image/png'." : ", 'image/png', and 'image/webp'."),
                  "invalid_request_error", name, "unsupported_file_mimetype"});
    }
    if (file.bytes.size() >= kMaxFileBytes) {
        return user_error(
            "Invalid file '" + std::string(name) + "': it must be smaller than 50 MB.", name,
            "invalid_image_file");
    }
    const auto facts = read_facts(file.bytes);
    if (!facts || type_of(facts->kind) != file.content_type) {
        return user_error(
            "Invalid image file or mode for image " + std::to_string(number) +
                ", please check your image file.",
            name, "invalid_image_file");
    }
    return std::nullopt;
}

std::optional<Response> check_mask(const EditFile &mask, const FileFacts &first, Form form)
{
    if (auto refusal = check_file(mask, "mask", 1, form)) {
        return refusal;
    }
    const auto facts = read_facts(mask.bytes);
    if (facts->kind != FileKind::png) {
        return user_error("Invalid mask: it must be a PNG file.", "mask", "invalid_mask");
    }
    if (!facts->has_alpha) {
        return user_error(
            "Invalid mask: it has no alpha channel.", "mask", "invalid_mask_missing_alpha");
    }
    if (facts->width != first.width || facts->height != first.height) {
        const auto text = [](const FileFacts &of) {
            return std::to_string(of.width) + "x" + std::to_string(of.height);
        };
        return user_error(
            "Invalid mask: its size " + text(*facts) + " is not that of the image, " + text(first) +
                ".",
            "mask", "invalid_mask_size");
    }
    return std::nullopt;
}

// FNV-1a over everything that shapes the result.
class Fingerprint {
public:
    void add(std::string_view bytes)
    {
        for (const char c : bytes) {
            hash_ = (hash_ ^ static_cast<uint8_t>(c)) * 1099511628211ULL;
        }
        hash_ = (hash_ ^ bytes.size()) * 1099511628211ULL;
    }
    [[nodiscard]] std::string text() const { return std::to_string(hash_); }

private:
    uint64_t hash_ = 14695981039346656037ULL;
};

Response undecodable(std::string_view name, size_t number)
{
    return user_error(
        "Invalid image file or mode for image " + std::to_string(number) +
            ", please check your image file.",
        name, "invalid_image_file");
}

std::optional<Response> decode_all(const EditBody &body, Generation &out)
{
    auto source = std::make_shared<EditSource>();
    Fingerprint fingerprint;
    source->is_faithful = out.is_faithful;
    for (size_t i = 0; i < body.images.size(); ++i) {
        auto picture = decode_picture(body.images[i].bytes);
        if (!picture) {
            return undecodable(field_of(body), i + 1);
        }
        fingerprint.add(body.images[i].bytes);
        out.input_image_tokens +=
            input_tokens(out.model->family, out.is_faithful, picture->width, picture->height);
        if (i == 0) {
            source->base = std::move(*picture);
        } else {
            // Only its colours are wanted; sixteen whole pictures would take gigabytes.
            source->references.push_back(scale_picture(*picture, 16, 16));
        }
    }
    if (body.mask) {
        source->mask = decode_picture(body.mask->bytes);
        fingerprint.add("mask");
        fingerprint.add(body.mask->bytes);
        if (!source->mask) {
            return undecodable("mask", 1);
        }
    }
    out.edit = std::move(source);
    out.edit_fingerprint = fingerprint.text();
    return std::nullopt;
}

// The shape of what is edited, in the nearest of the three usual sizes.
void choose_size_by_base(Generation &out)
{
    const Picture &base = out.edit->base;
    const bool is_wide = base.width * 4 > base.height * 5;
    const bool is_tall = base.height * 4 > base.width * 5;
    set_size(out, is_wide ? "1536x1024" : is_tall ? "1024x1536" : "1024x1024");
}

} // namespace

std::optional<Response> check_edit_files(const EditBody &body, Generation &out_generation)
{
    if (auto refusal = check_count(body)) {
        return refusal;
    }
    const Form form = out_generation.form;
    for (size_t i = 0; i < body.images.size(); ++i) {
        if (auto refusal = check_file(body.images[i], field_of(body), i + 1, form)) {
            return refusal;
        }
    }
    if (body.mask) {
        const auto first = read_facts(body.images.front().bytes);
        if (auto refusal = check_mask(*body.mask, *first, form)) {
            return refusal;
        }
    }
    if (auto refusal = decode_all(body, out_generation)) {
        return refusal;
    }
    if (out_generation.is_size_automatic) {
        choose_size_by_base(out_generation);
    }
    return std::nullopt;
}

} // namespace loopback
