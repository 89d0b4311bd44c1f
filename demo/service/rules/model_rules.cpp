// SPDX-License-Identifier: MIT
#include "rules/model_rules.h"

#include "http/request.h"

#include <array>
#include <string>

namespace loopback {

namespace {

using Text = std::string_view;

constexpr std::array<Text, 1> kDalle2Qualities{"standard"};
constexpr std::array<Text, 2> kDalle3Qualities{"standard", "hd"};
constexpr std::array<Text, 4> kQualities{"auto", "low", "medium", "high"};
constexpr std::array<Text, 6> kLongQualities{"auto", "low", "medium", "high", "xhigh", "max"};

constexpr std::array<Text, 3> kDalle2Sizes{"1024x1024", "512x512", "256x256"};
constexpr std::array<Text, 3> kDalle3Sizes{"1024x1024", "1792x1024", "1024x1792"};
constexpr std::array<Text, 4> kGpt1Sizes{"auto", "1024x1024", "1536x1024", "1024x1536"};

constexpr int64_t k2025 = 1745280000;
constexpr int64_t k2026 = 1776729600;

constexpr std::array<ModelRules, 12> kModels{{
    {"dall-e-2", "2026-05-12", Family::dalle2, 1000, 10, kDalle2Qualities, kDalle2Sizes,
     1698798177},
    {"dall-e-3", "2026-05-12", Family::dalle3, 4000, 1, kDalle3Qualities, kDalle3Sizes, 1698785189},
    {"gpt-image-1", "2026-10-23", Family::gpt1, 32000, 10, kQualities, kGpt1Sizes, k2025},
    {"gpt-image-1-mini", "2026-12-01", Family::gpt1, 32000, 10, kQualities, kGpt1Sizes, k2025},
    {"gpt-image-1.5", "2026-12-01", Family::gpt1, 32000, 10, kQualities, kGpt1Sizes, k2025},
    {"chatgpt-image-latest", "2026-12-01", Family::gpt1, 32000, 10, kQualities, kGpt1Sizes, k2025},
    {"gpt-image-2", "", Family::gpt2, 32000, 10, kQualities, {}, k2026},
    {"gpt-image-2.5-sunburst", "", Family::gpt25, 32000, 10, kLongQualities, {}, k2026},
    {"gpt-image-2.5-flare", "", Family::gpt25, 32000, 10, kLongQualities, {}, k2026},
    {"gpt-image-2.6-sunburst", "", Family::gpt26, 32000, 10, kLongQualities, {}, k2026},
    {"gpt-image-2.6-flare", "", Family::gpt26, 32000, 10, kLongQualities, {}, k2026},
    {"gpt-image-2-2026-04-21", "", Family::gpt2, 32000, 10, kQualities, {}, k2026},
}};

struct Snapshot {
    Text id;
    Text model;
};
constexpr std::array<Snapshot, 2> kSnapshots{{
    {"gpt-image-2.5-sunburst-2026-09-08", "gpt-image-2.5-sunburst"},
    {"gpt-image-2.5-flare-2026-09-08", "gpt-image-2.5-flare"},
}};

// Longest first, so that the first hit is the longest.
constexpr std::array<Snapshot, 13> kHints{{
    {"gpt-image-1-mini", "gpt-image-1-mini"},
    {"gpt-image-2.6", "gpt-image-2.6-sunburst"},
    {"gpt-image-2.5", "gpt-image-2.5-sunburst"},
    {"gpt-image-1.5", "gpt-image-1.5"},
    {"chatgpt-image", "chatgpt-image-latest"},
    {"gpt-image-2", "gpt-image-2"},
    {"gpt-image-1", "gpt-image-1"},
    {"dall-e-3", "dall-e-3"},
    {"dall-e-2", "dall-e-2"},
    {"dall-e3", "dall-e-3"},
    {"dalle3", "dall-e-3"},
    {"dall-e2", "dall-e-2"},
    {"dalle2", "dall-e-2"},
}};

} // namespace

std::span<const ModelRules> all_models()
{
    return kModels;
}

const ModelRules *find_model(std::string_view id)
{
    for (const Snapshot &snapshot : kSnapshots) {
        if (snapshot.id == id) {
            id = snapshot.model;
        }
    }
    for (const ModelRules &model : kModels) {
        if (model.id == id) {
            return &model;
        }
    }
    return nullptr;
}

const ModelRules *guess_model(std::string_view deployment)
{
    const std::string name = to_lower(deployment);
    for (const Snapshot &hint : kHints) {
        if (name.find(hint.id) == std::string::npos) {
            continue;
        }
        const bool is_flare =
            hint.id.starts_with("gpt-image-2.") && name.find("flare") != std::string::npos;
        return find_model(is_flare ? std::string(hint.id) + "-flare" : std::string(hint.model));
    }
    return nullptr;
}

} // namespace loopback
