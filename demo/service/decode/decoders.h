// SPDX-License-Identifier: MIT
// Files that came with a request, as pictures.
#pragma once

#include "paint/picture.h"

#include <optional>
#include <string>
#include <string_view>

namespace loopback {

enum class FileKind : uint8_t { png, jpeg, webp, other };

// By the first bytes alone.
FileKind kind_of_file(std::string_view bytes);
std::string_view type_of(FileKind kind); // "image/png"; empty for another

struct FileFacts {
    FileKind kind = FileKind::other;
    int width = 0;
    int height = 0;
    bool has_alpha = false;
};

// From the file's head; nothing where it cannot be read or is larger than this service takes.
std::optional<FileFacts> read_facts(std::string_view bytes);

// Always four channels; nothing where the file is broken.
std::optional<Picture> decode_picture(std::string_view bytes);

std::optional<FileFacts> read_webp_facts(std::string_view bytes);
std::optional<Picture> decode_webp(std::string_view bytes);

// Strict: the standard alphabet, padded, nothing in between.
std::optional<std::string> decode_base64(std::string_view text);

} // namespace loopback
