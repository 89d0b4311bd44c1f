// SPDX-License-Identifier: MIT
#include "request/data_url.h"
#include "request/edit_parts.h"
#include "request/members.h"
#include "request/multipart.h"

#include <utility>
#include <vector>

namespace gesso::core {

namespace {

Status
write_multipart(const std::vector<FormFile> &files, const Json &members, HttpRequest &request)
{
    MultipartBody body;
    for (FormField &field : form_fields(members))
        body.add_text(field.name, std::move(field.value));
    for (const FormFile &file : files) {
        const ImageFormat format = file.file->header.format;
        body.add_file(file.field, file.name, media_type(format), file.file->bytes);
    }
    return body.finish(request);
}

void write_json(const std::vector<FormFile> &files, const Json &members, HttpRequest &request)
{
    for (JsonEditPiece &piece : json_edit_pieces(members, files)) {
        request.body.push_back({std::move(piece.text), {}});
        if (piece.file)
            request.body.push_back({to_base64(piece.file->file->bytes), {}});
    }
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
    const std::vector<FormFile> files = form_files(ask, route.image_field);
    if (ask.as_json)
        write_json(files, members, request);
    else
        GESSO_RETURN_IF_FAILED(write_multipart(files, members, request));
    out_request = std::move(request);
    return {};
}

} // namespace gesso::core
