// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "base/text.h"
#include "platform/windows_api.h"

#include <array>

namespace gesso::core {

std::wstring to_wide(const std::string &text)
{
    const int size = static_cast<int>(text.size());
    const int count =
        MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, nullptr, 0);
    if (count <= 0)
        return {};
    std::wstring wide(static_cast<size_t>(count), L'\0');
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), size, wide.data(), count);
    return wide;
}

std::string from_wide(const std::wstring &text)
{
    const int size = static_cast<int>(text.size());
    const int count =
        WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
    if (count <= 0)
        return {};
    std::string narrow(static_cast<size_t>(count), '\0');
    WideCharToMultiByte(CP_UTF8, 0, text.data(), size, narrow.data(), count, nullptr, nullptr);
    return narrow;
}

std::string windows_message(DWORD error)
{
    std::array<wchar_t, 512> text{};
    const DWORD count = FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
        nullptr, error, 0, text.data(), static_cast<DWORD>(text.size()), nullptr);
    std::string message = from_wide(std::wstring(text.data(), count));
    while (!message.empty() && (message.back() == ' ' || message.back() == '.'))
        message.pop_back(); // the sentence around it brings its own end
    if (message.empty())
        return "Windows error " + std::to_string(error);
    return clean_text(message, 200);
}

} // namespace gesso::core
