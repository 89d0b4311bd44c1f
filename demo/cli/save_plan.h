// SPDX-License-Identifier: MIT
// Where images go, decided before anything is sent and paid for.
#pragma once

#include "generate_settings.h"

#include <string>
#include <vector>

namespace gesso_cli {

struct SavePlan {
    std::string folder;
    std::string name;   // empty: the library finds a new one
    std::string format; // what the name's ending asks for: "jpeg", "webp" or empty
};

// Folders that do not exist are made when the first image is saved.
Failure plan_saving(const GenerateSettings &settings, size_t prompt_count, SavePlan &out_plan);

// What the pictures of an edit are called, without ending: the name that was wished for, or a new
// one.
std::string picture_stem(const SavePlan &plan);

std::string absolute_path(const std::string &path);

// GESSO_FORMAT_* that the ending of a name promises, GESSO_FORMAT_UNKNOWN for none.
int32_t format_of_name(const std::string &path);

// Remembers which folders on the way to `folder` are missing, and takes those away again that are
// still empty when the work has failed.
class FolderTrace {
public:
    explicit FolderTrace(const std::string &folder);
    void remove_empty() const;

private:
    std::vector<std::string> missing_; // deepest first
};

} // namespace gesso_cli
