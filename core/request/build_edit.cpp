// SPDX-License-Identifier: MIT
#include "request/data_url.h"
#include "request/edit.h"
#include "request/members.h"
#include "request/multipart.h"

#include <utility>

namespace gesso::core {

namespace {

// In a form everything is text.
std::string form_text(const Json &value)
{
    const std::string *text = value.string();
    return text ? *text : to_text(value);
}

Status write_multipart(const EditAsk &ask, const Json &members, HttpRequest &request)
{
    MultipartBody body;
    for (const Json::Member &member : *members.object()) {
        if (!member.second.is_null()) // a form has no null: not sent
            body.add_text(member.first, form_text(member.second));
    }
    // As the official clients do it: a list's name only for several pictures.
    const char *name = ask.images.size() == 1 ? "image" : "image[]";
    for (size_t i = 0; i < ask.images.size(); ++i) {
        const EditFile &file = ask.images[i];
        body.add_file(name, edit_file_name(ask, i), media_type(file.header.format), file.bytes);
    }
    if (ask.mask) {
        const ImageFormat format = ask.mask->header.format;
        body.add_file("mask", edit_mask_name(ask), media_type(format), ask.mask->bytes);
    }
    return body.finish(request);
}

void add_data_url(const EditFile &file, std::string before, std::vector<BodyPiece> &pieces)
{
    before += R"({"image_url":")" + data_url_head(file.header.format);
    pieces.push_back({std::move(before), {}});
    pieces.push_back({to_base64(file.bytes), {}});
}

void write_json(const EditAsk &ask, const Json &members, HttpRequest &request)
{
    std::string head = to_text(members);
    head.pop_back(); // the closing brace; there is always a prompt before it
    head += R"(,"images":[)";
    for (const EditFile &file : ask.images)
        add_data_url(file, std::exchange(head, "\"},"), request.body);
    std::string tail = "\"}]";
    if (ask.mask) {
        add_data_url(*ask.mask, tail + R"(,"mask":)", request.body);
        tail = "\"}";
    }
    request.body.push_back({tail + "}", {}});
}

} // namespace

Status build_edit(const EditAsk &ask, const ServiceRoute &route, HttpRequest &out_request)
{
    if (ask.images.empty() || route.edit_target.empty())
        return {StatusCode::invalid_argument, "images: nothing to edit, or nowhere to send it"};
    Json members;
    GESSO_RETURN_IF_FAILED(
        make_members(ask.fields, route, Operation::edit, ask.input_fidelity, members));
    HttpRequest request = make_request(ask.fields, route, route.edit_target);
    if (ask.as_json)
        write_json(ask, members, request);
    else
        GESSO_RETURN_IF_FAILED(write_multipart(ask, members, request));
    out_request = std::move(request);
    return {};
}

} // namespace gesso::core
