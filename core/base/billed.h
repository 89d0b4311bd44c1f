// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace gesso::core {

// What an attempt may have cost. The line between `no` and `maybe` is the first byte of the body
// that left this process; `yes` is a picture that arrived.
enum class Billed : uint8_t { no, maybe, yes };

constexpr const char *to_string(Billed billed)
{
    return billed == Billed::no ? "no" : billed == Billed::maybe ? "maybe" : "yes";
}

} // namespace gesso::core
