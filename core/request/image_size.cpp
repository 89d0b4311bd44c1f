// SPDX-License-Identifier: MIT
#include "request/image_size.h"

#include "base/text.h"
#include "request/choices.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

namespace gesso::core {

namespace {

constexpr int64_t kStep = kSizeStep;
constexpr int64_t kMaxSide = kMaxSizeSide;
constexpr int64_t kMaxRatio = kMaxSizeRatio;
constexpr int64_t kMinPixels = kMinSizePixels;
constexpr int64_t kMaxPixels = kMaxSizePixels;

struct Size {
    int64_t width = 0;
    int64_t height = 0;
};

bool read_side(std::string_view text, int64_t &out_value)
{
    if (text.empty() || text.size() > 6 || text[0] < '1' || text[0] > '9')
        return false;
    const char *end = text.data() + text.size();
    return std::from_chars(text.data(), end, out_value).ptr == end;
}

bool read_size(std::string_view text, Size &out_size)
{
    const size_t mark = text.find('x');
    return mark != std::string_view::npos && read_side(text.substr(0, mark), out_size.width) &&
           read_side(text.substr(mark + 1), out_size.height);
}

// The rule that the size breaks, or null.
const char *broken_rule(const Size &size)
{
    const int64_t longer = std::max(size.width, size.height);
    const int64_t shorter = std::min(size.width, size.height);
    if (longer > kMaxSide)
        return "the longer side must be at most 3840";
    if (longer > shorter * kMaxRatio)
        return "the sides must be within 3:1";
    if (size.width % kStep != 0)
        return "width must be a multiple of 16";
    if (size.height % kStep != 0)
        return "height must be a multiple of 16";
    if (size.width * size.height < kMinPixels)
        return "it must have at least 655360 pixels";
    if (size.width * size.height > kMaxPixels)
        return "it must have at most 8294400 pixels";
    return nullptr;
}

// Tries every legal size: some 40,000, and only when a request is refused anyway.
Size nearest_legal(const Size &wanted)
{
    Size best;
    int64_t best_distance = INT64_MAX;
    for (int64_t width = kStep; width <= kMaxSide; width += kStep) {
        for (int64_t height = kStep; height <= kMaxSide; height += kStep) {
            const int64_t dx = width - wanted.width;
            const int64_t dy = height - wanted.height;
            const int64_t distance = dx * dx + dy * dy;
            // Of two that are equally near, the larger one.
            if (distance <= best_distance && !broken_rule({width, height})) {
                best = {width, height};
                best_distance = distance;
            }
        }
    }
    return best;
}

} // namespace

Status check_size(std::string_view size, const ModelRules &rules)
{
    if (rules.size_rule == SizeRule::listed || is_listed(size, rules.sizes))
        return check_choice("size", size, rules.sizes, rules.family);
    Size wanted;
    if (!read_size(size, wanted)) {
        return {
            StatusCode::invalid_argument,
            "size " + clean_text(size, 40) +
                ": it must be written like 1024x1024, with a plain x and no spaces, or be auto"};
    }
    const char *rule = broken_rule(wanted);
    if (!rule)
        return {};
    const Size legal = nearest_legal(wanted);
    return {
        StatusCode::invalid_argument,
        "size " + std::string(size) + ": " + rule + " for " + std::string(rules.family) +
            "; nearest legal: " + std::to_string(legal.width) + "x" + std::to_string(legal.height)};
}

} // namespace gesso::core
