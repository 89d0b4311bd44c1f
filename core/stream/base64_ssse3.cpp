// SPDX-License-Identifier: MIT
// Sixteen characters at once, by the method of Mula and Lemire: two table look-ups by nibble tell
// valid characters apart, a third gives what to add to each.
#include "stream/base64_kernels.h"

#ifdef GESSO_BASE64_X86

#include <tmmintrin.h>

#define GESSO_TARGET __attribute__((target("ssse3")))

namespace gesso::core {

namespace {

constexpr char kLow[] = {0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                         0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A};
constexpr char kHigh[] = {0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08,
                          0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10};
constexpr char kRoll[] = {0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr char kPack[] = {2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1};

GESSO_TARGET inline __m128i load(const void *from)
{
    return _mm_loadu_si128(static_cast<const __m128i *>(from));
}

struct Block {
    __m128i text;
    __m128i high;

    // Whether every character is of the standard alphabet.
    GESSO_TARGET inline bool classify(__m128i low_table, __m128i high_table)
    {
        const __m128i nibble = _mm_set1_epi8(0x2F);
        high = _mm_and_si128(_mm_srli_epi32(text, 4), nibble);
        const __m128i low_class = _mm_shuffle_epi8(low_table, _mm_and_si128(text, nibble));
        const __m128i bad = _mm_and_si128(low_class, _mm_shuffle_epi8(high_table, high));
        return _mm_movemask_epi8(_mm_cmpeq_epi8(bad, _mm_setzero_si128())) == 0xFFFF;
    }

    // The URL alphabet's '-' and '_' become '+' and '/'. Services hardly send them, so only a
    // block that was refused is looked at again.
    GESSO_TARGET void to_standard_alphabet()
    {
        const __m128i minus = _mm_cmpeq_epi8(text, _mm_set1_epi8('-'));
        const __m128i line = _mm_cmpeq_epi8(text, _mm_set1_epi8('_'));
        text = _mm_xor_si128(text, _mm_and_si128(minus, _mm_set1_epi8('-' ^ '+')));
        text = _mm_xor_si128(text, _mm_and_si128(line, _mm_set1_epi8('_' ^ '/')));
    }
};

} // namespace

GESSO_TARGET size_t decode_base64_ssse3(const uint8_t *text, size_t quanta, uint8_t *out)
{
    const __m128i low_table = load(kLow);
    const __m128i high_table = load(kHigh);
    const __m128i roll_table = load(kRoll);
    const __m128i pack_table = load(kPack);
    size_t done = 0;
    for (; quanta - done >= 4; done += 4) {
        Block block = {load(text + done * 4), {}};
        if (!block.classify(low_table, high_table)) {
            block.to_standard_alphabet();
            if (!block.classify(low_table, high_table))
                break;
        }
        // 0x2F is the slash, too
        const __m128i is_slash = _mm_cmpeq_epi8(block.text, _mm_set1_epi8(0x2F));
        const __m128i roll = _mm_shuffle_epi8(roll_table, _mm_add_epi8(is_slash, block.high));
        const __m128i pairs =
            _mm_maddubs_epi16(_mm_add_epi8(block.text, roll), _mm_set1_epi32(0x01400140));
        const __m128i words = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
        _mm_storeu_si128(
            reinterpret_cast<__m128i *>(out + done * 3), _mm_shuffle_epi8(words, pack_table));
    }
    return done + decode_base64_scalar(text + done * 4, quanta - done, out + done * 3);
}

} // namespace gesso::core

#endif
