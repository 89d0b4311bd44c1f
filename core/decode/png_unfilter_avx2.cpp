// SPDX-License-Identifier: MIT
// The AVX2 twins: 128 bits a turn like the SSSE3 ones, because a row is a chain of pixels that more
// lanes would not shorten. What is new is Paeth.
#include "decode/png_unfilter.h"

#ifdef GESSO_HAVE_X86_UNFILTER

#define GESSO_UNFILTER_TARGET "avx2"
#include "decode/png_unfilter_x86.h"

namespace gesso::core {

namespace {

// With b above and c on the upper left known, Paeth's choice depends on the left pixel a alone:
//
//     b >= c, d = b - c:  a up to c - 2d, c up to c - d/2, b up to b, and a above that
//     b <  c, d = c - b:  a up to b, b up to c + d/2, c below c + 2d, and a from there on
//
// Three borders, then, which are worked out for four pixels at once, beside the chain. On it remain
// a comparison, two choices, and the turn of the register to the next pixel.
struct Borders {
    __m128i least; // outside of least..most it is a
    __m128i most;
    __m128i second; // from here on `high`, below it `low`
    __m128i low;    // filtered + the pixel that is chosen
    __m128i high;
};

// Bytes compare as signed numbers, so that all that meets a comparison has its top bit turned over.
GESSO_SIMD __m128i turned(__m128i bytes)
{
    return _mm_xor_si128(bytes, _mm_set1_epi8(-128));
}

GESSO_SIMD Borders find_borders(__m128i filtered, __m128i b, __m128i c)
{
    const __m128i fall = _mm_subs_epu8(c, b);
    const __m128i is_rise = _mm_cmpeq_epi8(fall, _mm_setzero_si128()); // or level
    const __m128i d = _mm_or_si128(_mm_subs_epu8(b, c), fall);
    const __m128i twice = _mm_adds_epu8(d, _mm_subs_epu8(d, _mm_set1_epi8(1))); // 2d - 1
    const __m128i half = _mm_and_si128(_mm_srli_epi16(d, 1), _mm_set1_epi8(0x7f));
    const __m128i middle = _mm_adds_epu8(c, half);
    // No byte lies above 255: then b is chosen on both sides of the border.
    const __m128i is_open = _mm_cmpeq_epi8(middle, _mm_set1_epi8(-1));
    const __m128i above_middle = _mm_blendv_epi8(c, b, is_open);
    Borders borders;
    borders.least = turned(_mm_blendv_epi8(b, _mm_subs_epu8(c, twice), is_rise));
    borders.most = turned(_mm_blendv_epi8(_mm_adds_epu8(c, twice), b, is_rise));
    borders.second = turned(
        _mm_blendv_epi8(_mm_adds_epu8(middle, _mm_set1_epi8(1)), _mm_subs_epu8(c, half), is_rise));
    borders.low = _mm_add_epi8(filtered, turned(_mm_blendv_epi8(b, c, is_rise)));
    borders.high = _mm_add_epi8(filtered, turned(_mm_blendv_epi8(above_middle, b, is_rise)));
    return borders;
}

// The pixel whose left neighbour stands in the same lane of `left`; the other lanes mean nothing.
GESSO_SIMD __m128i next_pixel(__m128i filtered, const Borders &borders, __m128i left)
{
    const __m128i is_outside =
        _mm_or_si128(_mm_cmpgt_epi8(borders.least, left), _mm_cmpgt_epi8(left, borders.most));
    const __m128i is_low = _mm_cmpgt_epi8(borders.second, left);
    const __m128i inside = _mm_blendv_epi8(borders.high, borders.low, is_low);
    return _mm_blendv_epi8(inside, _mm_add_epi8(filtered, left), is_outside);
}

GESSO_SIMD __m128i to_next_lane(__m128i pixels)
{
    return _mm_shuffle_epi32(pixels, 0x93); // 0 to 1, 1 to 2, 2 to 3, 3 to 0
}

GESSO_SIMD Before before_paeth()
{
    return {_mm_set1_epi8(-128), _mm_setzero_si128()}; // `left` turned over, in lane 3
}

GESSO_SIMD __m128i undo_paeth(__m128i filtered, __m128i above, Before &io_before)
{
    const __m128i upper_left = _mm_alignr_epi8(above, io_before.upper_left, 12);
    const Borders borders = find_borders(filtered, above, upper_left);
    const __m128i p0 = next_pixel(filtered, borders, to_next_lane(io_before.left));
    const __m128i p1 = next_pixel(filtered, borders, to_next_lane(p0));
    const __m128i p2 = next_pixel(filtered, borders, to_next_lane(p1));
    const __m128i p3 = next_pixel(filtered, borders, to_next_lane(p2));
    io_before = {p3, above};
    const __m128i p01 = _mm_blend_epi32(p0, p1, 2);
    const __m128i p23 = _mm_blend_epi32(p2, p3, 8);
    return turned(_mm_blend_epi32(p01, p23, 12));
}

} // namespace

bool has_avx2()
{
    return __builtin_cpu_supports("avx2") != 0;
}

UnfilterKernels avx2_unfilter(uint32_t channels, PixelOrder order)
{
    return all_kernels(channels, order);
}

} // namespace gesso::core

#endif
