// SPDX-License-Identifier: MIT
// What an edit's body is made of, before it becomes bytes or a program.
#pragma once

#include "base/json.h"
#include "request/edit.h"

#include <string>
#include <vector>

namespace gesso::core {

struct FormField {
    std::string name;
    std::string value;
};

struct FormFile {
    std::string field; // "image", "image[]" or "mask"
    std::string name;  // edit_file_name()
    const EditFile *file = nullptr;
};

// Text, then, where there is a file, its bytes as base64.
struct JsonEditPiece {
    std::string text;
    const FormFile *file = nullptr;
};

std::vector<FormField> form_fields(const Json &members);
std::vector<FormFile> form_files(const EditAsk &ask, ImageField naming);
std::vector<JsonEditPiece>
json_edit_pieces(const Json &members, const std::vector<FormFile> &files);

} // namespace gesso::core
