// SPDX-License-Identifier: MIT
#include "uploader.h"

#include <algorithm>

namespace gesso::opengl {

uint64_t
Uploader::upload(const GlFunctions &gl, const std::vector<Picture *> &pictures, uint64_t budget)
{
    uint64_t uploaded = 0;
    uint64_t last = 1;
    while (last > 0 && budget - uploaded >= 4) {
        last = round(gl, pictures, budget - uploaded);
        uploaded += last;
    }
    for (Picture *picture : pictures)
        picture->uploaded(gl);
    return uploaded;
}

// One buffer's worth: first an even share for each that wants one, then the rest to whoever is
// next.
uint64_t
Uploader::round(const GlFunctions &gl, const std::vector<Picture *> &pictures, uint64_t budget)
{
    uint64_t wanted = 0;
    size_t takers = 0;
    for (Picture *picture : pictures) {
        picture->make_levels(gl);
        wanted += picture->pending_bytes();
        takers += picture->pending_bytes() > 0 ? 1 : 0;
    }
    if (wanted == 0)
        return 0;
    staging_.begin(gl, std::min(budget, wanted));
    const uint64_t capacity = staging_.room();
    for (Picture *picture : pictures)
        picture->stage(staging_, capacity / takers);
    for (Picture *picture : pictures) {
        while (picture->stage(staging_, staging_.room()))
            continue;
    }
    const uint64_t bytes = capacity - staging_.room();
    if (staging_.flush(gl))
        return bytes;
    for (Picture *picture : pictures)
        picture->restart();
    return 0;
}

} // namespace gesso::opengl
