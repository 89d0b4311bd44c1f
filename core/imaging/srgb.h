// SPDX-License-Identifier: MIT
// sRGB bytes to linear light and back.
#pragma once

#include <array>
#include <cstdint>

namespace gesso::core {

struct SrgbTables {
    std::array<float, 256> to_linear;    // 0 to 1
    std::array<uint8_t, 65536> to_bytes; // from linear light in 1/65535
};

// Made at the first call, which takes a few milliseconds.
const SrgbTables &srgb_tables();

} // namespace gesso::core
