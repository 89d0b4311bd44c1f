// SPDX-License-Identifier: MIT
#include "rules/refusal.h"

#include <array>
#include <cstdio>

namespace loopback {

namespace {

std::string string_or_null(std::string_view text)
{
    return text.empty() ? "null" : json_string(text);
}

} // namespace

void append_json_string(std::string &out, std::string_view text)
{
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out.append(escape.data());
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

std::string json_string(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

Response make_error(int status, const ErrorText &text)
{
    Response response;
    response.status = status;
    response.error_code = text.code;
    response.body = R"({"error":{"message":)" + json_string(text.message) + R"(,"type":)" +
                    string_or_null(text.type) + R"(,"param":)" + string_or_null(text.param) +
                    R"(,"code":)" + string_or_null(text.code) + "}}";
    return response;
}

Response unknown_parameter(std::string_view name)
{
    const std::string message = "Unknown parameter: '" + std::string(name) + "'.";
    return make_error(400, {message, "invalid_request_error", name, "unknown_parameter"});
}

Response missing_parameter(std::string_view name)
{
    const std::string message = "Missing required parameter: '" + std::string(name) + "'.";
    return make_error(400, {message, "invalid_request_error", name, "missing_required_parameter"});
}

Response invalid_value(std::string_view name, std::string_view message)
{
    return make_error(400, {message, "invalid_request_error", name, "invalid_value"});
}

Response invalid_type(std::string_view name, std::string_view expected, std::string_view got)
{
    const std::string message = "Invalid type for '" + std::string(name) + "': expected " +
                                std::string(expected) + ", but got " + std::string(got) +
                                " instead.";
    return make_error(400, {message, "invalid_request_error", name, "invalid_type"});
}

Response invalid_size(std::string_view message)
{
    return make_error(400, {message, "image_generation_user_error", "size", "invalid_value"});
}

Response make_azure_error(int status, std::string_view code, std::string_view message)
{
    Response response;
    response.status = status;
    response.error_code = code;
    response.body =
        R"({"error":{"code":)" + json_string(code) + R"(,"message":)" + json_string(message) + "}}";
    return response;
}

Response azure_not_found()
{
    return make_azure_error(404, "404", "Resource not found");
}

Response deployment_not_found()
{
    return make_azure_error(
        404, "DeploymentNotFound",
        "The API deployment for this resource does not exist. If you created the deployment within "
        "the last 5 minutes, please wait a moment and try again.");
}

Response openai_not_found(std::string_view method, std::string_view path)
{
    const std::string message =
        "Invalid URL (" + std::string(method) + " " + std::string(path) + ")";
    return make_error(404, {message});
}

Response model_not_found(std::string_view model)
{
    const std::string message =
        "The model '" + std::string(model) + "' does not exist or you do not have access to it.";
    return make_error(404, {message, "invalid_request_error", {}, "model_not_found"});
}

Response model_cannot_edit(std::string_view model, Form form)
{
    if (!is_azure(form)) {
        return invalid_value(
            "model", "Invalid value: '" + std::string(model) +
                         "'. This model does not support image edits; use a GPT image model.");
    }
    return make_azure_error(
        400, "OperationNotSupported",
        "The image edit operation does not work with the specified model, " + std::string(model) +
            ". Please choose a different model and try again.");
}

} // namespace loopback
