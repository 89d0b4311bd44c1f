// SPDX-License-Identifier: MIT
// Known: it compiles with the cross compiler. It has never run on Windows.
#include "platform/file_common.h"
#include "platform/system_files.h"
#include "platform/windows_api.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gesso::core {

namespace {

constexpr size_t kReadBytes = 64u << 10;
constexpr size_t kWriteBytes = 16u << 20; // in one call: drivers need memory for it
constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

Status save_failed(const char *what, const std::string &path, DWORD error)
{
    return file_failure(what, path, windows_message(error));
}

bool is_gone(DWORD error)
{
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

// The full path as the system would complete it, with its own separators.
DWORD find_full_path(const std::string &path, std::wstring &out_full)
{
    out_full.clear();
    const std::wstring wide = is_usable_path(path) ? to_wide(path) : std::wstring();
    if (wide.empty())
        return ERROR_INVALID_NAME;
    std::wstring full(MAX_PATH, L'\0');
    for (;;) {
        const DWORD count =
            GetFullPathNameW(wide.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
        if (count == 0)
            return GetLastError();
        const bool is_whole = count < full.size();
        full.resize(count);
        if (is_whole)
            break;
    }
    out_full = std::move(full);
    return ERROR_SUCCESS;
}

// The path as the calls below want it: paths that are too long for the old interface need a prefix.
// A name such as "CON" has become a device by now, and no device is a file of ours.
DWORD find_call_path(const std::string &path, std::wstring &out_path)
{
    constexpr size_t kLongPath = MAX_PATH - 12; // a folder has room for an old, short name in it
    const DWORD error = find_full_path(path, out_path);
    if (error != ERROR_SUCCESS)
        return error;
    const std::wstring start = out_path.substr(0, 4);
    if (start == L"\\\\.\\" || start == L"\\\\?\\")
        return ERROR_INVALID_NAME;
    if (out_path.size() < kLongPath)
        return ERROR_SUCCESS;
    const bool is_share = start.substr(0, 2) == L"\\\\";
    out_path = is_share ? L"\\\\?\\UNC\\" + out_path.substr(2) : L"\\\\?\\" + out_path;
    return ERROR_SUCCESS;
}

// How many characters name the drive or the share of a path; a separator may follow.
size_t root_size(const std::string &path)
{
    constexpr char kSeparators[] = "/\\";
    const auto is_separator = [&](size_t at) {
        return at < path.size() && (path[at] == '/' || path[at] == '\\');
    };
    if (is_separator(0) && is_separator(1)) {
        const size_t server_end = path.find_first_of(kSeparators, 2);
        if (server_end == std::string::npos)
            return path.size();
        return std::min(path.find_first_of(kSeparators, server_end + 1), path.size());
    }
    return path.size() >= 2 && path[1] == ':' ? 2 : 0;
}

class OwnedHandle {
public:
    explicit OwnedHandle(HANDLE handle) : handle_(handle) {}
    ~OwnedHandle() { close(); }
    OwnedHandle(const OwnedHandle &) = delete;
    OwnedHandle &operator=(const OwnedHandle &) = delete;

    bool is_open() const { return handle_ != INVALID_HANDLE_VALUE; }
    HANDLE get() const { return handle_; }
    bool close()
    {
        const HANDLE handle = std::exchange(handle_, INVALID_HANDLE_VALUE);
        return handle == INVALID_HANDLE_VALUE || CloseHandle(handle) != 0;
    }

private:
    HANDLE handle_;
};

class SystemOutputFile final : public OutputFile {
public:
    SystemOutputFile(std::string path, HANDLE file) : path_(std::move(path)), file_(file) {}

    Status write(Bytes bytes) override
    {
        while (!bytes.empty()) {
            const DWORD wanted = static_cast<DWORD>(std::min(bytes.size(), kWriteBytes));
            DWORD count = 0;
            if (!WriteFile(file_.get(), bytes.data(), wanted, &count, nullptr))
                return save_failed("write to", path_, GetLastError());
            if (count == 0) // would loop for ever on a device that takes nothing
                return save_failed("write to", path_, ERROR_DISK_FULL);
            bytes = bytes.subspan(count);
        }
        return {};
    }

    Status sync() override
    {
        if (!FlushFileBuffers(file_.get()))
            return save_failed("make durable", path_, GetLastError());
        return {};
    }

    Status close() override
    {
        if (!file_.close())
            return save_failed("close", path_, GetLastError());
        return {};
    }

private:
    std::string path_;
    OwnedHandle file_;
};

// Another kind of link than these (a file that a cloud keeps) is the file itself to who reads it.
Status check_plain_file(HANDLE file, const std::string &path)
{
    FILE_ATTRIBUTE_TAG_INFO facts{};
    if (GetFileType(file) != FILE_TYPE_DISK)
        return save_failed("read", path, ERROR_INVALID_NAME);
    if (!GetFileInformationByHandleEx(file, FileAttributeTagInfo, &facts, sizeof(facts)))
        return save_failed("read", path, GetLastError());
    const bool is_link = (facts.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
                         IsReparseTagNameSurrogate(facts.ReparseTag);
    if (is_link || (facts.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        return save_failed("read", path, ERROR_INVALID_NAME);
    return {};
}

Status read_handle(HANDLE file, const std::string &path, uint64_t max_bytes, ByteSink &sink)
{
    std::vector<uint8_t> buffer(kReadBytes);
    while (max_bytes > 0) {
        const DWORD wanted = static_cast<DWORD>(std::min<uint64_t>(max_bytes, buffer.size()));
        DWORD count = 0;
        if (!ReadFile(file, buffer.data(), wanted, &count, nullptr))
            return save_failed("read", path, GetLastError());
        if (count == 0)
            break;
        GESSO_RETURN_IF_FAILED(sink.on_bytes({buffer.data(), count}));
        max_bytes -= count;
    }
    return {};
}

DWORD move_file(const std::string &from, const std::string &to, DWORD flags)
{
    std::wstring wide_from;
    std::wstring wide_to;
    DWORD error = find_call_path(from, wide_from);
    if (error == ERROR_SUCCESS)
        error = find_call_path(to, wide_to);
    if (error != ERROR_SUCCESS)
        return error;
    // Written through: the new name is on the disk when the call returns.
    const bool is_moved =
        MoveFileExW(wide_from.c_str(), wide_to.c_str(), flags | MOVEFILE_WRITE_THROUGH) != 0;
    return is_moved ? ERROR_SUCCESS : GetLastError();
}

class SystemFiles final : public Files {
public:
    Status create(const std::string &path, std::unique_ptr<OutputFile> &out_file) override
    {
        out_file.reset();
        std::wstring wide;
        const DWORD error = find_call_path(path, wide);
        if (error != ERROR_SUCCESS)
            return save_failed("create", path, error);
        const HANDLE file = CreateFileW(
            wide.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr, CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
        if (file == INVALID_HANDLE_VALUE)
            return save_failed("create", path, GetLastError());
        out_file = std::make_unique<SystemOutputFile>(path, file);
        return {};
    }

    Status publish(const std::string &from, const std::string &to, bool &out_exists) override
    {
        const DWORD error = move_file(from, to, 0);
        out_exists = error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS;
        return error == ERROR_SUCCESS ? Status() : save_failed("give its name to", to, error);
    }

    Status replace(const std::string &from, const std::string &to) override
    {
        const DWORD error = move_file(from, to, MOVEFILE_REPLACE_EXISTING);
        return error == ERROR_SUCCESS ? Status() : save_failed("replace", to, error);
    }

    Status remove(const std::string &path) override
    {
        return take_away("remove", path, DeleteFileW);
    }

    Status make_directories(const std::string &path) override
    {
        std::wstring wide;
        const DWORD error = find_call_path(path, wide);
        if (error != ERROR_SUCCESS)
            return save_failed("use the path", path, error);
        return make_each_folder(
            path, root_size(path) + 1, "/\\", [this](const std::string &part) -> Status {
                std::wstring folder;
                DWORD failure = find_call_path(part, folder);
                if (failure == ERROR_SUCCESS && !CreateDirectoryW(folder.c_str(), nullptr))
                    failure = GetLastError();
                if (failure != ERROR_SUCCESS && !is_directory(part))
                    return save_failed("create the folder", part, failure);
                return {};
            });
    }

    Status remove_empty_directory(const std::string &path) override
    {
        return take_away("remove the folder", path, RemoveDirectoryW);
    }

    Status read(const std::string &path, uint64_t max_bytes, ByteSink &sink) override
    {
        std::wstring wide;
        const DWORD error = find_call_path(path, wide);
        if (error != ERROR_SUCCESS)
            return save_failed("open", path, error);
        // Who waits at a pipe of that name learns who we are and may not act as us.
        const OwnedHandle file(CreateFileW(
            wide.c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING,
            FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_SEQUENTIAL_SCAN | SECURITY_SQOS_PRESENT |
                SECURITY_IDENTIFICATION,
            nullptr));
        if (!file.is_open())
            return save_failed("open", path, GetLastError());
        GESSO_RETURN_IF_FAILED(check_plain_file(file.get(), path));
        return read_handle(file.get(), path, max_bytes, sink);
    }

    // Names are durable by MOVEFILE_WRITE_THROUGH and the file system's journal. Flushing the
    // folder is more than most file systems here offer; where one refuses, that is no failure.
    Status sync_directory(const std::string &path) override
    {
        std::wstring wide;
        DWORD error = find_call_path(path, wide);
        if (error != ERROR_SUCCESS)
            return save_failed("open the folder", path, error);
        if (!is_directory(path))
            return save_failed("open the folder", path, ERROR_DIRECTORY);
        const OwnedHandle folder(CreateFileW(
            wide.c_str(), GENERIC_WRITE, kShareAll, nullptr, OPEN_EXISTING,
            FILE_FLAG_BACKUP_SEMANTICS, nullptr));
        if (!folder.is_open() || FlushFileBuffers(folder.get()))
            return {};
        error = GetLastError();
        if (error == ERROR_ACCESS_DENIED || error == ERROR_INVALID_FUNCTION ||
            error == ERROR_NOT_SUPPORTED || error == ERROR_INVALID_PARAMETER)
            return {};
        return save_failed("make durable the folder", path, error);
    }

    Status absolute(const std::string &path, std::string &out_path) override
    {
        std::wstring full;
        const DWORD error = find_full_path(path, full);
        if (error != ERROR_SUCCESS)
            return save_failed("find the full path of", path, error);
        std::replace(full.begin(), full.end(), L'\\', L'/');
        out_path = from_wide(full);
        return {};
    }

    bool is_directory(const std::string &path) override
    {
        std::wstring wide;
        if (find_call_path(path, wide) != ERROR_SUCCESS)
            return false;
        const DWORD attributes = GetFileAttributesW(wide.c_str());
        return attributes != INVALID_FILE_ATTRIBUTES &&
               (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    }

private:
    static Status
    take_away(const char *what, const std::string &path, BOOL(WINAPI *call)(const wchar_t *))
    {
        std::wstring wide;
        DWORD error = find_call_path(path, wide);
        if (error == ERROR_SUCCESS && !call(wide.c_str()))
            error = GetLastError();
        return error == ERROR_SUCCESS || is_gone(error) ? Status() : save_failed(what, path, error);
    }
};

} // namespace

std::unique_ptr<Files> make_system_files()
{
    return std::make_unique<SystemFiles>();
}

} // namespace gesso::core
