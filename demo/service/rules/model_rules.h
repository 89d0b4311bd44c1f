// SPDX-License-Identifier: MIT
// What each model takes, typed from the public reference of the services. Retired models are
// here too: this service plays every generation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace loopback {

enum class Family : uint8_t { dalle2, dalle3, gpt1, gpt2, gpt25, gpt26 };

struct ModelRules {
    std::string_view id;
    std::string_view shutdown_date; // empty: none announced
    Family family;
    size_t max_prompt; // Unicode code points
    int max_n;
    std::span<const std::string_view> qualities; // the first is the default
    std::span<const std::string_view> sizes;     // the first is the default; empty: any legal one
    int64_t created;

    [[nodiscard]] bool is_gpt() const { return family >= Family::gpt1; }
};

std::span<const ModelRules> all_models();

// By the id that a client of the OpenAI form sends, snapshots included.
const ModelRules *find_model(std::string_view id);

// By the longest part of a deployment's name that is a model's; nothing where no part is.
const ModelRules *guess_model(std::string_view deployment);

} // namespace loopback
