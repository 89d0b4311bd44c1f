// SPDX-License-Identifier: MIT
#include "script.h"

#include <fstream>

namespace viewer {

namespace {

// The main job: textures for a small level, several of them streaming at once.
constexpr const char *kBuiltIn = R"(
screenshot 1-start
select wall
prompt weathered red brick wall, pale mortar
generate
select floor
prompt mossy cobblestone street after rain
generate
select crate
prompt old oak planks with iron nails
generate
select terrain
prompt meadow grass with clover
generate
select wall
wait rows 45
screenshot 2-middle
select column
prompt white marble with grey veins, polished
generate
select decal
prompt keep out sign
generate
wait done
wait frames 3
screenshot 3-end
windows off
wait frames 2
screenshot 4-level
)";

std::string trimmed(const std::string &text)
{
    const size_t first = text.find_first_not_of(" \t\r");
    const size_t last = text.find_last_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

} // namespace

Script Script::parse(std::istream &lines)
{
    Script script;
    std::string text;
    for (int number = 1; std::getline(lines, text); ++number) {
        text = trimmed(text);
        if (text.empty() || text[0] == '#')
            continue;
        const size_t end = std::min(text.find(' '), text.size());
        script.lines_.push_back({number, text.substr(0, end), trimmed(text.substr(end))});
    }
    return script;
}

Script Script::built_in()
{
    std::istringstream lines(kBuiltIn);
    return parse(lines);
}

Script Script::from_file(const std::string &path, std::string &out_error)
{
    std::ifstream file(path);
    if (!file) {
        out_error = "the script " + path + " cannot be read";
        return {};
    }
    return parse(file);
}

} // namespace viewer
