// SPDX-License-Identifier: MIT
// One row of an 8-bit RGB or RGBA PNG: undo the filter, add the alpha, store it, in one pass.
#pragma once

#include "base/flow.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gesso::core {

// Bytes behind `filtered` and `row` that a kernel may read, and behind `row` that it may write.
inline constexpr size_t kUnfilterSlack = 16;

// `filtered` is the row as it was inflated, without its filter byte. `row` holds the row above as
// RGBA and becomes this row (all zero above the first). `out` receives exactly `width` pixels in
// the target's byte order and is never read.
using UnfilterRow = void (*)(const uint8_t *filtered, uint8_t *row, uint8_t *out, size_t width);

inline constexpr size_t kPngFilters = 5; // none, sub, up, average, Paeth

// The kernels of one kind of image, by filter.
using UnfilterKernels = std::array<UnfilterRow, kPngFilters>;

// channels: 3 or 4. The scalar twin is the definition; the others must equal it bit for bit.
UnfilterKernels scalar_unfilter(uint32_t channels, PixelOrder order);

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define GESSO_HAVE_X86_UNFILTER 1
bool has_ssse3();
UnfilterKernels ssse3_unfilter(uint32_t channels, PixelOrder order); // only if has_ssse3()
bool has_avx2();
UnfilterKernels avx2_unfilter(uint32_t channels, PixelOrder order); // only if has_avx2()
#endif

// The fastest that this machine can run.
UnfilterKernels best_unfilter(uint32_t channels, PixelOrder order);

} // namespace gesso::core
