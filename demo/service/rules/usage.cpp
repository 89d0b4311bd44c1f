// SPDX-License-Identifier: MIT
// Tokens as the services count them; the newest family is an estimate in the reference as well.
#include "rules/generation.h"
#include "rules/generation_fields.h"

#include <algorithm>
#include <array>

namespace loopback {

namespace {

constexpr int64_t kTokensPerPreview = 100;
constexpr size_t kCharactersPerToken = 4;
constexpr int64_t kPromptOverhead = 6;

// 0 low, 1 medium, 2 high, 3 xhigh, 4 max.
size_t rank_of(std::string_view quality)
{
    constexpr std::array<std::string_view, 5> kRanks{"low", "medium", "high", "xhigh", "max"};
    const auto *found = std::find(kRanks.begin(), kRanks.end(), quality);
    return found == kRanks.end() ? 2 : static_cast<size_t>(found - kRanks.begin());
}

int64_t first_family_tokens(size_t rank, int width, int height)
{
    constexpr std::array<int64_t, 3> kSquare{272, 1056, 4160};
    constexpr std::array<int64_t, 3> kPortrait{408, 1584, 6240};
    constexpr std::array<int64_t, 3> kLandscape{400, 1568, 6208};
    rank = std::min<size_t>(rank, 2);
    return width == height ? kSquare[rank] : width < height ? kPortrait[rank] : kLandscape[rank];
}

int64_t patch_tokens(int64_t base, int width, int height)
{
    const int64_t longer = std::max(width, height);
    const int64_t shorter = std::min(width, height);
    const int64_t across = (2 * base * shorter + longer) / (2 * longer);
    return (base * across * (2'000'000 + int64_t{width} * height) + 3'999'999) / 4'000'000;
}

} // namespace

int64_t output_tokens(Family family, std::string_view quality, int width, int height)
{
    constexpr std::array<int64_t, 5> kSecond{16, 48, 96, 96, 96};
    constexpr std::array<int64_t, 5> kThird{16, 24, 48, 64, 96};
    constexpr std::array<int64_t, 5> kFourthFactor{4, 3, 1, 1, 1};
    const size_t rank = rank_of(quality);
    switch (family) {
    case Family::gpt1:
        return first_family_tokens(rank, width, height);
    case Family::gpt2:
        return patch_tokens(kSecond[rank], width, height);
    case Family::gpt25:
        return patch_tokens(kThird[rank], width, height);
    case Family::gpt26:
        return kFourthFactor[rank] * patch_tokens(kThird[rank], width, height);
    case Family::dalle2:
    case Family::dalle3:
        return 0;
    }
    return 0;
}

int64_t input_tokens(Family family, bool is_faithful, int width, int height)
{
    const auto parts = [](int64_t length, int64_t part) { return (length + part - 1) / part; };
    if (family != Family::gpt1) {
        return std::min<int64_t>(parts(width, 32) * parts(height, 32), 1536);
    }
    const int64_t shorter = std::min(width, height);
    const int64_t longer = std::max(width, height);
    const int64_t tiles = parts(longer * 512 / shorter, 512);
    const int64_t faithful = width == height ? 4160 : 6240;
    return 65 + 129 * tiles + (is_faithful ? faithful : 0);
}

Usage usage_of(const Generation &generation)
{
    const size_t characters = count_code_points(generation.prompt);
    Usage usage;
    usage.text_tokens =
        kPromptOverhead +
        static_cast<int64_t>((characters + kCharactersPerToken - 1) / kCharactersPerToken);
    usage.input_image_tokens = generation.input_image_tokens;
    usage.image_tokens =
        kTokensPerPreview * generation.partial_images +
        output_tokens(
            generation.model->family, generation.quality, generation.width, generation.height);
    return usage;
}

} // namespace loopback
