// SPDX-License-Identifier: MIT
#include "decode/decoders.h"
#include "http/multipart.h"
#include "rules/edit_files.h"

#include <algorithm>

namespace loopback {

namespace {

constexpr size_t kMaxUrl = 20'971'520;

Response bad_form(const std::string &complaint)
{
    return make_error(
        400, {"Could not parse multipart form: " + complaint + ".",
              "invalid_request_error",
              {},
              "invalid_multipart_form_data"});
}

Response wrong_type(std::string_view type, bool takes_json)
{
    const std::string accepted =
        takes_json ? "'multipart/form-data' and 'application/json'" : "'multipart/form-data'";
    return make_error(
        400, {"Unsupported content type: '" + std::string(type.substr(0, 100)) +
                  "'. This API method only accepts " + accepted + " requests.",
              "invalid_request_error",
              {},
              "unsupported_content_type"});
}

// image, image[], image[7]
bool is_image_name(std::string_view name)
{
    if (!name.starts_with("image")) {
        return false;
    }
    name.remove_prefix(5);
    if (name.empty()) {
        return true;
    }
    const bool is_indexed = name.size() >= 2 && name.front() == '[' && name.back() == ']';
    const std::string_view index = is_indexed ? name.substr(1, name.size() - 2) : name;
    return is_indexed && index.size() <= 4 &&
           std::all_of(index.begin(), index.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Response expected_file(std::string_view name)
{
    return invalid_type(name, "a file", "a string");
}

std::optional<Response> take_file(const Part &part, EditBody &out_body)
{
    const EditFile file{part.content_type, part.bytes};
    if (is_image_name(part.name)) {
        out_body.images.push_back(file);
        return std::nullopt;
    }
    if (part.name != "mask") {
        return unknown_parameter(part.name);
    }
    if (out_body.mask) {
        return invalid_value("mask", "There can be only one 'mask'.");
    }
    out_body.mask = file;
    return std::nullopt;
}

std::optional<Response> take_text(const Part &part, EditBody &out_body)
{
    if (is_image_name(part.name) || part.name == "mask") {
        return expected_file(part.name);
    }
    for (const auto &[name, value] : out_body.parameters) {
        if (name == part.name) {
            return make_error(
                400, {"Duplicate parameter: '" + part.name + "'.", "invalid_request_error",
                      part.name, "duplicate_parameter"});
        }
    }
    out_body.parameters.emplace_back(part.name, value_of_text(part.name, part.bytes));
    return std::nullopt;
}

std::optional<Response> read_form(const Request &request, EditBody &out_body)
{
    std::string complaint;
    const auto parts =
        parse_multipart(request.header("content-type").value_or(""), request.body, complaint);
    if (!parts) {
        return bad_form(complaint);
    }
    for (const Part &part : *parts) {
        auto refusal = part.filename ? take_file(part, out_body) : take_text(part, out_body);
        if (refusal) {
            return refusal;
        }
    }
    return std::nullopt;
}

// data:image/png;base64,... Nothing is ever fetched: this service does not leave the machine.
std::optional<Response>
take_reference(const ImageReference &from, std::string_view name, EditBody &out, EditFile &out_file)
{
    if (!from.file_id.empty()) {
        return make_error(
            404,
            {"No such File object: " + from.file_id.substr(0, 100), "invalid_request_error", name});
    }
    if (from.image_url.size() > kMaxUrl) {
        return invalid_value(name, "'image_url' is longer than 20971520 characters.");
    }
    std::string_view url = from.image_url;
    const size_t comma = url.find(";base64,");
    if (!url.starts_with("data:") || comma == std::string_view::npos || comma > 100) {
        return make_error(
            400, {"The picture behind 'image_url' could not be fetched.", "invalid_request_error",
                  name, "invalid_image_url"});
    }
    auto bytes = decode_base64(url.substr(comma + 8));
    if (!bytes) {
        return make_error(
            400, {"The base64 of 'image_url' is not valid.", "invalid_request_error", name,
                  "invalid_base64"});
    }
    out.storage.push_back(std::move(*bytes));
    out_file.content_type = to_lower(url.substr(5, comma - 5));
    out_file.bytes = out.storage.back();
    return std::nullopt;
}

std::optional<Response> read_json(const Request &request, EditBody &out_body)
{
    out_body.task = Task::json_edit;
    JsonEdit edit;
    if (auto refusal = parse_json_edit(request.body, edit)) {
        return refusal;
    }
    out_body.parameters = std::move(edit.parameters);
    for (const ImageReference &reference : edit.images) {
        const std::string name = "images[" + std::to_string(out_body.images.size()) + "]";
        EditFile &file = out_body.images.emplace_back();
        if (auto refusal = take_reference(reference, name, out_body, file)) {
            return refusal;
        }
    }
    return edit.mask ? take_reference(*edit.mask, "mask", out_body, out_body.mask.emplace())
                     : std::nullopt;
}

} // namespace

std::optional<Response> read_edit_body(const Request &request, Form form, EditBody &out_body)
{
    const std::string header(request.header("content-type").value_or(""));
    const std::string type(trim(to_lower(std::string_view(header).substr(0, header.find(';')))));
    const bool takes_json = form == Form::openai;
    if (type == "multipart/form-data") {
        if (is_azure(form) && request.header("transfer-encoding")) {
            return make_error(
                400, {"The request has no Content-Length header.",
                      "invalid_request_error",
                      {},
                      "no_content_length_header"});
        }
        return read_form(request, out_body);
    }
    if (type == "application/json" && takes_json) {
        return read_json(request, out_body);
    }
    return wrong_type(header, takes_json);
}

} // namespace loopback
