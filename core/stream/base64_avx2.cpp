// SPDX-License-Identifier: MIT
// As base64_ssse3.cpp, thirty-two characters at once.
#include "stream/base64_kernels.h"

#ifdef GESSO_BASE64_X86

#include <immintrin.h>

#define GESSO_TARGET __attribute__((target("avx2")))

namespace gesso::core {

namespace {

constexpr char kLow[] = {0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                         0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A};
constexpr char kHigh[] = {0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08,
                          0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10};
constexpr char kRoll[] = {0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr char kPack[] = {2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1};

GESSO_TARGET inline __m256i load_twice(const char *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(table)));
}

struct Block {
    __m256i text;
    __m256i high;

    // Whether every character is of the standard alphabet.
    GESSO_TARGET inline bool classify(__m256i low_table, __m256i high_table)
    {
        const __m256i nibble = _mm256_set1_epi8(0x2F);
        high = _mm256_and_si256(_mm256_srli_epi32(text, 4), nibble);
        const __m256i low_class = _mm256_shuffle_epi8(low_table, _mm256_and_si256(text, nibble));
        return _mm256_testz_si256(low_class, _mm256_shuffle_epi8(high_table, high)) != 0;
    }

    // As in base64_ssse3.cpp.
    GESSO_TARGET void to_standard_alphabet()
    {
        const __m256i minus = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('-'));
        const __m256i line = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('_'));
        text = _mm256_xor_si256(text, _mm256_and_si256(minus, _mm256_set1_epi8('-' ^ '+')));
        text = _mm256_xor_si256(text, _mm256_and_si256(line, _mm256_set1_epi8('_' ^ '/')));
    }
};

} // namespace

GESSO_TARGET size_t decode_base64_avx2(const uint8_t *text, size_t quanta, uint8_t *out)
{
    const __m256i low_table = load_twice(kLow);
    const __m256i high_table = load_twice(kHigh);
    const __m256i roll_table = load_twice(kRoll);
    const __m256i pack_table = load_twice(kPack);
    // Each half yields twelve bytes at its start: the upper half's move next to the lower half's.
    const __m256i join = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
    size_t done = 0;
    for (; quanta - done >= 8; done += 8) {
        Block block = {_mm256_loadu_si256(reinterpret_cast<const __m256i *>(text + done * 4)), {}};
        if (!block.classify(low_table, high_table)) {
            block.to_standard_alphabet();
            if (!block.classify(low_table, high_table))
                break;
        }
        // 0x2F is the slash, too
        const __m256i is_slash = _mm256_cmpeq_epi8(block.text, _mm256_set1_epi8(0x2F));
        const __m256i roll = _mm256_shuffle_epi8(roll_table, _mm256_add_epi8(is_slash, block.high));
        const __m256i pairs =
            _mm256_maddubs_epi16(_mm256_add_epi8(block.text, roll), _mm256_set1_epi32(0x01400140));
        const __m256i words = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        const __m256i packed =
            _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(words, pack_table), join);
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(out + done * 3), packed);
    }
    return done + decode_base64_scalar(text + done * 4, quanta - done, out + done * 3);
}

} // namespace gesso::core

#endif
