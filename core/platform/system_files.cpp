// SPDX-License-Identifier: MIT
#include "platform/system_files.h"

#include "platform/file_common.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace gesso::core {

namespace {

constexpr size_t kReadBytes = 64u << 10;

Status save_failed(const char *what, const std::string &path, int error)
{
    return file_failure(what, path, std::generic_category().message(error));
}

Status check_path(const std::string &path)
{
    if (!is_usable_path(path))
        return save_failed("use the path", path, EINVAL);
    return {};
}

int sync_descriptor(int file)
{
    int result = 0;
    do {
        result = fsync(file);
    } while (result != 0 && errno == EINTR);
    return result;
}

class SystemOutputFile final : public OutputFile {
public:
    SystemOutputFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

    ~SystemOutputFile() override
    {
        if (file_ >= 0)
            ::close(file_);
    }

    Status write(Bytes bytes) override
    {
        while (!bytes.empty()) {
            const ssize_t count = ::write(file_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return save_failed("write to", path_, errno);
            if (count == 0) // would loop for ever on a device that takes nothing
                return save_failed("write to", path_, ENOSPC);
            bytes = bytes.subspan(static_cast<size_t>(count));
        }
        return {};
    }

    Status sync() override
    {
        if (sync_descriptor(file_) != 0)
            return save_failed("make durable", path_, errno);
        return {};
    }

    Status close() override
    {
        const int file = std::exchange(file_, -1);
        // After EINTR the descriptor is gone on Linux; closing again could close another's file.
        if (file >= 0 && ::close(file) != 0 && errno != EINTR)
            return save_failed("close", path_, errno);
        return {};
    }

private:
    std::string path_;
    int file_;
};

Status read_descriptor(int file, const std::string &path, uint64_t max_bytes, ByteSink &sink)
{
    struct stat facts = {};
    if (fstat(file, &facts) != 0)
        return save_failed("read", path, errno);
    if (!S_ISREG(facts.st_mode))
        return save_failed("read", path, EINVAL);
    std::vector<uint8_t> buffer(kReadBytes);
    while (max_bytes > 0) {
        const size_t wanted = static_cast<size_t>(std::min<uint64_t>(max_bytes, buffer.size()));
        const ssize_t count = ::read(file, buffer.data(), wanted);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return save_failed("read", path, errno);
        if (count == 0)
            break;
        GESSO_RETURN_IF_FAILED(sink.on_bytes({buffer.data(), static_cast<size_t>(count)}));
        max_bytes -= static_cast<uint64_t>(count);
    }
    return {};
}

// link() refuses to overwrite where renameat2() is missing (old kernels, some network shares).
int publish_by_link(const char *from, const char *to)
{
    if (link(from, to) != 0)
        return -1;
    unlink(from); // the file has its name: a second one left behind is no failure
    return 0;
}

int rename_without_overwriting(const char *from, const char *to)
{
#if defined(__linux__) && defined(RENAME_NOREPLACE)
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
#endif
    return publish_by_link(from, to);
}

class SystemFiles final : public Files {
public:
    Status create(const std::string &path, std::unique_ptr<OutputFile> &out_file) override
    {
        out_file.reset();
        GESSO_RETURN_IF_FAILED(check_path(path));
        int file = -1;
        do {
            file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        } while (file < 0 && errno == EINTR);
        if (file < 0)
            return save_failed("create", path, errno);
        out_file = std::make_unique<SystemOutputFile>(path, file);
        return {};
    }

    Status publish(const std::string &from, const std::string &to, bool &out_exists) override
    {
        out_exists = false;
        GESSO_RETURN_IF_FAILED(check_path(from));
        GESSO_RETURN_IF_FAILED(check_path(to));
        if (rename_without_overwriting(from.c_str(), to.c_str()) == 0)
            return {};
        out_exists = errno == EEXIST;
        return save_failed("give its name to", to, errno);
    }

    Status replace(const std::string &from, const std::string &to) override
    {
        GESSO_RETURN_IF_FAILED(check_path(from));
        GESSO_RETURN_IF_FAILED(check_path(to));
        if (rename(from.c_str(), to.c_str()) != 0)
            return save_failed("replace", to, errno);
        return {};
    }

    Status remove(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        if (unlink(path.c_str()) != 0 && errno != ENOENT)
            return save_failed("remove", path, errno);
        return {};
    }

    Status make_directories(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        return make_each_folder(path, 1, "/", [this](const std::string &part) -> Status {
            if (mkdir(part.c_str(), 0777) != 0 && !is_directory(part))
                return save_failed("create the folder", part, errno);
            return {};
        });
    }

    Status remove_empty_directory(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        if (rmdir(path.c_str()) != 0 && errno != ENOENT)
            return save_failed("remove the folder", path, errno);
        return {};
    }

    Status read(const std::string &path, uint64_t max_bytes, ByteSink &sink) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        // Opening a pipe or a device that somebody put there must not wait or act.
        const int file = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (file < 0)
            return save_failed("open", path, errno);
        Status status = read_descriptor(file, path, max_bytes, sink);
        ::close(file);
        return status;
    }

    Status sync_directory(const std::string &path) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
            return save_failed("open the folder", path, errno);
        const int result = sync_descriptor(folder);
        const int error = errno;
        ::close(folder);
        // Some file systems cannot sync a folder; the rename is as durable there as it can be.
        if (result != 0 && error != EINVAL && error != ENOTSUP)
            return save_failed("make durable the folder", path, error);
        return {};
    }

    Status absolute(const std::string &path, std::string &out_path) override
    {
        GESSO_RETURN_IF_FAILED(check_path(path));
        std::error_code error;
        const std::filesystem::path full = std::filesystem::absolute(path, error);
        if (error)
            return save_failed("find the full path of", path, error.value());
        out_path = full.lexically_normal().generic_string();
        return {};
    }

    bool is_directory(const std::string &path) override
    {
        const int error = errno; // callers ask in the middle of handling one
        struct stat facts = {};
        const bool is_one = stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
        errno = error;
        return is_one;
    }
};

} // namespace

std::unique_ptr<Files> make_system_files()
{
    return std::make_unique<SystemFiles>();
}

} // namespace gesso::core
