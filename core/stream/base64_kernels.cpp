// SPDX-License-Identifier: MIT
#include "stream/base64_kernels.h"

#include <array>

namespace gesso::core {

namespace {

constexpr uint8_t value_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<uint8_t>(c - 'A');
    if (c >= 'a' && c <= 'z')
        return static_cast<uint8_t>(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return static_cast<uint8_t>(c - '0' + 52);
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : kNotBase64;
}

constexpr uint32_t kBad = uint32_t{1} << 24;

// One table for each place of a quantum, values shifted to where they belong, so that a quantum is
// four loads and three ors.
struct Tables {
    std::array<std::array<uint32_t, 256>, 4> shifted{};

    constexpr Tables()
    {
        for (uint32_t place = 0; place < 4; ++place) {
            for (uint32_t c = 0; c < 256; ++c) {
                const uint8_t value = value_of(static_cast<uint8_t>(c));
                shifted[place][c] =
                    value == kNotBase64 ? kBad : uint32_t{value} << (18 - 6 * place);
            }
        }
    }
};

constexpr Tables kTables;

Base64Kernel choose_kernel()
{
#ifdef GESSO_BASE64_X86
    if (__builtin_cpu_supports("avx2"))
        return decode_base64_avx2;
    if (__builtin_cpu_supports("ssse3"))
        return decode_base64_ssse3;
#endif
    return decode_base64_scalar;
}

} // namespace

uint8_t base64_value(uint8_t c)
{
    const uint32_t value = kTables.shifted[3][c];
    return value == kBad ? kNotBase64 : static_cast<uint8_t>(value);
}

size_t decode_base64_scalar(const uint8_t *text, size_t quanta, uint8_t *out)
{
    const auto &tables = kTables.shifted;
    for (size_t i = 0; i < quanta; ++i) {
        const uint32_t bits =
            tables[0][text[0]] | tables[1][text[1]] | tables[2][text[2]] | tables[3][text[3]];
        if ((bits & kBad) != 0)
            return i;
        out[0] = static_cast<uint8_t>(bits >> 16);
        out[1] = static_cast<uint8_t>(bits >> 8);
        out[2] = static_cast<uint8_t>(bits);
        text += 4;
        out += 3;
    }
    return quanta;
}

Base64Kernel base64_kernel()
{
    static const Base64Kernel kernel = choose_kernel();
    return kernel;
}

} // namespace gesso::core
