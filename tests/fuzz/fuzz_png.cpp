// SPDX-License-Identifier: MIT
// PNG behind its signature. Checksums are made right first, so that what they guard is reached.
#include "fuzz_decode.h"

#include <zlib.h>

namespace {

uint32_t big_endian(const uint8_t *bytes)
{
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

void repair_checksums(std::vector<uint8_t> &chunks)
{
    size_t at = 0;
    while (at + 12 <= chunks.size()) {
        const size_t length = big_endian(chunks.data() + at);
        if (length > chunks.size() - at - 12)
            return;
        const auto crc =
            static_cast<uint32_t>(crc32(0, chunks.data() + at + 4, static_cast<uInt>(length + 4)));
        for (size_t i = 0; i < 4; ++i)
            chunks[at + 8 + length + i] = static_cast<uint8_t>(crc >> (24 - 8 * i));
        at += 12 + length;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static constexpr uint8_t kSignature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    if (size == 0)
        return 0;
    std::vector<uint8_t> chunks(data + 1, data + size);
    if (data[0] & 1) // the rest of the time they stay as they are
        repair_checksums(chunks);
    return gesso::test::fuzz_image(kSignature, chunks.data(), chunks.size());
}
