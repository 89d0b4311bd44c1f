// SPDX-License-Identifier: MIT
#include "save_plan.h"

#include "edit_options.h"
#include "os/system.h"
#include "text.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>

namespace gesso_cli {

namespace {

namespace fs = std::filesystem;

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

bool is_folder(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool does_exist(const fs::path &path)
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

// A folder that is missing counts by the one it would be made in.
Failure check_folder(const std::string &folder)
{
    std::error_code ignored;
    fs::path path = fs::absolute(folder, ignored);
    while (!does_exist(path) && path.has_parent_path() && path.parent_path() != path) {
        path = path.parent_path();
    }
    const std::string shown = printable(path.string(), 200);
    if (!is_folder(path)) {
        return {kExitSave, "--out: " + shown + " is not a folder; choose another place"};
    }
    if (!can_write_folder(path.string())) {
        return {kExitSave, "--out: " + shown + " cannot be written; choose another place"};
    }
    return {};
}

const char *format_text(int32_t format)
{
    switch (format) {
    case GESSO_FORMAT_JPEG:
        return "jpeg";
    case GESSO_FORMAT_WEBP:
        return "webp";
    default:
        return ""; // png is what services send when they are not told otherwise
    }
}

} // namespace

int32_t format_of_name(const std::string &path)
{
    const std::string ending = to_lower(fs::path(path).extension().string());
    if (ending == ".png") {
        return GESSO_FORMAT_PNG;
    }
    if (ending == ".jpg" || ending == ".jpeg") {
        return GESSO_FORMAT_JPEG;
    }
    return ending == ".webp" ? GESSO_FORMAT_WEBP : GESSO_FORMAT_UNKNOWN;
}

Failure plan_saving(const GenerateSettings &settings, size_t prompt_count, SavePlan &out_plan)
{
    const std::string &out = settings.out;
    const bool is_named_folder = out.empty() || out.back() == '/' || is_folder(out);
    if (!is_named_folder && prompt_count > 1 &&
        (does_exist(out) || format_of_name(out) != GESSO_FORMAT_UNKNOWN)) {
        return usage(
            "--out: " + std::to_string(prompt_count) +
            " prompts need a folder, not a file; end it with a slash, such as --out images/");
    }
    if (is_named_folder || prompt_count > 1) {
        out_plan.folder = out.empty() ? "." : out;
    } else {
        const fs::path path(out);
        out_plan.folder = path.has_parent_path() ? path.parent_path().string() : ".";
        out_plan.name = path.filename().string();
        // An edit's name is that of the picture made here.
        out_plan.format = is_composited(settings) ? "" : format_text(format_of_name(out));
        if (out_plan.name == "." || out_plan.name == "..") {
            return usage("--out: it must be a file or an existing folder");
        }
    }
    if (is_folder(settings.contact_sheet)) {
        return usage("--contact-sheet: it is a folder; give a file, such as sheet.png");
    }
    return check_folder(out_plan.folder);
}

std::string absolute_path(const std::string &path)
{
    std::error_code ignored;
    return fs::absolute(path, ignored).lexically_normal().string();
}

std::string picture_stem(const SavePlan &plan)
{
    if (!plan.name.empty()) {
        const bool has_ending = format_of_name(plan.name) != GESSO_FORMAT_UNKNOWN;
        return has_ending ? fs::path(plan.name).stem().string() : plan.name;
    }
    std::random_device random;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    std::array<char, 64> stem{};
    std::snprintf(
        stem.data(), stem.size(), "gesso-edit-%lld-%08x", static_cast<long long>(seconds),
        static_cast<unsigned>(random()));
    return stem.data();
}

FolderTrace::FolderTrace(const std::string &folder)
{
    std::error_code ignored;
    fs::path path = fs::absolute(folder, ignored).lexically_normal();
    while (!does_exist(path) && path.has_parent_path() && path.parent_path() != path) {
        if (path.has_filename()) {
            missing_.push_back(path.string());
        }
        path = path.parent_path();
    }
}

void FolderTrace::remove_empty() const
{
    for (const std::string &folder : missing_) {
        std::error_code error;
        if (is_folder(folder) && !fs::remove(folder, error)) {
            return;
        }
    }
}

} // namespace gesso_cli
