// SPDX-License-Identifier: MIT
#include "edit_inputs.h"

#include "os/system.h"
#include "text.h"

namespace gesso_cli {

namespace {

// What is sent may be smaller than the file (50 MB a picture): the library checks that.
constexpr size_t kMaxFileBytes = size_t{256} << 20;

gesso_picture lend(const std::string &bytes)
{
    gesso_picture picture = gesso_picture_init();
    picture.kind = GESSO_PICTURE_ENCODED;
    picture.data = bytes.data();
    picture.size = bytes.size();
    picture.release = [](void *, const void *) {}; // the memory outlives the client
    return picture;
}

} // namespace

Failure EditInputs::read_file(const char *option, const std::string &path)
{
    const std::string shown = std::string(option) + ": " + printable(path, 300);
    std::string reason;
    File file{path, {}};
    if (!read_whole_file(path, kMaxFileBytes, file.bytes, reason)) {
        return {kExitUsage, shown + " cannot be read: " + reason};
    }
    if (file.bytes.empty()) {
        return {kExitUsage, shown + " is empty"};
    }
    files_.push_back(std::move(file));
    return {};
}

Failure EditInputs::read(const EditSettings &settings)
{
    for (const std::string &path : settings.images) {
        Failure failure = read_file("--image", path);
        if (failure.is_set()) {
            return failure;
        }
    }
    has_mask_ = !settings.mask.empty();
    return has_mask_ ? read_file("--mask", settings.mask) : Failure{};
}

void EditInputs::lend_to(gesso_request_desc &desc)
{
    if (pictures_.empty()) {
        for (const File &file : files_) {
            pictures_.push_back(lend(file.bytes));
        }
    }
    desc.images = pictures_.data();
    desc.image_count = static_cast<uint32_t>(pictures_.size() - (has_mask_ ? 1 : 0));
    desc.mask = has_mask_ ? &pictures_.back() : nullptr;
}

std::vector<std::string> EditInputs::describe() const
{
    std::vector<std::string> lines;
    for (size_t index = 0; index < files_.size(); ++index) {
        const bool is_mask = has_mask_ && index + 1 == files_.size();
        const std::string role = is_mask ? "mask" : index == 0 ? "base" : "reference";
        lines.push_back(
            role + " " + printable(files_[index].path, 300) + ", " +
            bytes_text(files_[index].bytes.size()));
    }
    return lines;
}

} // namespace gesso_cli
