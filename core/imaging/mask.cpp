// SPDX-License-Identifier: MIT
#include "imaging/mask.h"

#include "imaging/resample.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gesso::core {

namespace {

constexpr uint8_t kServiceThreshold = 128;

bool has_alpha(const PixelView &mask)
{
    for (uint32_t y = 0; y < mask.height; ++y) {
        const uint8_t *alpha = mask.row(y) + 3;
        for (size_t x = 0; x < mask.width; ++x) {
            if (alpha[4 * x] != 255)
                return true;
        }
    }
    return false;
}

// Rec. 709 weights in 1/65536, which sum to 65536: white stays 255.
uint32_t luminance(uint32_t red, uint32_t green, uint32_t blue)
{
    return (red * 13933 + green * 46871 + blue * 4732 + 32768) >> 16;
}

void read_gray_row(const uint8_t *from, uint32_t width, bool is_inverted, uint8_t *to)
{
    for (uint32_t x = 0; x < width; ++x)
        to[x] = static_cast<uint8_t>(is_inverted ? 255 - from[x] : from[x]);
}

void read_alpha_row(const uint8_t *from, uint32_t width, uint8_t *to)
{
    for (uint32_t x = 0; x < width; ++x)
        to[x] = static_cast<uint8_t>(255 - from[4 * size_t{x} + 3]);
}

void read_painted_row(const PixelView &mask, uint32_t y, bool is_inverted, uint8_t *to)
{
    const uint8_t *from = mask.row(y);
    const int red = mask.order == PixelOrder::rgba ? 0 : 2;
    for (uint32_t x = 0; x < mask.width; ++x, from += 4) {
        const uint32_t light = luminance(from[red], from[1], from[2 - red]);
        const uint32_t painted = is_inverted ? 255 - light : light;
        to[x] = static_cast<uint8_t>((painted * from[3] + 127) / 255);
    }
}

const char *advice(MaskMeaning meaning)
{
    switch (meaning) {
    case MaskMeaning::alpha_clear_is_edit:
        return "no pixel of the mask is transparent, and transparent means: change this";
    case MaskMeaning::black_is_edit:
        return "no pixel of the mask is darker than white, and black means: change this";
    case MaskMeaning::automatic:
    case MaskMeaning::white_is_edit:
        break;
    }
    return "no pixel of the mask is brighter than black, and white means: change this";
}

std::string size_text(uint32_t width, uint32_t height)
{
    return std::to_string(width) + " x " + std::to_string(height);
}

bool is_any_set(const Coverage &coverage)
{
    const uint8_t *end = coverage.data() + coverage.size();
    return std::any_of(coverage.data(), end, [](uint8_t value) { return value != 0; });
}

struct Span {
    uint32_t first = 0;
    uint32_t size = 0;
};

// The shortest run that holds every set entry; with `wrap` it may go round the end.
Span span_of(const std::vector<bool> &is_set, bool wrap)
{
    const auto count = static_cast<uint32_t>(is_set.size());
    uint32_t first = 0;
    while (first < count && !is_set[first])
        ++first;
    if (first == count)
        return {};
    uint32_t last = count - 1;
    while (!is_set[last])
        --last;
    Span best{first, last - first + 1};
    for (uint32_t at = first, previous = first; wrap && at <= last; ++at) {
        if (!is_set[at])
            continue;
        // From here round to the one before: what is left out is the gap between the two.
        const uint32_t size = count - (at - previous) + 1;
        if (at != previous && size < best.size)
            best = {at, size};
        previous = at;
    }
    return best;
}

} // namespace

Status read_mask(
    const PixelView &mask, MaskMeaning meaning, uint32_t base_width, uint32_t base_height,
    Coverage &out_coverage)
{
    GESSO_RETURN_IF_FAILED(check_view(mask, "the mask"));
    if (mask.width != base_width || mask.height != base_height) {
        return {
            StatusCode::invalid_argument,
            "the mask has " + size_text(mask.width, mask.height) + " pixels and the base " +
                size_text(base_width, base_height) + ": they must be of the same size"};
    }
    if (meaning == MaskMeaning::automatic) {
        meaning = mask.channels == 4 && has_alpha(mask) ? MaskMeaning::alpha_clear_is_edit
                                                        : MaskMeaning::white_is_edit;
    }
    if (meaning == MaskMeaning::alpha_clear_is_edit && mask.channels == 1) {
        return {
            StatusCode::invalid_argument,
            "the mask has one channel and so no alpha to read: name GESSO_MASK_WHITE_IS_EDIT"};
    }
    GESSO_RETURN_IF_FAILED(out_coverage.allocate(mask.width, mask.height));
    const bool is_inverted = meaning == MaskMeaning::black_is_edit;
    for (uint32_t y = 0; y < mask.height; ++y) {
        uint8_t *to = out_coverage.row(y);
        if (meaning == MaskMeaning::alpha_clear_is_edit)
            read_alpha_row(mask.row(y), mask.width, to);
        else if (mask.channels == 1)
            read_gray_row(mask.row(y), mask.width, is_inverted, to);
        else
            read_painted_row(mask, y, is_inverted, to);
    }
    if (is_any_set(out_coverage))
        return {};
    out_coverage.clear();
    return {
        StatusCode::invalid_argument, std::string("the mask leaves nothing to change: ") +
                                          advice(meaning) + "; see mask_meaning"};
}

PixelRect mask_bounds(const Coverage &coverage, bool wrap)
{
    std::vector<bool> is_column_set(coverage.width());
    std::vector<bool> is_row_set(coverage.height());
    for (uint32_t y = 0; y < coverage.height(); ++y) {
        const uint8_t *row = coverage.row(y);
        for (uint32_t x = 0; x < coverage.width(); ++x) {
            if (row[x] != 0) {
                is_column_set[x] = true;
                is_row_set[y] = true;
            }
        }
    }
    const Span across = span_of(is_column_set, wrap);
    const Span down = span_of(is_row_set, wrap);
    return {across.first, down.first, across.size, down.size};
}

Status make_service_mask(
    const Coverage &coverage, const PixelRect &rect, uint32_t sent_width, uint32_t sent_height,
    Pixels &out_mask)
{
    Coverage part;
    Coverage scaled;
    GESSO_RETURN_IF_FAILED(crop(coverage.view(), rect, part));
    GESSO_RETURN_IF_FAILED(resample(part.view(), sent_width, sent_height, false, scaled));
    GESSO_RETURN_IF_FAILED(out_mask.allocate(sent_width, sent_height));
    uint8_t *to = out_mask.data();
    for (size_t i = 0; i < scaled.size(); ++i, to += 4) {
        to[0] = to[1] = to[2] = 0;
        to[3] = scaled.data()[i] >= kServiceThreshold ? 0 : 255;
    }
    return {};
}

} // namespace gesso::core
