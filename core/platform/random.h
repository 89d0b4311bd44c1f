// SPDX-License-Identifier: MIT
// Chance for names and jitter. Nothing secret is made from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace gesso::core {

uint64_t random_bits();
double random_unit();                 // 0 <= x < 1
std::string random_name(size_t size); // lower-case letters and digits

} // namespace gesso::core
