// SPDX-License-Identifier: MIT
#include "decode/png_unfilter.h"

#include <cstdlib>

namespace gesso::core {

namespace {

enum Filter : int { none, sub, up, average, paeth };

int paeth_predictor(int a, int b, int c)
{
    const int pa = std::abs(b - c);
    const int pb = std::abs(a - c);
    const int pc = std::abs(a + b - 2 * c);
    if (pa <= pb && pa <= pc)
        return a;
    return pb <= pc ? b : c;
}

template <int kFilter>
int predict(int left, int above, int upper_left)
{
    switch (kFilter) {
    case sub:
        return left;
    case up:
        return above;
    case average:
        return (left + above) / 2;
    case paeth:
        return paeth_predictor(left, above, upper_left);
    default:
        return 0;
    }
}

template <int kChannels, bool kIsBgra, int kFilter>
void unfilter(const uint8_t *filtered, uint8_t *row, uint8_t *out, size_t width)
{
    uint8_t left[4] = {};
    uint8_t upper_left[4] = {};
    for (size_t x = 0; x < width; ++x, filtered += kChannels, row += 4, out += 4) {
        for (int i = 0; i < kChannels; ++i) {
            const uint8_t above = row[i];
            const int value = filtered[i] + predict<kFilter>(left[i], above, upper_left[i]);
            upper_left[i] = above;
            left[i] = static_cast<uint8_t>(value);
            row[i] = left[i];
        }
        if (kChannels == 3)
            row[3] = 255;
        out[0] = row[kIsBgra ? 2 : 0];
        out[1] = row[1];
        out[2] = row[kIsBgra ? 0 : 2];
        out[3] = row[3];
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

} // namespace

UnfilterKernels scalar_unfilter(uint32_t channels, PixelOrder order)
{
    if (order == PixelOrder::bgra)
        return channels == 3 ? kernels<3, true>() : kernels<4, true>();
    return channels == 3 ? kernels<3, false>() : kernels<4, false>();
}

UnfilterKernels best_unfilter(uint32_t channels, PixelOrder order)
{
#ifdef GESSO_HAVE_X86_UNFILTER
    if (has_avx2())
        return avx2_unfilter(channels, order);
    if (has_ssse3())
        return ssse3_unfilter(channels, order);
#endif
    return scalar_unfilter(channels, order);
}

} // namespace gesso::core
