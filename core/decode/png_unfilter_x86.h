// SPDX-License-Identifier: MIT
// What the x86 kernels share: four pixels a turn, loads, expansion and stores in whole vectors.
// Each of them names its instruction set in GESSO_UNFILTER_TARGET, includes this, and adds a
// namespace member undo_paeth(): the one filter that gains from a newer set.
#pragma once

#include "decode/png_unfilter.h"

#include <immintrin.h>

#include <cstring>

#define GESSO_SIMD __attribute__((target(GESSO_UNFILTER_TARGET), always_inline)) inline

namespace gesso::core {

namespace {

enum Filter : int { none, sub, up, average, paeth };

GESSO_SIMD __m128i load16(const uint8_t *bytes)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes));
}

GESSO_SIMD void store16(uint8_t *bytes, __m128i pixels)
{
    _mm_storeu_si128(reinterpret_cast<__m128i *>(bytes), pixels);
}

// Four filtered pixels, 4 bytes each; the fourth byte of RGB is zero.
template <int kChannels>
GESSO_SIMD __m128i load_pixels(const uint8_t *filtered)
{
    const __m128i bytes = load16(filtered);
    if (kChannels == 4)
        return bytes;
    return _mm_shuffle_epi8(
        bytes, _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
}

template <int kChannels>
GESSO_SIMD __m128i with_alpha(__m128i pixels)
{
    return kChannels == 4 ? pixels : _mm_or_si128(pixels, _mm_set1_epi32(-16777216));
}

template <bool kIsBgra>
GESSO_SIMD __m128i in_order(__m128i pixels)
{
    if (!kIsBgra)
        return pixels;
    return _mm_shuffle_epi8(
        pixels, _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15));
}

// The filters below are chains: a pixel waits for the one on its left. Each is arranged so that as
// little as possible lies between the two.

// A running sum over the pixels.
GESSO_SIMD __m128i undo_sub(__m128i filtered, __m128i &io_left)
{
    __m128i sum = _mm_add_epi8(filtered, _mm_slli_si128(filtered, 4));
    sum = _mm_add_epi8(sum, _mm_slli_si128(sum, 8));
    sum = _mm_add_epi8(sum, io_left);
    io_left = _mm_shuffle_epi32(sum, 0xff);
    return sum;
}

// pavgb rounds up and PNG rounds down: with n = ~left and r = pavgb(n, ~above) the average is ~r,
// the pixel filtered + ~r, and its complement, the next n, r - filtered. Two steps a pixel.
GESSO_SIMD __m128i undo_average(__m128i filtered, __m128i above, __m128i &io_left)
{
    const __m128i ones = _mm_set1_epi8(-1);
    const __m128i not_above = _mm_xor_si128(above, ones);
    const __m128i n = _mm_xor_si128(io_left, ones);
    const __m128i n0 = _mm_sub_epi8(_mm_avg_epu8(n, not_above), filtered);
    const __m128i n1 =
        _mm_sub_epi8(_mm_avg_epu8(n0, _mm_srli_si128(not_above, 4)), _mm_srli_si128(filtered, 4));
    const __m128i n2 =
        _mm_sub_epi8(_mm_avg_epu8(n1, _mm_srli_si128(not_above, 8)), _mm_srli_si128(filtered, 8));
    const __m128i n3 =
        _mm_sub_epi8(_mm_avg_epu8(n2, _mm_srli_si128(not_above, 12)), _mm_srli_si128(filtered, 12));
    io_left = _mm_xor_si128(n3, ones);
    const __m128i all = _mm_unpacklo_epi64(_mm_unpacklo_epi32(n0, n1), _mm_unpacklo_epi32(n2, n3));
    return _mm_xor_si128(all, ones);
}

// What is carried from one turn to the next. undo_paeth() gives it any meaning it likes.
struct Before {
    __m128i left;
    __m128i upper_left;
};

GESSO_SIMD Before before_paeth();
GESSO_SIMD __m128i undo_paeth(__m128i filtered, __m128i above, Before &io_before);

template <int kFilter>
GESSO_SIMD __m128i undo(__m128i filtered, __m128i above, Before &io_before)
{
    switch (kFilter) {
    case sub:
        return undo_sub(filtered, io_before.left);
    case up:
        return _mm_add_epi8(filtered, above);
    case average:
        return undo_average(filtered, above, io_before.left);
    case paeth:
        return undo_paeth(filtered, above, io_before);
    default:
        return filtered;
    }
}

template <int kChannels, bool kIsBgra, int kFilter>
__attribute__((target(GESSO_UNFILTER_TARGET))) void
unfilter(const uint8_t *filtered, uint8_t *row, uint8_t *out, size_t width)
{
    Before before = {_mm_setzero_si128(), _mm_setzero_si128()};
    if (kFilter == paeth)
        before = before_paeth();
    while (width > 0) {
        const __m128i pixels = with_alpha<kChannels>(
            undo<kFilter>(load_pixels<kChannels>(filtered), load16(row), before));
        store16(row, pixels);
        if (width < 4) { // the slack took the rest of the row; the target has none
            alignas(16) uint8_t last[16];
            store16(last, in_order<kIsBgra>(pixels));
            std::memcpy(out, last, width * 4);
            return;
        }
        store16(out, in_order<kIsBgra>(pixels));
        width -= 4;
        filtered += size_t{4} * kChannels;
        row += 16;
        out += 16;
    }
}

template <int kChannels, bool kIsBgra>
constexpr UnfilterKernels kernels()
{
    return {
        unfilter<kChannels, kIsBgra, none>, unfilter<kChannels, kIsBgra, sub>,
        unfilter<kChannels, kIsBgra, up>, unfilter<kChannels, kIsBgra, average>,
        unfilter<kChannels, kIsBgra, paeth>};
}

inline UnfilterKernels all_kernels(uint32_t channels, PixelOrder order)
{
    if (order == PixelOrder::bgra)
        return channels == 3 ? kernels<3, true>() : kernels<4, true>();
    return channels == 3 ? kernels<3, false>() : kernels<4, false>();
}

} // namespace

} // namespace gesso::core
