// SPDX-License-Identifier: MIT
// What the service answers instead of an image, in the words of the clouds.
#pragma once

#include "http/responder.h"

#include <string>
#include <string_view>

namespace loopback {

// azure_queued is the form of DALL-E 2 that is polled for its images.
enum class Form : uint8_t { openai, azure_deployments, azure_v1, azure_queued };

inline bool is_azure(Form form)
{
    return form != Form::openai;
}

// "null" is written for an empty param or code.
struct ErrorText {
    std::string_view message;
    std::string_view type = "invalid_request_error";
    std::string_view param = {};
    std::string_view code = {};
};

Response make_error(int status, const ErrorText &text);

Response unknown_parameter(std::string_view name);
Response missing_parameter(std::string_view name);
Response invalid_value(std::string_view name, std::string_view message);
Response invalid_type(std::string_view name, std::string_view expected, std::string_view got);
Response invalid_size(std::string_view message);

// Without type and param, as Azure's front end has it.
Response make_azure_error(int status, std::string_view code, std::string_view message);

Response azure_not_found();
Response deployment_not_found();
Response openai_not_found(std::string_view method, std::string_view path);
Response model_not_found(std::string_view model);
Response model_cannot_edit(std::string_view model, Form form);

void append_json_string(std::string &out, std::string_view text);
std::string json_string(std::string_view text);

} // namespace loopback
