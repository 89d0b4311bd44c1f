// SPDX-License-Identifier: MIT
// Where originals are saved, and under which names. Names come from us or from the host, never
// from a prompt or a server.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gesso::core {

struct SaveTarget {
    std::string directory; // UTF-8; created when the first image arrives
    // A plain file name that the host chose, or empty: then we make one that is nobody's yet.
    // With .png, .jpg, .jpeg or .webp at its end it is used as it is, whatever the bytes are;
    // otherwise it is a stem and gets the ending of the format that arrived. A file of exactly
    // that name is replaced atomically.
    std::string name;
    bool saves_previews = false;
};

// One pass of one output.
struct SavedPass {
    uint32_t output = 0;  // 0-based
    uint32_t preview = 0; // 0: the final image; k: the k-th preview, in order of arrival
};

// Refuses an empty directory and every name that could leave it, or that some system treats as
// anything but a plain file. Touches no disk.
Status check_save_target(const SaveTarget &target);

// "stem[-output][-preview-k].ending"; the output is numbered from 1, and only if there are several.
std::string file_name(
    std::string_view stem, std::string_view ending, const SavedPass &pass, uint32_t output_count);

// A host's name cut in two: "wall.png" -> "wall" and ".png"; "wall.v2" -> "wall.v2" and "".
struct NameParts {
    std::string_view stem;
    std::string_view ending;
};
NameParts split_name(std::string_view name);

std::string_view ending_of(ImageFormat format); // ".png"; ".bin" when unknown

// "gesso-YYYYMMDD-HHMMSS", in UTC.
std::string dated_stem(int64_t unix_seconds);

} // namespace gesso::core
