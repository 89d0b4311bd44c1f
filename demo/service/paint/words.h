// SPDX-License-Identifier: MIT
// What a prompt's words ask for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loopback {

enum class Material : uint8_t {
    unknown,
    plaster,
    brick,
    cobblestone,
    planks,
    grass,
    sand,
    marble,
    rust,
    fabric,
    ice,
    gravel,
};

enum class Cutout : uint8_t { none, sign, sticker, leaf, splash };

enum class Orientation : uint8_t { square, wide, tall };

// Lower-case words; everything that is not a letter or a digit parts them.
std::vector<std::string> words_of(std::string_view prompt);

Material material_of(const std::vector<std::string> &words);
Cutout cutout_of(const std::vector<std::string> &words);
Orientation orientation_of(std::string_view prompt);

// The prompt names something with a shape of its own.
bool wants_cutout(std::string_view prompt);

bool has_any(const std::vector<std::string> &words, std::string_view space_separated);

} // namespace loopback
