// SPDX-License-Identifier: MIT
// Picture files of the host before they leave the machine: camera metadata (place, time, device,
// thumbnails of what was cropped away) is cut out of the file, the coded pixels stay bit for bit.
#pragma once

#include "base/flow.h"

#include <cstdint>
#include <vector>

namespace gesso::core {

struct CleanPicture {
    ImageFormat format = ImageFormat::unknown;
    // EXIF's, 1 to 8; 1 is upright. The cut takes the EXIF away and this with it: a picture that
    // is not upright has to be decoded, turned (orient.h) and written anew before it is sent.
    int orientation = 1;
    bool is_changed = false;   // false: the file held nothing to remove, send it as it is
    std::vector<uint8_t> file; // the cleaned file; empty unless is_changed
};

// PNG, JPEG or WebP, told by its first bytes. What stays: in PNG every critical chunk and tRNS,
// sBIT, bKGD, gAMA, cHRM, sRGB, iCCP, cICP, pHYs; in JPEG JFIF without its thumbnail, Adobe
// (colour transform) and ICC; in WebP all but EXIF, XMP and unknown chunks. What follows the end
// of the picture goes, since phones hide films and depth maps there.
//
// Errors: unsupported (another format), malformed or truncated (not a whole file of that format).
// Costs: one pass over the markers, and one copy when something has to go.
Status clean_picture(Bytes file, CleanPicture &out_picture);

// The orientation alone, without a copy; 1 when the file cannot be read.
int picture_orientation(Bytes file);

} // namespace gesso::core
