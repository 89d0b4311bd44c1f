// SPDX-License-Identifier: MIT
#include "request/edit_parts.h"

#include "request/data_url.h"

#include <utility>

namespace gesso::core {

namespace {

std::string url_start(const FormFile &file)
{
    return R"({"image_url":")" + data_url_head(file.file->header.format);
}

} // namespace

std::vector<FormField> form_fields(const Json &members)
{
    std::vector<FormField> fields;
    for (const Json::Member &member : *members.object()) {
        if (member.second.is_null()) // a form has no null: not sent
            continue;
        const std::string *text = member.second.string();
        fields.push_back({member.first, text ? *text : to_text(member.second)});
    }
    return fields;
}

std::vector<FormFile> form_files(const EditAsk &ask, ImageField naming)
{
    std::vector<FormFile> files;
    const bool is_list =
        naming == ImageField::by_count ? ask.images.size() > 1 : naming == ImageField::list;
    const char *field = is_list ? "image[]" : "image";
    for (size_t i = 0; i < ask.images.size(); ++i)
        files.push_back({field, edit_file_name(ask, i), &ask.images[i]});
    if (ask.mask)
        files.push_back({"mask", edit_mask_name(ask), &*ask.mask});
    return files;
}

std::vector<JsonEditPiece> json_edit_pieces(const Json &members, const std::vector<FormFile> &files)
{
    std::vector<JsonEditPiece> pieces;
    std::string text = to_text(members);
    text.pop_back(); // the closing brace; there is always a prompt before it
    text += R"(,"images":[)";
    bool has_mask = false;
    for (const FormFile &file : files) {
        has_mask = file.field == "mask";
        if (has_mask)
            text.replace(text.size() - 1, 1, R"(],"mask":)"); // in place of the comma
        text += url_start(file);
        pieces.push_back({std::exchange(text, "\"},"), &file});
    }
    pieces.push_back({has_mask ? "\"}}" : "\"}]}", nullptr});
    return pieces;
}

} // namespace gesso::core
