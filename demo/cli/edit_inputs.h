// SPDX-License-Identifier: MIT
// The pictures of an edit: read once, lent to every request of this run.
#pragma once

#include "exit_code.h"
#include "generate_settings.h"

#include <string>
#include <vector>

namespace gesso_cli {

// Must outlive the client that it lends to.
class EditInputs {
public:
    Failure read(const EditSettings &settings);

    void lend_to(gesso_request_desc &desc);
    // "base brick.png, 2.1 MB", a line each.
    [[nodiscard]] std::vector<std::string> describe() const;

private:
    struct File {
        std::string path;
        std::string bytes;
    };
    Failure read_file(const char *option, const std::string &path);

    std::vector<File> files_; // the mask, if there is one, last
    bool has_mask_ = false;
    std::vector<gesso_picture> pictures_;
};

} // namespace gesso_cli
