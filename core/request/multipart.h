// SPDX-License-Identifier: MIT
// A multipart/form-data body in pieces, as image services want it (wire.md 3.5): quoted names, no
// type on text parts, a true type and a file name on files, and a length known beforehand.
#pragma once

#include "base/flow.h"

#include <string>
#include <string_view>
#include <vector>

namespace gesso::core {

class MultipartBody {
public:
    // Names and file names are ours: printable ASCII without quotes and backslashes.
    void add_text(std::string_view name, std::string value);
    // `bytes` stay lent to the body.
    void
    add_file(std::string_view name, std::string_view file_name, std::string_view type, Bytes bytes);

    // Ends the body. The boundary occurs in no part; equal parts get an equal one.
    Status finish(HttpRequest &out_request);

private:
    struct Part {
        std::string head; // the header lines, without the boundary before them
        std::string text;
        Bytes bytes; // a file's
    };

    bool contains(std::string_view text) const;
    Status choose_boundary(std::string &out_boundary) const;

    std::vector<Part> parts_;
};

} // namespace gesso::core
