// SPDX-License-Identifier: MIT
// Pictures to change: checked against the family's rules, then written as multipart/form-data, or
// as JSON with data URLs where the service reads that.
#pragma once

#include "request/generation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gesso::core {

inline constexpr uint32_t kMaxEditImages = 16;
// Characters of one picture as a data URL, in a JSON edit.
inline constexpr uint64_t kMaxDataUrl = 20'971'520;

// A picture file that is sent as it is.
struct EditFile {
    Bytes bytes;        // lent: outlives the request that build_edit writes
    ImageHeader header; // as read from the bytes; width 0: not known, then size and alpha pass
    std::string name;   // what the service is told; empty: edit_file_name()
};

struct EditAsk {
    GenerationAsk fields;         // prompt, size, quality, n, stream, ...; `style` does not apply
    std::vector<EditFile> images; // 1 to 16; the first is the one that is changed
    std::optional<EditFile> mask; // PNG of the first one's size; alpha 0 = change this
    std::string input_fidelity;   // empty: not sent
    bool as_json = false;         // needs ServiceRoute::is_edit_json_understood
};

// The name a picture goes by: its own, or "image-1.png", "image-2.jpg", ...; "mask.png".
// Cut to what a header and a file system take: no path, no quotes, no control characters.
std::string edit_file_name(const EditAsk &ask, size_t index);
std::string edit_mask_name(const EditAsk &ask);

// Whether it can be sent: before a byte of it is, and with what to do instead. As for generations,
// `ask.fields.n` counts the whole request, and is_streamed() and images_per_post() of
// `ask.fields` tell how it is split.
Status validate_edit(const EditAsk &ask, const ServiceRoute &route);

// One post for `ask.fields.n` images. Multipart pieces lend the pictures' bytes; a JSON body holds
// them as base64, each in a piece of its own.
Status build_edit(const EditAsk &ask, const ServiceRoute &route, HttpRequest &out_request);

} // namespace gesso::core
