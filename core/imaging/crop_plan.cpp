// SPDX-License-Identifier: MIT
#include "imaging/crop_plan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

namespace gesso::core {

namespace {

struct Size {
    uint32_t width = 0;
    uint32_t height = 0;
};

// A stretch of one percent between the axes is not seen, and rounding to whole pixels makes some.
constexpr double kUnseenStretch = 0.01;
// Twice as slim is worth 7 % more pixels: 816 x 816 rather than 720 x 912 round a small square.
constexpr double kShapeCost = 0.1;

bool read_size(std::string_view text, Size &out_size)
{
    const size_t mark = text.find('x');
    if (mark == std::string_view::npos)
        return false; // "auto"
    const char *end = text.data() + text.size();
    std::from_chars(text.data(), text.data() + mark, out_size.width);
    std::from_chars(text.data() + mark + 1, end, out_size.height);
    return out_size.width > 0 && out_size.height > 0;
}

// Every size that the family takes; some 15,000 under the rule of sixteenths.
std::vector<Size> legal_sizes(const ModelRules &rules)
{
    std::vector<Size> sizes;
    Size size;
    for (const std::string_view text : rules.sizes) {
        if (read_size(text, size))
            sizes.push_back(size);
    }
    if (rules.size_rule == SizeRule::listed)
        return sizes;
    for (uint32_t width = kSizeStep; width <= kMaxSizeSide; width += kSizeStep) {
        for (uint32_t height = kSizeStep; height <= kMaxSizeSide; height += kSizeStep) {
            const uint32_t pixels = width * height;
            const bool is_legal = pixels >= kMinSizePixels && pixels <= kMaxSizePixels &&
                                  width <= height * kMaxSizeRatio &&
                                  height <= width * kMaxSizeRatio;
            if (is_legal)
                sizes.push_back({width, height});
        }
    }
    return sizes;
}

// What must be inside the rectangle, along one axis.
struct Run {
    uint32_t first = 0;
    uint32_t size = 0;
};

// Mask and context, cut at the edges unless the base tiles.
Run with_margin(Run mask, uint32_t margin, uint32_t whole, bool wrap)
{
    margin = std::min(margin, whole);
    if (wrap) {
        const uint64_t size = std::min<uint64_t>(mask.size + uint64_t{2} * margin, whole);
        const auto before = static_cast<uint32_t>((size - mask.size) / 2);
        return {(mask.first + whole - before) % whole, static_cast<uint32_t>(size)};
    }
    const uint32_t first = mask.first - std::min(mask.first, margin);
    const uint64_t end = std::min<uint64_t>(uint64_t{mask.first} + mask.size + margin, whole);
    return {first, static_cast<uint32_t>(end - first)};
}

// A run of `size` with `inner` in its middle, as far as the edges allow.
uint32_t place(Run inner, uint32_t size, uint32_t whole, bool wrap)
{
    const uint32_t before = (size - inner.size) / 2;
    if (wrap)
        return (inner.first + whole - before) % whole;
    return std::min(inner.first - std::min(inner.first, before), whole - size);
}

struct Candidate {
    Size sent;
    Size rect;
    double stretch = 0; // |log| of how much more one axis is scaled than the other
    double scale = 0;   // |log| of the scale
    double cost = 0;    // |log| of the area sent, and a little for another shape than wished for
};

bool is_better(const Candidate &a, const Candidate &b)
{
    const double stretch_a = a.stretch <= kUnseenStretch ? 0 : a.stretch;
    const double stretch_b = b.stretch <= kUnseenStretch ? 0 : b.stretch;
    if (stretch_a != stretch_b)
        return stretch_a < stretch_b;
    if (std::abs(a.scale - b.scale) > 1e-9)
        return a.scale < b.scale;
    return a.cost < b.cost;
}

uint32_t rounded(double value, uint32_t least, uint32_t most)
{
    return static_cast<uint32_t>(
        std::clamp(std::floor(value + 0.5), double{1} * least, double{1} * most));
}

// The rectangle of the base that would be sent at `sent`: it holds what it must, and is otherwise
// as near to the sent size as the base allows.
Candidate candidate_for(Size sent, Size inner, Size base)
{
    const double least = std::max(
        static_cast<double>(inner.width) / sent.width,
        static_cast<double>(inner.height) / sent.height);
    const double most = std::min(
        static_cast<double>(base.width) / sent.width,
        static_cast<double>(base.height) / sent.height);
    // Where no rectangle of these proportions holds it all, the one axis is cut at the base's edge
    // and the picture stretched.
    const double size = least > most ? least : std::clamp(1.0, least, most);
    Candidate candidate;
    candidate.sent = sent;
    candidate.rect.width = rounded(size * sent.width, inner.width, base.width);
    candidate.rect.height = rounded(size * sent.height, inner.height, base.height);
    const double across = static_cast<double>(sent.width) / candidate.rect.width;
    const double down = static_cast<double>(sent.height) / candidate.rect.height;
    candidate.stretch = std::abs(std::log(across / down));
    candidate.scale = std::abs(std::log(across * down)) / 2;
    const double shape_sent = static_cast<double>(sent.width) / sent.height;
    const double shape_inner = static_cast<double>(inner.width) / inner.height;
    candidate.cost = std::log(static_cast<double>(sent.width) * sent.height) +
                     kShapeCost * std::abs(std::log(shape_sent / shape_inner));
    return candidate;
}

Candidate best_candidate(const std::vector<Size> &sizes, Size inner, Size base)
{
    Candidate best = candidate_for(sizes[0], inner, base);
    for (const Size size : sizes) {
        const Candidate candidate = candidate_for(size, inner, base);
        if (is_better(candidate, best))
            best = candidate;
    }
    return best;
}

Status check_wish(const CropWish &wish)
{
    const PixelRect &mask = wish.mask_bounds;
    if (wish.base_width == 0 || wish.base_height == 0)
        return {StatusCode::invalid_argument, "the base has no pixels"};
    const auto fits = [&](uint32_t first, uint32_t size, uint32_t whole) {
        return size <= whole && first < whole && (wish.wrap || size <= whole - first);
    };
    if (!fits(mask.x, mask.width, wish.base_width) || !fits(mask.y, mask.height, wish.base_height))
        return {StatusCode::invalid_argument, "the mask lies outside the base"};
    return {};
}

// Narrows the choice to the size that the host named, if it did.
std::vector<Size> sizes_to_choose_from(const CropWish &wish, const ModelRules *rules)
{
    if (wish.wanted_width > 0 && wish.wanted_height > 0)
        return {{wish.wanted_width, wish.wanted_height}};
    return rules ? legal_sizes(*rules) : std::vector<Size>();
}

} // namespace

Status plan_crop(const CropWish &wish, const ModelRules *rules, CropPlan &out_plan)
{
    GESSO_RETURN_IF_FAILED(check_wish(wish));
    const PixelRect &mask = wish.mask_bounds;
    const Size base{wish.base_width, wish.base_height};
    Run across{0, base.width};
    Run down{0, base.height};
    const bool is_cropped = wish.is_cropped && mask.width > 0 && mask.height > 0;
    if (is_cropped) {
        const uint32_t margin =
            wish.margin > 0 ? wish.margin : (std::max(mask.width, mask.height) + 3) / 4;
        across = with_margin({mask.x, mask.width}, margin, base.width, wish.wrap);
        down = with_margin({mask.y, mask.height}, margin, base.height, wish.wrap);
    }
    const std::vector<Size> sizes = sizes_to_choose_from(wish, rules);
    const Size inner{across.size, down.size};
    Candidate best;
    best.sent = best.rect = inner;
    if (!sizes.empty())
        best = best_candidate(sizes, inner, base);
    out_plan.rect.width = best.rect.width;
    out_plan.rect.height = best.rect.height;
    const bool wrap = wish.wrap && is_cropped;
    out_plan.rect.x = place(across, best.rect.width, base.width, wrap);
    out_plan.rect.y = place(down, best.rect.height, base.height, wrap);
    out_plan.sent_width = best.sent.width;
    out_plan.sent_height = best.sent.height;
    out_plan.scale_x = static_cast<double>(best.sent.width) / best.rect.width;
    out_plan.scale_y = static_cast<double>(best.sent.height) / best.rect.height;
    return {};
}

} // namespace gesso::core
