// SPDX-License-Identifier: MIT
// What service/ finds out about a service and request/ needs to write for it: where a request
// goes, what proves who is asking, and which values the model family takes.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

enum class EndpointForm : uint8_t {
    openai,            // {base}/images/generations
    azure_deployments, // {endpoint}/openai/deployments/{deployment}/images/generations
    azure_v1,          // {endpoint}/openai/v1/images/generations, deployment as model
    compatible,        // as openai, by a server that speaks only part of it
    azure_async,       // {endpoint}/openai/images/generations:submit, an operation that is polled
};

enum class SizeRule : uint8_t {
    listed,     // one of ModelRules::sizes
    sixteenths, // WxH: multiples of 16 within bounds, or one of ModelRules::sizes
};

// The rule of sixteenths (wire.md 3.3): both sides are multiples of the step.
inline constexpr uint32_t kSizeStep = 16;
inline constexpr uint32_t kMaxSizeSide = 3840;
inline constexpr uint32_t kMaxSizeRatio = 3; // of the longer side to the shorter one
inline constexpr uint32_t kMinSizePixels = 655'360;
inline constexpr uint32_t kMaxSizePixels = 8'294'400;

// One model family's request rules, as data. An empty list means that the field does not exist
// there: the service refuses or ignores it.
struct ModelRules {
    std::string_view family;        // "gpt-image-2": what a host names, apart from the deployment
    std::string_view default_model; // the id asked for when the host names none
    std::string_view retired;       // "2026-05-12", or empty while it lives
    uint32_t max_prompt = 0;        // code points
    uint32_t max_images = 1;        // n of one request
    SizeRule size_rule = SizeRule::listed;
    std::span<const std::string_view> sizes;
    std::span<const std::string_view> qualities;
    std::string_view default_quality; // sent when the host sets none; empty: nothing is sent
    std::span<const std::string_view> styles;
    std::span<const std::string_view> formats;
    std::span<const std::string_view> compressed_formats; // those that take a compression
    std::span<const std::string_view> backgrounds;
    std::span<const std::string_view> moderations;
    std::string_view user_field = "user";
    bool can_stream = false;
    bool wants_response_format = false;           // answers with URLs unless asked for base64
    uint32_t max_edit_images = 0;                 // pictures of one edit; 0: the family cannot edit
    std::span<const std::string_view> fidelities; // input_fidelity
    std::span<const std::string_view> edit_inputs; // formats it reads, "png" first
    uint64_t max_edit_bytes = 0;                   // of one input picture, exclusive
    bool is_edit_square = false; // width = height, and transparent where there is no mask
};

// What a form calls the pictures of an edit. Servers differ (wire.md 3.5).
enum class ImageField : uint8_t {
    by_count, // as the official clients do: "image" for one, "image[]" for several
    plain,    // "image" for each
    list,     // "image[]" for each, also where there is only one
};

// A service with every question answered. `fields` carries at most one header that proves who is
// asking; it is marked secret and belongs to `origin` alone.
struct ServiceRoute {
    Origin origin;
    EndpointForm form = EndpointForm::openai;
    std::string generation_target; // path and query, percent-encoded
    std::string edit_target;       // the same for edits; empty: see edit_obstacle
    std::string edit_obstacle;     // why there are no edits, and what has them
    std::string deployment;        // Azure: its name, not encoded; also where it is the model
    std::string api_version;       // as in the targets; empty: none
    bool has_model_field = false;
    std::string model;                 // value of that field
    const ModelRules *rules = nullptr; // null: unknown model, everything passes through
    bool is_provider_azure = false;
    std::vector<HttpField> fields;
    bool sends_response_format = false;
    bool can_stream = false;
    uint32_t max_images_per_post = 1;
    ImageField image_field = ImageField::by_count;
    bool is_edit_json_understood = false; // edits as JSON with data URLs (wire.md 3.6)
};

} // namespace gesso::core
