// SPDX-License-Identifier: MIT
// WebP behind RIFF, a size that fits, and WEBP.
#include "fuzz_decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t head[] = {'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'};
    for (size_t i = 0; i < 4; ++i)
        head[4 + i] = static_cast<uint8_t>((size + 4) >> (8 * i));
    return gesso::test::fuzz_image(head, data, size);
}
