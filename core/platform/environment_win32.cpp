// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "base/text.h"
#include "platform/environment.h"
#include "platform/windows_api.h"

namespace gesso::core {

// getenv() would answer in the code page of the machine; all text of ours is UTF-8.
std::optional<std::string> environment_variable(const char *name)
{
    const std::wstring wide_name = to_wide(name);
    std::wstring value(256, L'\0');
    for (;;) {
        const DWORD count = GetEnvironmentVariableW(
            wide_name.c_str(), value.data(), static_cast<DWORD>(value.size()));
        const bool is_whole = count < value.size();
        value.resize(count);
        if (is_whole)
            break;
    }
    std::string text = from_wide(value);
    if (trim_ascii(text).empty())
        return std::nullopt;
    return text;
}

} // namespace gesso::core
