// SPDX-License-Identifier: MIT
#include "service/model_table.h"
#include "support/catch.h"

#include <algorithm>
#include <set>
#include <string>

using namespace gesso::core;

namespace {

bool has(std::span<const std::string_view> list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

} // namespace

TEST_CASE("the family is guessed from the longest part of a name that fits", "[models]")
{
    const std::pair<const char *, const char *> names[] = {
        {"gpt-image-2", "gpt-image-2"},
        {"gpt-image-2-2026-04-21", "gpt-image-2"},
        {"my-GPT-Image-2.5-sunburst", "gpt-image-2.5"},
        {"gpt-image-2.6-flare", "gpt-image-2.6"},
        {"gpt-image-1", "gpt-image-1"},
        {"gpt-image-1-mini", "gpt-image-1-mini"},
        {"team-gpt-image-1.5-eu", "gpt-image-1.5"},
        {"chatgpt-image-latest", "chatgpt-image"},
        {"Dalle3", "dall-e-3"},
        {"dall-e-3", "dall-e-3"},
        {"dall-e3-prod", "dall-e-3"},
        {"dalle2", "dall-e-2"},
        {"FLUX-1.1-pro", "flux"},
        {"MAI-Image-1", "mai-image"},
        {"textures", ""},
        {"", ""},
    };
    for (const auto &[name, family] : names) {
        CAPTURE(name);
        CHECK(guess_family(name) == family);
    }
}

TEST_CASE("a newer model than the table knows is not taken for an older one", "[models]")
{
    CHECK(guess_family("gpt-image-20").empty());
    CHECK(guess_family("gpt-image-2.7-nova").empty());
    CHECK(guess_family("gpt-image-2.").empty() == false);
    CHECK(guess_family("dall-e-30").empty());
}

TEST_CASE("every family finds its own rules and its default model leads back to it", "[models]")
{
    std::set<std::string_view> families;
    for (const bool is_azure : {false, true}) {
        for (const ModelRules &rules : model_table(is_azure)) {
            CAPTURE(rules.family);
            CHECK(find_rules(rules.family, is_azure) == &rules);
            CHECK(guess_family(rules.default_model) == rules.family);
            CHECK(guess_family(rules.family) == rules.family);
            CHECK(rules.max_prompt > 0);
            CHECK(rules.max_images > 0);
            CHECK_FALSE(rules.sizes.empty());
            // The dearest default is avoided wherever there is a choice.
            CHECK(rules.default_quality.empty() == (rules.qualities.size() < 2));
            if (!rules.default_quality.empty())
                CHECK(has(rules.qualities, rules.default_quality));
            for (const std::string_view format : rules.compressed_formats)
                CHECK(has(rules.formats, format));
            families.insert(rules.family);
        }
    }
    CHECK(families.size() == model_table(false).size());
    CHECK(find_rules("", false) == nullptr);
    CHECK(find_rules("flux", false) == nullptr);
}

TEST_CASE("Azure makes no webp and the newest family is alive", "[models]")
{
    CHECK(has(find_rules("gpt-image-2", false)->formats, "webp"));
    CHECK_FALSE(has(find_rules("gpt-image-2", true)->formats, "webp"));
    CHECK_FALSE(has(find_rules("gpt-image-2", true)->compressed_formats, "webp"));
    CHECK(find_rules("dall-e-3", true)->formats.empty());
    CHECK(model_table(false).front().retired.empty());
}

TEST_CASE("the table says what the service documents say of each family", "[models]")
{
    const ModelRules &d3 = *find_rules("dall-e-3", false);
    CHECK(d3.max_prompt == 4000);
    CHECK(d3.max_images == 1);
    CHECK(d3.wants_response_format);
    CHECK_FALSE(d3.can_stream);
    CHECK(has(d3.styles, "natural"));
    CHECK(d3.default_quality == "standard");
    const ModelRules &d2 = *find_rules("dall-e-2", false);
    CHECK(d2.max_prompt == 1000);
    CHECK(has(d2.sizes, "256x256"));
    const ModelRules &g1 = *find_rules("gpt-image-1", false);
    CHECK(g1.size_rule == SizeRule::listed);
    CHECK_FALSE(has(g1.qualities, "xhigh"));
    const ModelRules &g26 = *find_rules("gpt-image-2.6", false);
    CHECK(g26.size_rule == SizeRule::sixteenths);
    CHECK(has(g26.qualities, "max"));
    CHECK(g26.can_stream);
    CHECK_FALSE(g26.wants_response_format);
}
