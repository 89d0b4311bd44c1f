// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "request/edit.h"

#include <algorithm>
#include <string_view>

namespace gesso::core {

namespace {

constexpr size_t kMaxStem = 64;

bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
}

std::string_view default_extension(ImageFormat format)
{
    switch (format) {
    case ImageFormat::jpeg:
        return "jpg";
    case ImageFormat::webp:
        return "webp";
    default:
        return "png";
    }
}

// What the bytes are decides: services look at the name, too.
std::string true_extension(std::string_view named, ImageFormat format)
{
    const std::string lower = to_lower_ascii(named);
    const std::string_view extension = default_extension(format);
    const bool is_true = lower == extension || (extension == "jpg" && lower == "jpeg");
    return is_true ? lower : std::string(extension);
}

// Empty when nothing usable is left.
std::string plain_name(const EditFile &file)
{
    std::string_view name = file.name;
    const size_t slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos)
        name.remove_prefix(slash + 1);
    const size_t dot = std::min(name.rfind('.'), name.size());
    std::string stem;
    for (const char c : name.substr(0, std::min(dot, kMaxStem)))
        stem += is_plain(c) ? c : '_';
    const size_t begin = stem.find_first_not_of(".-_");
    if (begin == std::string::npos)
        return {};
    const std::string_view extension = dot < name.size() ? name.substr(dot + 1) : "";
    return stem.substr(begin) + "." + true_extension(extension, file.header.format);
}

// The mask comes last. Two pictures of one name could not lie beside each other in a folder: then
// each goes by the name that its place gives it.
std::vector<std::string> names_of(const EditAsk &ask)
{
    std::vector<std::string> names;
    for (size_t i = 0; i < ask.images.size(); ++i) {
        std::string name = plain_name(ask.images[i]);
        if (name.empty()) {
            name = "image-" + std::to_string(i + 1) + "." +
                   std::string(default_extension(ask.images[i].header.format));
        }
        names.push_back(std::move(name));
    }
    std::string mask = ask.mask ? plain_name(*ask.mask) : "";
    names.push_back(mask.empty() ? "mask.png" : std::move(mask));
    return names;
}

std::string unique_name(const EditAsk &ask, size_t index)
{
    std::vector<std::string> names = names_of(ask);
    std::vector<std::string> sorted = names;
    for (std::string &name : sorted)
        name = to_lower_ascii(name);
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end())
        return names[index];
    EditAsk nameless;
    for (const EditFile &file : ask.images)
        nameless.images.push_back({file.bytes, file.header, {}});
    return names_of(nameless)[index];
}

} // namespace

std::string edit_file_name(const EditAsk &ask, size_t index)
{
    return index < ask.images.size() ? unique_name(ask, index) : std::string();
}

std::string edit_mask_name(const EditAsk &ask)
{
    return unique_name(ask, ask.images.size());
}

} // namespace gesso::core
