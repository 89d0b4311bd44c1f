// SPDX-License-Identifier: MIT
#include "paint/words.h"

#include <algorithm>
#include <array>
#include <span>

namespace loopback {

namespace {

struct MaterialWords {
    Material material;
    std::string_view words;
};

constexpr std::array<MaterialWords, 11> kMaterials{{
    {Material::plaster, "plaster stucco concrete cement"},
    {Material::brick, "brick bricks brickwork masonry chimney backstein"},
    {Material::cobblestone,
     "cobblestone cobblestones cobble cobbles cobbled flagstone flagstones paving pavement "
     "stonework castle dungeon stone stones rock rocks"},
    {Material::planks,
     "wood wooden plank planks board boards timber floorboards floorboard oak pine walnut deck "
     "parquet crate door barn"},
    {Material::grass, "grass lawn meadow turf field moss mossy grassy"},
    {Material::sand, "sand sandy desert dune dunes beach"},
    {Material::marble, "marble granite onyx travertine tile tiles"},
    {Material::rust,
     "rust rusted rusty metal metallic iron steel corroded corrosion copper tin plate hull"},
    {Material::fabric,
     "fabric cloth textile linen wool woven canvas denim cotton carpet rug silk burlap tweed "
     "leather curtain"},
    {Material::ice, "ice icy frozen frost glacier snow snowy icicle water"},
    {Material::gravel, "gravel pebble pebbles scree rubble shingle dirt soil mud ground earth"},
}};

} // namespace

std::vector<std::string> words_of(std::string_view prompt)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : prompt) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const bool is_part = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_part) {
            word.push_back(is_upper ? static_cast<char>(c + 32) : c);
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    return words;
}

bool has_any(const std::vector<std::string> &words, std::string_view space_separated)
{
    while (!space_separated.empty()) {
        const size_t end = std::min(space_separated.find(' '), space_separated.size());
        const std::string_view candidate = space_separated.substr(0, end);
        if (std::find(words.begin(), words.end(), candidate) != words.end()) {
            return true;
        }
        space_separated.remove_prefix(std::min(end + 1, space_separated.size()));
    }
    return false;
}

namespace {

// The last material of these words: a noun ends an English phrase, and in "mossy brick" the brick
// is the thing.
Material last_material(std::span<const std::string> words)
{
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
        for (const MaterialWords &entry : kMaterials) {
            if (has_any({*word}, entry.words)) {
                return entry.material;
            }
        }
    }
    return Material::unknown;
}

} // namespace

// "Planks with moss" are planks: what a thing carries counts only where the thing is unknown.
Material material_of(const std::vector<std::string> &words)
{
    const auto is_link = [](const std::string &word) {
        return has_any({word}, "with covered under beneath on in between beside");
    };
    const auto link = std::find_if(words.begin(), words.end(), is_link);
    const auto head = static_cast<size_t>(link - words.begin());
    const Material material = last_material(std::span(words).first(head));
    return material != Material::unknown ? material : last_material(words);
}

Cutout cutout_of(const std::vector<std::string> &words)
{
    if (has_any(words, "sign signs signpost placard label plaque poster")) {
        return Cutout::sign;
    }
    if (has_any(words, "sticker stickers badge emblem logo icon button coin")) {
        return Cutout::sticker;
    }
    if (has_any(words, "leaf leaves foliage fern")) {
        return Cutout::leaf;
    }
    if (has_any(words, "decal decals splash splat splatter stain graffiti hole")) {
        return Cutout::splash;
    }
    return Cutout::none;
}

Orientation orientation_of(std::string_view prompt)
{
    const std::vector<std::string> words = words_of(prompt);
    if (has_any(words, "landscape panorama panoramic wide banner horizon skyline")) {
        return Orientation::wide;
    }
    if (has_any(words, "portrait tall column pillar tower character")) {
        return Orientation::tall;
    }
    return Orientation::square;
}

bool wants_cutout(std::string_view prompt)
{
    return cutout_of(words_of(prompt)) != Cutout::none;
}

} // namespace loopback
