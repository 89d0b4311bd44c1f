// SPDX-License-Identifier: MIT
#include "imaging/exif.h"

#include <cstring>

namespace gesso::core {

namespace {

// TIFF numbers, in the byte order that the block's head names. Reading past the end gives 0.
class TiffBlock {
public:
    TiffBlock(Bytes block, bool is_big_endian) : block_(block), is_big_endian_(is_big_endian) {}

    uint32_t read16(uint64_t at) const
    {
        if (at > block_.size() || block_.size() - at < 2)
            return 0;
        const uint32_t first = block_[static_cast<size_t>(at)];
        const uint32_t second = block_[static_cast<size_t>(at) + 1];
        return is_big_endian_ ? first << 8 | second : second << 8 | first;
    }

    uint32_t read32(uint64_t at) const
    {
        const uint32_t first = read16(at);
        const uint32_t second = read16(at + 2);
        return is_big_endian_ ? first << 16 | second : second << 16 | first;
    }

private:
    Bytes block_;
    bool is_big_endian_;
};

} // namespace

int exif_orientation(Bytes block)
{
    constexpr size_t kTag = 6;
    constexpr uint32_t kOrientation = 0x0112;
    constexpr uint32_t kShort = 3;
    if (block.size() >= kTag && std::memcmp(block.data(), "Exif\0\0", kTag) == 0)
        block = block.subspan(kTag);
    if (block.size() < 8 || block[0] != block[1] || (block[0] != 'I' && block[0] != 'M'))
        return 1;
    const TiffBlock tiff(block, block[0] == 'M');
    if (tiff.read16(2) != 42)
        return 1;
    const uint64_t directory = tiff.read32(4);
    const uint32_t entries = tiff.read16(directory);
    for (uint64_t i = 0; i < entries; ++i) { // 65,535 at most
        const uint64_t entry = directory + 2 + 12 * i;
        if (tiff.read16(entry) == kOrientation && tiff.read16(entry + 2) == kShort) {
            const uint32_t value = tiff.read16(entry + 8);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    }
    return 1;
}

} // namespace gesso::core
