// SPDX-License-Identifier: MIT
// The pictures of an edit: taken out of a form or a JSON body, checked, decoded.
#pragma once

#include "http/request.h"
#include "rules/generation.h"

#include <list>

namespace loopback {

struct EditFile {
    std::string content_type;
    std::string_view bytes;
};

struct EditBody {
    Task task = Task::multipart_edit;
    Parameters parameters;
    std::vector<EditFile> images; // the first one is edited, the others are referred to
    std::optional<EditFile> mask;
    std::list<std::string> storage; // of files that came as base64
};

// Azure takes forms only. The files refer to the request's body.
std::optional<Response> read_edit_body(const Request &request, Form form, EditBody &out_body);

// Fills what a generation needs to be an edit; its fields have been checked before.
std::optional<Response> check_edit_files(const EditBody &body, Generation &out_generation);

} // namespace loopback
