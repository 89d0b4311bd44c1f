// SPDX-License-Identifier: MIT
// The SSSE3 twins.
#include "decode/png_unfilter.h"

#ifdef GESSO_HAVE_X86_UNFILTER

#define GESSO_UNFILTER_TARGET "ssse3"
#include "decode/png_unfilter_x86.h"

namespace gesso::core {

namespace {

GESSO_SIMD Before before_paeth()
{
    return {_mm_setzero_si128(), _mm_setzero_si128()}; // 16 bits a channel
}

// One pixel, 16 bits a channel, in the low half of each. Everything that does not need the left
// pixel is worked out beside the chain; what remains of it is seven steps.
GESSO_SIMD __m128i
undo_paeth_one(__m128i filtered, __m128i above, __m128i &io_left, __m128i &io_upper_left)
{
    const __m128i low = _mm_set1_epi16(0xff);
    const __m128i a = io_left;
    const __m128i c = io_upper_left;
    const __m128i from_above = _mm_and_si128(_mm_add_epi16(filtered, above), low);
    const __m128i from_upper_left = _mm_and_si128(_mm_add_epi16(filtered, c), low);
    const __m128i either = _mm_xor_si128(from_above, from_upper_left);
    const __m128i difference = _mm_sub_epi16(above, c);
    const __m128i pa = _mm_abs_epi16(difference);
    const __m128i pb = _mm_abs_epi16(_mm_sub_epi16(a, c));
    const __m128i pc = _mm_abs_epi16(_mm_add_epi16(a, _mm_sub_epi16(difference, c)));
    const __m128i is_not_b = _mm_cmpgt_epi16(pb, pc);
    const __m128i is_not_a = _mm_cmpgt_epi16(pa, _mm_min_epi16(pb, pc));
    const __m128i b_or_c = _mm_xor_si128(from_above, _mm_and_si128(is_not_b, either));
    const __m128i from_left = _mm_and_si128(_mm_add_epi16(filtered, a), low);
    io_left = _mm_or_si128(_mm_andnot_si128(is_not_a, from_left), _mm_and_si128(is_not_a, b_or_c));
    io_upper_left = above;
    return io_left;
}

GESSO_SIMD __m128i undo_paeth(__m128i filtered, __m128i above, Before &io_before)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i x01 = _mm_unpacklo_epi8(filtered, zero);
    const __m128i x23 = _mm_unpackhi_epi8(filtered, zero);
    const __m128i b01 = _mm_unpacklo_epi8(above, zero);
    const __m128i b23 = _mm_unpackhi_epi8(above, zero);
    __m128i &left = io_before.left;
    __m128i &upper_left = io_before.upper_left;
    const __m128i p0 = undo_paeth_one(x01, b01, left, upper_left);
    const __m128i p1 =
        undo_paeth_one(_mm_srli_si128(x01, 8), _mm_srli_si128(b01, 8), left, upper_left);
    const __m128i p2 = undo_paeth_one(x23, b23, left, upper_left);
    const __m128i p3 =
        undo_paeth_one(_mm_srli_si128(x23, 8), _mm_srli_si128(b23, 8), left, upper_left);
    return _mm_packus_epi16(_mm_unpacklo_epi64(p0, p1), _mm_unpacklo_epi64(p2, p3));
}

} // namespace

bool has_ssse3()
{
    return __builtin_cpu_supports("ssse3") != 0;
}

UnfilterKernels ssse3_unfilter(uint32_t channels, PixelOrder order)
{
    return all_kernels(channels, order);
}

} // namespace gesso::core

#endif
