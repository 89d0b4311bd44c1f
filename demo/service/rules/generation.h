// SPDX-License-Identifier: MIT
// A generation that has been checked: what to paint and how to answer.
#pragma once

#include "paint/edit.h"
#include "rules/model_rules.h"
#include "rules/parameters.h"
#include "rules/refusal.h"

#include <memory>
#include <optional>
#include <string>

namespace loopback {

enum class ImageFormat : uint8_t { png, jpeg, webp };

std::string_view name_of(ImageFormat format);

enum class Task : uint8_t { generation, queued_generation, multipart_edit, json_edit };

inline bool is_edit(Task task)
{
    return task == Task::multipart_edit || task == Task::json_edit;
}

struct Generation {
    Task task = Task::generation;
    Form form = Form::openai;
    const ModelRules *model = nullptr;
    std::string prompt;
    int n = 1;
    int width = 1024;
    int height = 1024;
    std::string quality; // resolved, never "auto"
    std::string size;    // resolved
    bool is_size_automatic = false;
    ImageFormat format = ImageFormat::png;
    int compression = 100;
    bool is_transparent = false;
    bool is_streamed = false;
    int partial_images = 0;
    bool is_url_wanted = false;
    std::string style; // of DALL-E 3 alone
    std::string safety_identifier;

    // Of an edit alone.
    bool is_faithful = false;
    std::shared_ptr<const EditSource> edit;
    std::string edit_fingerprint; // differs where the input pictures do
    int64_t input_image_tokens = 0;
};

void set_size(Generation &generation, std::string_view size);

// A refusal in the cloud's words where the model does not take what was sent.
std::optional<Response> check_generation(
    const Parameters &parameters, const ModelRules &model, Form form, Task task,
    Generation &out_generation);

struct Usage {
    int64_t text_tokens = 0;
    int64_t input_image_tokens = 0;
    int64_t image_tokens = 0;
};

// Of one image, previews included.
Usage usage_of(const Generation &generation);

// Output tokens of one image without previews; 0 for the models that report none.
int64_t output_tokens(Family family, std::string_view quality, int width, int height);

// Of one picture that is edited or referred to.
int64_t input_tokens(Family family, bool is_faithful, int width, int height);

} // namespace loopback
