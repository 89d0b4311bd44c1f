// SPDX-License-Identifier: MIT
#include "library/save_target.h"

#include "base/text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace gesso::core {

namespace {

constexpr size_t kMaxNameBytes = 200; // leaves room for numbers and endings below 255
constexpr std::string_view kEndings[] = {".png", ".jpg", ".jpeg", ".webp"};
// Windows opens a device for these, whatever follows the first dot.
constexpr std::string_view kDevices[] = {"con", "prn", "aux", "nul", "conin$", "conout$"};
constexpr std::string_view kNumberedDevices[] = {"com", "lpt"};
constexpr std::string_view kDeviceNumbers[] = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xc2\xb9", "\xc2\xb2", "\xc2\xb3"};

Status refused(const char *reason)
{
    return {StatusCode::invalid_argument, std::string("save name: ") + reason};
}

bool is_device(std::string_view name)
{
    const std::string base(trim_ascii(to_lower_ascii(name.substr(0, name.find('.')))));
    if (std::find(std::begin(kDevices), std::end(kDevices), base) != std::end(kDevices))
        return true;
    for (const std::string_view device : kNumberedDevices) {
        for (const std::string_view number : kDeviceNumbers) {
            if (base.size() == device.size() + number.size() && base.compare(0, 3, device) == 0 &&
                base.compare(3, std::string::npos, number) == 0)
                return true;
        }
    }
    return false;
}

bool is_forbidden(char c)
{
    const auto byte = static_cast<uint8_t>(c);
    return byte < 0x20 || byte == 0x7f ||
           std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
}

Status check_name(std::string_view name)
{
    if (name.size() > kMaxNameBytes)
        return refused("it is longer than 200 bytes");
    if (!is_valid_utf8(name))
        return refused("it is not valid UTF-8");
    if (std::any_of(name.begin(), name.end(), is_forbidden))
        return refused("it must be a file name without folders, drives or control characters");
    if (split_name(name).stem.empty() || name == "." || name == "..")
        return refused("it has nothing before its ending");
    if (name.back() == '.' || name.back() == ' ')
        return refused("it must not end in a dot or a space");
    if (is_device(name))
        return refused("it is the name of a device on some systems");
    return {};
}

} // namespace

Status check_save_target(const SaveTarget &target)
{
    if (target.directory.empty())
        return {StatusCode::invalid_argument, "save directory: it is empty"};
    if (!is_valid_utf8(target.directory) || target.directory.find('\0') != std::string::npos)
        return {StatusCode::invalid_argument, "save directory: it is not valid UTF-8"};
    return target.name.empty() ? Status() : check_name(target.name);
}

NameParts split_name(std::string_view name)
{
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos)
        return {name, {}};
    for (const std::string_view ending : kEndings) {
        if (equals_ignoring_case(name.substr(dot), ending))
            return {name.substr(0, dot), name.substr(dot)};
    }
    return {name, {}};
}

std::string file_name(
    std::string_view stem, std::string_view ending, const SavedPass &pass, uint32_t output_count)
{
    std::string name(stem);
    if (output_count > 1)
        name += "-" + std::to_string(uint64_t{pass.output} + 1);
    if (pass.preview > 0)
        name += "-preview-" + std::to_string(pass.preview);
    name += ending;
    return name;
}

std::string_view ending_of(ImageFormat format)
{
    switch (format) {
    case ImageFormat::png:
        return ".png";
    case ImageFormat::jpeg:
        return ".jpg";
    case ImageFormat::webp:
        return ".webp";
    case ImageFormat::unknown:
        break;
    }
    return ".bin";
}

std::string dated_stem(int64_t unix_seconds)
{
    // A clock far outside history is no reason to fail: four digits of year is all a name needs.
    constexpr int64_t kYear9999 = 253'402'300'799;
    const std::chrono::sys_seconds time{
        std::chrono::seconds(std::clamp<int64_t>(unix_seconds, 0, kYear9999))};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[32];
    std::snprintf(
        text, sizeof(text), "gesso-%04d%02u%02u-%02d%02d%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return text;
}

} // namespace gesso::core
