// SPDX-License-Identifier: MIT
// All images of a run on one picture, each with its prompt below. Images are made small as they
// arrive, so that their pixels can be given back at once.
#pragma once

#include "picture.h"

#include "gesso/gesso.h"

#include <map>
#include <string>
#include <utility>

namespace gesso_cli {

class ContactSheet {
public:
    // `view` is a whole image, RGBA, top row first. A sheet holds the first 256 images.
    void
    add(size_t prompt_number, int32_t output, const std::string &prompt, const gesso_view &view);

    [[nodiscard]] bool is_empty() const { return cells_.empty(); }
    [[nodiscard]] Picture draw() const;

private:
    struct Cell {
        Picture picture;
        std::string label;
    };
    std::map<std::pair<size_t, int32_t>, Cell> cells_; // in the order of the input
};

} // namespace gesso_cli
