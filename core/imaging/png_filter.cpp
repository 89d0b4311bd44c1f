// SPDX-License-Identifier: MIT
#include "imaging/png_filter.h"

#include <cstdlib>

namespace gesso::core {

namespace {

enum : uint8_t { kSub = 1, kUp = 2, kPaeth = 4 };

uint8_t paeth(int left, int above, int corner)
{
    const int from_left = std::abs(above - corner);
    const int from_above = std::abs(left - corner);
    const int from_corner = std::abs(left + above - 2 * corner);
    const int near = from_left <= from_above ? left : above;
    const int distance = from_left <= from_above ? from_left : from_above;
    return static_cast<uint8_t>(distance <= from_corner ? near : corner);
}

// `now` and `above` point behind the pixel left of the row. Answers the sum of signed magnitudes.
template <uint8_t kType>
uint64_t filter_row(
    const uint8_t *now, const uint8_t *above, size_t bytes, uint32_t step,
    std::vector<uint8_t> &out)
{
    out[0] = kType;
    uint8_t *to = out.data() + 1;
    const uint8_t *left = now - step;
    const uint8_t *corner = above - step;
    for (size_t i = 0; i < bytes; ++i) {
        uint8_t guess = 0;
        if constexpr (kType == kSub)
            guess = left[i];
        else if constexpr (kType == kUp)
            guess = above[i];
        else
            guess = paeth(left[i], above[i], corner[i]);
        to[i] = static_cast<uint8_t>(now[i] - guess);
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes; ++i)
        sum += static_cast<uint64_t>(to[i] < 128 ? to[i] : 256 - to[i]);
    return sum;
}

} // namespace

PngFilter::PngFilter(size_t bytes, uint32_t step)
    : step_(step), now_(bytes + step), above_(bytes + step), best_(bytes + 1), other_(bytes + 1)
{}

const std::vector<uint8_t> &PngFilter::filter()
{
    const size_t bytes = best_.size() - 1;
    const uint8_t *now = now_.data() + step_;
    const uint8_t *above = above_.data() + step_;
    uint64_t least = filter_row<kUp>(now, above, bytes, step_, best_);
    const auto keep_better = [&](uint64_t sum) {
        if (sum < least) {
            least = sum;
            best_.swap(other_);
        }
    };
    if (least > 0)
        keep_better(filter_row<kSub>(now, above, bytes, step_, other_));
    if (least > 0)
        keep_better(filter_row<kPaeth>(now, above, bytes, step_, other_));
    now_.swap(above_);
    return best_;
}

} // namespace gesso::core
