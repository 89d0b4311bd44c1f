// SPDX-License-Identifier: MIT
#include "platform/file_common.h"

#include "base/text.h"

namespace gesso::core {

Status file_failure(const char *what, const std::string &path, const std::string &reason)
{
    return {
        StatusCode::save_failed,
        std::string("Could not ") + what + " '" + clean_text(path, 1024) + "': " + reason};
}

bool is_usable_path(const std::string &path)
{
    return !path.empty() && path.find('\0') == std::string::npos;
}

Status make_each_folder(
    const std::string &path, size_t first, std::string_view separators,
    const std::function<Status(const std::string &)> &make_one)
{
    for (size_t end = path.find_first_of(separators, first);;
         end = path.find_first_of(separators, end + 1)) {
        GESSO_RETURN_IF_FAILED(make_one(path.substr(0, end)));
        if (end == std::string::npos)
            return {};
    }
}

} // namespace gesso::core
