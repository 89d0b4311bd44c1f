// SPDX-License-Identifier: MIT
// The inner loops of base64: every one gives the same answer, the scalar one is the reference.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gesso::core {

inline constexpr uint8_t kNotBase64 = 0xFF;

// The six bits that a byte stands for in the standard or the URL alphabet, or kNotBase64.
uint8_t base64_value(uint8_t c);

// Decodes quanta of four characters into three bytes, from the start of `text` up to the first
// quantum that has any other byte than the alphabets' and up to `quanta` of them. Returns how many
// it decoded. `out` has kBase64Slack bytes of room behind the last quantum.
using Base64Kernel = size_t (*)(const uint8_t *text, size_t quanta, uint8_t *out);
inline constexpr size_t kBase64Slack = 32;

size_t decode_base64_scalar(const uint8_t *text, size_t quanta, uint8_t *out);

// The best one for this machine.
Base64Kernel base64_kernel();

#if defined(__x86_64__) && defined(__GNUC__)
#define GESSO_BASE64_X86 1
// Only where the processor has the instructions.
size_t decode_base64_ssse3(const uint8_t *text, size_t quanta, uint8_t *out);
size_t decode_base64_avx2(const uint8_t *text, size_t quanta, uint8_t *out);
#endif

} // namespace gesso::core
