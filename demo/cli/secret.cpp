// SPDX-License-Identifier: MIT
#include "secret.h"

#include "environment.h"
#include "os/system.h"
#include "text.h"

#include <algorithm>
#include <array>

namespace gesso_cli {

namespace {

constexpr size_t kMaxSecretBytes = size_t{16} << 10;

bool is_name_letter(char letter)
{
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

// Keys are hexadecimal or mixed-case: a name in capitals is none.
bool is_conventional_name(std::string_view name)
{
    return std::none_of(
        name.begin(), name.end(), [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

Failure usage(std::string text)
{
    return {kExitUsage, std::move(text)};
}

} // namespace

void Secret::assign(std::string_view text)
{
    wipe();
    text_.reserve(text.size());
    text_.assign(text);
}

void Secret::wipe()
{
    wipe_memory(text_.data(), text_.size());
    text_.clear();
}

bool Secret::is_token() const
{
    return text_.rfind("eyJ", 0) == 0 && std::count(text_.begin(), text_.end(), '.') == 2;
}

Failure read_secret_variable(const std::string &name, Secret &out_secret)
{
    const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), is_name_letter) &&
                         (name[0] < '0' || name[0] > '9');
    if (!is_name) {
        return usage("--key-env: give the name of an environment variable, not the key itself");
    }
    const std::string_view value = variable(name.c_str());
    if (value.empty()) {
        const std::string which = is_conventional_name(name) ? name : "the variable it names";
        return {kExitAuth, "--key-env: " + which + " is not set or blank; set it in this terminal"};
    }
    out_secret.assign(value);
    return {};
}

Failure read_secret_file(const std::string &path, Secret &out_secret, std::string &out_warning)
{
    std::array<char, kMaxSecretBytes + 1> buffer{};
    size_t size = 0;
    std::string reason;
    // The path is not quoted: people paste keys into the wrong place.
    if (!read_file_start(path, buffer.data(), buffer.size(), size, reason)) {
        return usage(
            "--key-file: the file cannot be read (" + reason +
            "); give a path, not the key itself");
    }
    std::string_view text(buffer.data(), std::min(size, kMaxSecretBytes));
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        text.remove_prefix(3);
    }
    out_secret.assign(trim(text));
    wipe_memory(buffer.data(), buffer.size());
    if (size > kMaxSecretBytes) {
        out_secret.wipe();
        return usage("--key-file: the file is too large to be a key");
    }
    if (out_secret.is_empty()) {
        return {kExitAuth, "--key-file: the file is empty; put the key on its first line"};
    }
    if (path != "-" && can_others_read(path)) {
        out_warning = "--key-file: other users of this machine can read the file; chmod 600 it";
    }
    return {};
}

} // namespace gesso_cli
